import type { CommandCall } from '../command-call.ts'
import { configFileOf } from '../connection.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'

export interface ServerChoice {
  readonly surface: 'all' | 'admin' | 'public'
  /** Brings the schema up to date first. */
  readonly migrate: boolean
}

/** Runs the server in this process until it is told to stop. */
export async function runServer(call: CommandCall, how: ServerChoice): Promise<ExitCode> {
  const { runServe } = await import('@latchkey/server/main')
  const { stdout, stderr, environment } = call.terminal
  const code = await runServe({
    configFile: configFileOf(call.options, call.terminal),
    ...how,
    environment,
    print: (text) => void stdout.write(text),
    complain: (text) => void stderr.write(text),
  })
  return code === 0 ? exitCodes.ok : exitCodes.refused
}
