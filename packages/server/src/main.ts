import { DomainError } from '@latchkey/core/errors/domain-error'
import { type StartedServer, type StartOptions, startServer } from './composition/start-server.ts'
import type { Surface } from './composition/surfaces.ts'
import { ConfigError } from './config/config-error.ts'
import type { Environment } from './config/environment.ts'
import { MasterKeyError } from './project/master-key.ts'
import { startMessage } from './start-message.ts'

export type { Overrides } from './composition/overrides.ts'
export type { StartedServer, StartOptions } from './composition/start-server.ts'
export type { Surface } from './composition/surfaces.ts'
export { startServer }

export interface ServeOptions {
  readonly configFile: string | undefined
  readonly surface: Surface
  readonly environment: Environment
  /** Where the operator reads what to do next. */
  readonly print: (text: string) => void
}

/** How long the server answers on after it has said that it is no longer ready. */
const ANNOUNCE_MS = 250

/** Runs the server until SIGINT or SIGTERM, then stops it cleanly. Resolves to the exit code; throws nothing expected. */
export async function runServe({ configFile, surface, environment, print }: ServeOptions): Promise<number> {
  const server = await startOrExplain({ configFile, surface, environment }, print)
  if (server === undefined) return 1
  print(startMessage(server, surface))
  await untilSignal()
  await server.stop({ announceMs: ANNOUNCE_MS })
  return 0
}

async function startOrExplain(options: StartOptions, print: (text: string) => void): Promise<StartedServer | undefined> {
  try {
    return await startServer(options)
  } catch (error) {
    if (!isExplained(error)) throw error
    print(`latchkey cannot start: ${error.message}\n`)
    return undefined
  }
}

/** Failures whose message says what to do, and holds no secret. */
const isExplained = (error: unknown): error is Error =>
  error instanceof ConfigError ||
  error instanceof MasterKeyError ||
  error instanceof DomainError ||
  (error instanceof Error &&
    'code' in error &&
    (error.code === 'EADDRINUSE' || error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL'))

const untilSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve())
  })
