import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

const CORES = availableParallelism()

/** A server gets the first cores, one for each of its threads that answer. */
export const serverCores = (workers: number): readonly number[] =>
  Array.from({ length: Math.min(workers, CORES) }, (_, core) => core)

/** The load generator gets the core after them; where there is none, it shares theirs. */
export function loadCores(server: readonly number[]): readonly number[] {
  if (server.length < CORES) return [server.length]
  return server
}

export const canPin: boolean = spawnSync('taskset', ['--version']).error === undefined

type Command = readonly [program: string, ...args: string[]]

/** The same command on these cores only, where the system can say so. */
export const pinned = (cores: readonly number[], command: Command): Command =>
  canPin ? ['taskset', '-c', cores.join(), ...command] : command
