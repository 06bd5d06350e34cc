// What `npm test` means: first the checks, then every test. The last lines are the test runner's own totals.
//
//   npm test                      everything but the pages of the console one by one, and what takes servers of others
//   npm test -- --only checks     types, format and lint, imports, sizes, dependencies, generated files
//   npm test -- --only unit       the tests beside the source
//   npm test -- --only e2e        the tests of the whole product
//   npm test -- --only network    what is left out of it: databases on the network, Redis, threads that end; see also `npm run stores`
//   npm test -- --only console    every acceptance criterion of the console, in a browser; `npm run acceptance` sums them up
import { execFile, spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { buildConsole } from './build-console.ts'
import { type Check, checks } from './checks.ts'
import { listFiles, repositoryRoot } from './source-files.ts'
import { installTestPrograms, thisMachine } from './test-programs.ts'

/**
 * Tests of databases on the network, of Redis and of threads that end, which would double the time of `npm test`: the suites of
 * the ports run in it on SQLite and PostgreSQL, the product on SQLite and for two servers that share a Redis. A name that ends
 * in a slash is a folder.
 */
const ofTheNetwork = [
  'packages/server/src/adapters/mysql/',
  'packages/server/src/adapters/sql/slow-start.test.ts',
  ...['records', 'several-instances', 'outage-people', 'pgbouncer', 'serialization', 'broken-connection'].map(
    (name) => `packages/server/src/adapters/postgres/${name}.test.ts`,
  ),
  ...['redis', 'redis-invalidation-channel'].map((name) => `packages/server/src/adapters/redis/${name}.test.ts`),
  ...['cockroachdb', 'first-start', 'move', 'pgbouncer', 'stores'].map((name) => `e2e/${name}/`),
  ...['failure-matrix', 'promoted-standby'].map((name) => `e2e/faults/${name}.test.ts`),
  'e2e/workers/worker-ends.test.ts',
]

const isOfTheNetwork = (file: string): boolean => ofTheNetwork.some((path) => file.startsWith(path))

/** The pages of the console take as long as all the rest together, so they are for changes of the console and for releases. */
const PAGES = 'e2e/browser/pages/'

const everyday = (files: readonly string[]): readonly string[] => files.filter((file) => !isOfTheNetwork(file))

const suites = {
  unit: () => everyday(listFiles(['packages/**/*.test.ts', 'tools/**/*.test.ts', 'bench/**/*.test.ts'])),
  e2e: () => everyday(listFiles(['e2e/**/*.test.ts'])).filter((file) => !file.startsWith(PAGES)),
  console: () => listFiles(['e2e/browser/**/*.test.ts']),
  network: () => listFiles(['packages/**/*.test.ts', 'e2e/**/*.test.ts']).filter(isOfTheNetwork),
} as const

/** Two test files at a time: some of them start servers and measure time. */
const CONCURRENCY = 2
const TEST_TIMEOUT_MS = 10 * 60_000
/** The runner waits for a file as long as something is open in it; told to end, it says which one that was. */
const RUN_LIMIT_MS = 30 * 60_000

const seconds = (sinceMs: number): string => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`

const passes = ({ name, command }: Check): Promise<boolean> =>
  new Promise((done) => {
    const startedAt = performance.now()
    execFile(process.execPath, command, { cwd: repositoryRoot, maxBuffer: Number.POSITIVE_INFINITY }, (error, stdout, stderr) => {
      console.log(`${error === null ? '✔' : '✖'} ${name} (${seconds(startedAt)})`)
      if (error !== null) console.log(`${stdout}${stderr}`.trimEnd())
      done(error === null)
    })
  })

/** The names of those that failed. As many at a time as test files later. */
async function runChecks(): Promise<string[]> {
  const startedAt = performance.now()
  console.log('== checks')
  const failed: string[] = []
  const queue = checks.values()
  const work = async (): Promise<void> => {
    for (const check of queue) if (!(await passes(check))) failed.push(check.name)
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
  console.log(`== checks took ${seconds(startedAt)}\n`)
  return failed
}

/** Failed checks are repeated as failing tests, so that the totals at the end tell the whole truth. */
function runTests(names: readonly (keyof typeof suites)[], failedChecks: readonly string[]): boolean {
  if (!names.every((name) => name === 'unit')) for (const line of installTestPrograms(thisMachine)) console.log(`== ${line}`)
  const files = names.flatMap((name) => suites[name]())
  if (failedChecks.length > 0) files.push('tools/failed-checks.ts')
  console.log(`== tests: ${names.join(', ')} (${files.length} files)`)
  const options = [`--test-concurrency=${CONCURRENCY}`, `--test-timeout=${TEST_TIMEOUT_MS}`, '--test-reporter=spec']
  const env = { ...process.env, LATCHKEY_FAILED_CHECKS: failedChecks.join(',') }
  const args = ['--test', ...options, ...files]
  return spawnSync(process.execPath, args, { cwd: repositoryRoot, stdio: 'inherit', env, timeout: RUN_LIMIT_MS }).status === 0
}

async function main(only: string | undefined): Promise<boolean> {
  await buildConsole()
  switch (only) {
    case undefined:
      return runTests(['unit', 'e2e'], await runChecks())
    case 'checks':
      return (await runChecks()).length === 0
    case 'unit':
    case 'e2e':
    case 'console':
    case 'network':
      return runTests([only], [])
    default:
      throw new Error('--only takes checks, unit, e2e, console or network')
  }
}

const { values } = parseArgs({ options: { only: { type: 'string' } } })
process.exitCode = (await main(values.only)) ? 0 : 1
