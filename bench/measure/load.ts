import type { Attack, Load } from './attack.ts'
import { attackWithAutocannon } from './autocannon.ts'
import type { ServerProcess } from './server-process.ts'
import { attackWithWrk, hasWrk } from './wrk.ts'

/** Callers who each wait for their answer before they ask again. */
export const CONNECTIONS = 32

export interface LoadResult extends Attack {
  /** The primary figure: CPU time of the server divided by the requests it answered. */
  readonly cpuMicrosecondsPerRequest: number
}

/** The load generator that this machine has. */
export const loadGenerator: 'wrk' | 'autocannon' = hasWrk() ? 'wrk' : 'autocannon'

/** Any answer that is not 2xx is an error, not a measurement. */
export async function runLoad(server: ServerProcess, load: Load, seconds: number): Promise<LoadResult> {
  const attack = loadGenerator === 'wrk' ? attackWithWrk : attackWithAutocannon
  const before = server.cpuSeconds()
  const { requests, requestsPerSecond } = await attack(server.ready.port, load, { seconds, connections: CONNECTIONS })
  const cpuSeconds = server.cpuSeconds() - before
  return { requests, requestsPerSecond, cpuMicrosecondsPerRequest: (cpuSeconds * 1e6) / requests }
}
