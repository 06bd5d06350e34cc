import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** The server gets the first core and the load generator the second, when there are two. */
export const SERVER_CORE = '0'
export const LOAD_CORE = availableParallelism() > 1 ? '1' : '0'

export const canPin: boolean = spawnSync('taskset', ['--version']).error === undefined

type Command = readonly [program: string, ...args: string[]]

/** The same command on one core only, where the system can say so. */
export const pinned = (core: string, command: Command): Command => (canPin ? ['taskset', '-c', core, ...command] : command)
