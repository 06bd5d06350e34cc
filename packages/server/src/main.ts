import type { StartOptions } from './composition/start-options.ts'
import { type StartedServer, startServer } from './composition/start-server.ts'
import type { Surface } from './composition/surfaces.ts'
import type { Environment } from './config/environment.ts'
import { explainStartFailure } from './explain-start-failure.ts'
import { startMessage } from './start-message.ts'

export type { Overrides } from './composition/overrides.ts'
export type { StartOptions } from './composition/start-options.ts'
export type { StartedServer } from './composition/start-server.ts'
export type { Surface } from './composition/surfaces.ts'
export { startServer }

export interface ServeOptions {
  readonly configFile: string | undefined
  readonly surface: Surface
  /** Brings the schema up to date first. */
  readonly migrate: boolean
  /** Instead of what the configuration says. */
  readonly workers?: number | 'auto' | undefined
  readonly environment: Environment
  /** Where the operator reads what to do next. */
  readonly print: (text: string) => void
  /** Where the operator reads why it does not start. */
  readonly complain: (text: string) => void
}

/** Runs the server until SIGINT or SIGTERM, then stops it cleanly. Resolves to the exit code; throws nothing expected. */
export async function runServe({ print, complain, ...options }: ServeOptions): Promise<number> {
  // From the beginning: a signal that comes during the start stops cleanly what has started.
  const signalled = untilSignal()
  const server = await startOrExplain(options, complain)
  if (server === undefined) return 1
  print(startMessage(server, options.surface))
  await signalled
  await server.stop({ announceMs: 'configured' })
  return 0
}

async function startOrExplain(options: StartOptions, complain: (text: string) => void): Promise<StartedServer | undefined> {
  try {
    return await startServer(options)
  } catch (error) {
    const explanation = explainStartFailure(error)
    if (explanation === undefined) throw error
    complain(`latchkey cannot start: ${explanation}\n`)
    return undefined
  }
}

const untilSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve())
  })
