import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding } from '../budgets/budget.ts'
import { environmentLines, type RunEnvironment } from './environment.ts'
import { renderMarkdown } from './tables.ts'

const HOW_TO_READ = `Ratios compare two servers in one run on one machine: the CPU time (user and system) that the yardstick takes per request,
divided by ours; 1 is as cheap, more is cheaper. Each figure is the median of the counted rounds, with the least and the most in
brackets. "bare" is a \`node:http\` server that reads the same request and answers a constant of the same size.
`

/** Writes `<date>.json` and the page that shows it. Returns the paths. */
export async function writeResults(
  folder: string,
  environment: RunEnvironment,
  findings: readonly Finding[],
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true })
  const date = environment.startedAt.slice(0, 10)
  const dataFile = join(folder, `${date}.json`)
  const page = join(folder, 'README.md')
  await writeFile(dataFile, `${JSON.stringify({ environment, findings }, undefined, 2)}\n`)
  await writeFile(page, pageOf(date, environment, findings))
  return [dataFile, page]
}

function pageOf(date: string, environment: RunEnvironment, findings: readonly Finding[]): string {
  const [machine, method] = environmentLines(environment)
  return `# Benchmark of ${date}

<!-- Written by \`npm run bench\`. -->

${HOW_TO_READ}
- ${machine}
- ${method}
- All values: [${date}.json](${date}.json)

## Budgets

${renderMarkdown(findings)}`
}
