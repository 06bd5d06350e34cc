import type { CommandCall } from '../command-call.ts'
import { configFileOf } from '../connection.ts'
import { explainFailure } from './explain-failure.ts'

const openStore = async (call: CommandCall) => {
  const { openAdministration } = await import('@latchkey/server/administration')
  return openAdministration({ configFile: configFileOf(call.options, call.terminal), environment: call.terminal.environment })
}

/** A project API key as it was typed. */
export interface TypedProjectApiKey {
  /** Id or slug. */
  readonly project: string
  readonly name: string
  readonly permissions: readonly string[]
  readonly ttl: string | undefined
}

/** Understands it by the server's own rules. */
export async function readProjectApiKey(typed: TypedProjectApiKey, now: number) {
  const { readWantedProjectApiKey } = await import('@latchkey/server/wanted-project-api-key')
  try {
    return readWantedProjectApiKey(typed, now)
  } catch (error) {
    throw await explainFailure(error)
  }
}

/** When something ends that is made now; `undefined` is never. */
export async function readEnd(ttl: string | undefined, now: number) {
  return (await readProjectApiKey({ project: '', name: '', permissions: ['full'], ttl }, now)).expiresAt
}

/** An operator at the server's own store; the server may be running. */
export type Administration = Awaited<ReturnType<typeof openStore>>

export async function withAdministration<Result>(
  call: CommandCall,
  work: (administration: Administration) => Promise<Result>,
): Promise<Result> {
  try {
    const administration = await openStore(call)
    try {
      return await work(administration)
    } finally {
      await administration.close()
    }
  } catch (error) {
    throw await explainFailure(error)
  }
}
