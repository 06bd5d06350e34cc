import { spawn } from 'node:child_process'
import { repositoryRoot } from '../../tools/source-files.ts'

export interface Totals {
  readonly passed: number
  readonly failed: number
  readonly leftOut: number
  /** What the test runner says about those that failed. */
  readonly failures: string
}

export interface TestRun {
  readonly files: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** Two files at a time: some of them start servers and measure time. */
const CONCURRENCY = 2
const TEST_TIMEOUT_MS = 3 * 60_000
const RUN_LIMIT_MS = 20 * 60_000
const FAILURES = '✖ failing tests:'

/** Runs files of tests in processes of their own. */
export async function runTests({ files, environment }: TestRun): Promise<Totals> {
  // Never with --test-force-exit, which now and then loses the last tests of a file (nodejs/node#64833).
  const options = [`--test-concurrency=${CONCURRENCY}`, `--test-timeout=${TEST_TIMEOUT_MS}`, '--test-reporter=spec']
  const child = spawn(process.execPath, ['--test', ...options, ...files], {
    cwd: repositoryRoot,
    // A test runner that finds itself below another one does nothing.
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: RUN_LIMIT_MS,
  })
  let printed = ''
  for await (const text of child.stdout.setEncoding('utf8')) printed += text
  return totalsIn(printed)
}

/** Throws when the test runner did not come to its end. */
export function totalsIn(printed: string): Totals {
  const failuresAt = printed.lastIndexOf(FAILURES)
  return {
    passed: totalIn(printed, 'pass'),
    // A test that was cut short has not passed either.
    failed: totalIn(printed, 'fail') + totalIn(printed, 'cancelled'),
    leftOut: totalIn(printed, 'skipped') + totalIn(printed, 'todo'),
    failures: failuresAt < 0 ? '' : printed.slice(failuresAt + FAILURES.length).trim(),
  }
}

function totalIn(printed: string, name: string): number {
  const total = [...printed.matchAll(new RegExp(`^ℹ ${name} (\\d+)$`, 'gm'))].at(-1)?.[1]
  if (total === undefined) throw new Error(`the test runner did not say how many tests: ${printed.slice(-2000)}`)
  return Number(total)
}
