// Runs the proofs of the reliability bars:
// npm run proof -- [b17 b18 …] [--control [--first]] [--full] [--store sqlite|postgres|mariadb] [--cache none|memory|redis]
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
    // What the servers run on. With either of them only those bars run that are made for several stores.
    store: { type: 'string' },
    cache: { type: 'string' },
  },
})
// Before any bar is loaded: the backend of a process is chosen once.
if (values.store !== undefined) process.env['LATCHKEY_TEST_STORE'] = values.store
if (values.cache !== undefined) process.env['LATCHKEY_TEST_CACHE'] = values.cache
const isOnChosenBackend = values.store !== undefined || values.cache !== undefined
const tier: Tier = values.full ? 'full' : 'pr'

async function* linesOf(bar: Bar): AsyncGenerator<ProofLine> {
  if (values.control) yield* runControls(bar, tier, values.first ? 1 : undefined)
  else yield await runBar(bar, tier)
}

const found = await findBars(positionals)
const chosen = isOnChosenBackend ? found.filter(({ instances }) => instances !== undefined) : found
const unfit = found.filter((bar) => positionals.length > 0 && !chosen.includes(bar)).map(({ id }) => id)
if (unfit.length > 0) throw new Error(`${unfit.join(', ')} cannot choose its store and cache`)

let allPass = true
for (const bar of chosen) {
  for await (const line of linesOf(bar)) {
    process.stdout.write(`${JSON.stringify(line)}\n`)
    allPass &&= line.pass
  }
}
process.exitCode = allPass ? 0 : 1
