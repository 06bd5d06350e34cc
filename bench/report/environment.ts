import { cpus, loadavg } from 'node:os'
import { CONNECTIONS, loadGenerator } from '../measure/load.ts'
import { canPin, loadCores, serverCores } from '../measure/pinning.ts'
import type { BenchOptions } from '../options.ts'

/** What somebody needs to know who compares two runs. */
export interface RunEnvironment {
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly node: string
  readonly platform: string
  readonly cpu: string
  readonly cores: number
  /** Of the minute before the run: above 0 somebody else was at work. */
  readonly loadAverage: number
  readonly pinning: string
  readonly load: string
  readonly rounds: number
  readonly secondsPerRound: number
}

export function describeEnvironment({ rounds, seconds }: BenchOptions): RunEnvironment {
  const processors = cpus()
  return {
    startedAt: new Date().toISOString(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    loadAverage: loadavg()[0] ?? Number.NaN,
    pinning: canPin
      ? `one thread of a server on core ${serverCores(1)}, load generator on core ${loadCores(serverCores(1))}`
      : 'none',
    load: `${loadGenerator}, ${CONNECTIONS} keep-alive connections`,
    rounds,
    secondsPerRound: seconds,
  }
}

export const environmentLines = (environment: RunEnvironment): readonly string[] => [
  `${environment.startedAt}, Node ${environment.node}, ${environment.platform}, ${environment.cores} cores of ${environment.cpu}, load average ${environment.loadAverage.toFixed(1)} before`,
  `${environment.pinning}; ${environment.load}; ${environment.rounds} counted rounds of ${environment.secondsPerRound} s`,
]
