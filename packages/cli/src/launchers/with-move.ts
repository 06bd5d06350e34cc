import type { CommandCall } from '../command-call.ts'
import { configFileOf } from '../connection.ts'
import { explainFailure } from './explain-failure.ts'

export interface WantedMove {
  /** DSNs. */
  readonly from: string
  readonly to: string | undefined
  readonly onProgress: (done: number, total: number) => void
}

/** Moves a store; refused with what is in the way. */
export async function moveStore(call: CommandCall, wanted: WantedMove) {
  const server = await import('@latchkey/server/move')
  try {
    return await server.moveStore({
      configFile: configFileOf(call.options, call.terminal),
      environment: call.terminal.environment,
      ...wanted,
    })
  } catch (error) {
    throw await explainFailure(error)
  }
}
