// Runs the proofs of the reliability bars: npm run proof -- [b17 b18 …] [--control [--first]] [--full]
import { parseArgs } from 'node:util'
import type { Bar, Tier } from './bar.ts'
import { findBars } from './find-bars.ts'
import { type ProofLine, runBar, runControls } from './run-bar.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    control: { type: 'boolean', default: false },
    // One control of each bar shows that it can come out red; all of them are for whoever changes a bar.
    first: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
  },
})
const tier: Tier = values.full ? 'full' : 'pr'

async function* linesOf(bar: Bar): AsyncGenerator<ProofLine> {
  if (values.control) yield* runControls(bar, tier, values.first ? 1 : undefined)
  else yield await runBar(bar, tier)
}

let allPass = true
for (const bar of await findBars(positionals)) {
  for await (const line of linesOf(bar)) {
    process.stdout.write(`${JSON.stringify(line)}\n`)
    allPass &&= line.pass
  }
}
process.exitCode = allPass ? 0 : 1
