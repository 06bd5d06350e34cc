import { cpus } from 'node:os'
import type { Attack, Load } from './attack.ts'
import { attackWithAutocannon } from './autocannon.ts'
import { loadCores } from './pinning.ts'
import type { ServerProcess } from './server-process.ts'
import { attackWithWrk, hasWrk } from './wrk.ts'

/** Callers who each wait for their answer before they ask again. */
export const CONNECTIONS = 32

/** Something beside the server whose work belongs to the answers: its database. */
export interface CpuMeter {
  /** User and system time of all its processes, in seconds. */
  cpuSeconds(): number
}

export interface LoadResult extends Attack {
  /** The primary figure: CPU time of the server divided by the requests it answered. */
  readonly cpuMicrosecondsPerRequest: number
  /** The same of its database; 0 where that is part of the server. */
  readonly databaseMicrosecondsPerRequest: number
  /** Share of the time that the server's cores had nothing to do, by whomever they were used. */
  readonly idleShare: number
}

/** The load generator that this machine has. */
export const loadGenerator: 'wrk' | 'autocannon' = hasWrk() ? 'wrk' : 'autocannon'

const NOTHING_BESIDE: CpuMeter = { cpuSeconds: () => 0 }

/** Any answer that is not 2xx is an error, not a measurement. */
export async function runLoad(
  server: ServerProcess,
  load: Load,
  seconds: number,
  database: CpuMeter = NOTHING_BESIDE,
): Promise<LoadResult> {
  const attack = loadGenerator === 'wrk' ? attackWithWrk : attackWithAutocannon
  const before = server.cpuSeconds()
  const databaseBefore = database.cpuSeconds()
  const timesBefore = coreTimes(server.cores)
  const shape = { seconds, connections: CONNECTIONS, cores: loadCores(server.cores) }
  const { requests, requestsPerSecond } = await attack(server.ready.port, load, shape)
  const cpuSeconds = server.cpuSeconds() - before
  const databaseCpuSeconds = database.cpuSeconds() - databaseBefore
  const timesAfter = coreTimes(server.cores)
  return {
    requests,
    requestsPerSecond,
    cpuMicrosecondsPerRequest: (cpuSeconds * 1e6) / requests,
    databaseMicrosecondsPerRequest: (databaseCpuSeconds * 1e6) / requests,
    idleShare: (timesAfter.idle - timesBefore.idle) / (timesAfter.total - timesBefore.total),
  }
}

/** Milliseconds since the machine started, summed over these cores. */
function coreTimes(cores: readonly number[]): { readonly idle: number; readonly total: number } {
  const all = cpus()
  const times = cores.flatMap((core) => all[core]?.times ?? [])
  const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0)
  return { idle: sum(times.map(({ idle }) => idle)), total: sum(times.flatMap((time) => Object.values(time))) }
}
