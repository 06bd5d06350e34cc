import type { CommandCall } from '../command-call.ts'
import { configFileOf } from '../connection.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-code.ts'

export interface ServerChoice {
  readonly surface: 'all' | 'admin' | 'public'
  /** Brings the schema up to date first. */
  readonly migrate: boolean
}

/** Runs the server in this process until it is told to stop. */
export async function runServer(call: CommandCall, how: ServerChoice): Promise<ExitCode> {
  const workers = workersOf(call)
  const { runServe } = await import('@latchkey/server/main')
  const { stdout, stderr, environment } = call.terminal
  const code = await runServe({
    configFile: configFileOf(call.options, call.terminal),
    ...how,
    workers,
    environment,
    print: (text) => void stdout.write(text),
    complain: (text) => void stderr.write(text),
  })
  return code === 0 ? exitCodes.ok : exitCodes.refused
}

const WORKERS_MAX = 256

function workersOf({ options }: CommandCall): number | 'auto' | undefined {
  const text = options.text('workers')
  if (text === undefined || text === 'auto') return text
  const workers = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (workers < 1 || workers > WORKERS_MAX) throw new UsageError(`--workers: must be from 1 to ${WORKERS_MAX}, or auto`)
  return workers
}
