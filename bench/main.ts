// Measures the budgets of the product against yardsticks that run beside it. `npm run bench -- --help` tells the options.
import { fileURLToPath } from 'node:url'
import { allBudgets } from './budgets/all-budgets.ts'
import { type Finding, meetsRequired } from './budgets/budget.ts'
import { type BenchOptions, parseBenchOptions, usage } from './options.ts'
import { describeEnvironment, environmentLines } from './report/environment.ts'
import { renderTextTable } from './report/tables.ts'
import { writeResults } from './report/write-results.ts'

const resultsFolder = fileURLToPath(new URL('results', import.meta.url))

/** Resolves to whether every figure reaches what is required by now. */
async function main(options: BenchOptions): Promise<boolean> {
  const environment = describeEnvironment(options)
  console.log(environmentLines(environment).join('\n'))
  const findings: Finding[] = []
  for (const budget of allBudgets) {
    if (options.only.length > 0 && !options.only.includes(budget.id.toLowerCase())) continue
    process.stderr.write(`${budget.id} …\n`)
    await using resources = new AsyncDisposableStack()
    findings.push(...(await budget.measure({ ...options, resources })))
  }
  console.log(`\n${renderTextTable(findings)}`)
  if (options.outputFolder !== undefined) {
    console.log(`\nwritten: ${(await writeResults(options.outputFolder, environment, findings)).join(', ')}`)
  }
  return findings.every(meetsRequired)
}

if (process.argv.includes('--help')) console.log(usage)
else process.exitCode = (await main(parseBenchOptions(process.argv.slice(2), resultsFolder))) ? 0 : 1
