import type { Secret } from '@latchkey/core/credential/secret'

export interface RedisAddress {
  readonly host: string
  readonly port: number
}

export interface RedisOptions {
  /** Of a Cluster some of its nodes are enough. */
  readonly addresses: readonly [RedisAddress, ...RedisAddress[]]
  /** Without it several addresses mean a Cluster, and one a single server. */
  readonly isCluster?: boolean | undefined
  readonly username?: string | undefined
  readonly password?: Secret | undefined
  /** A Cluster has only 0. */
  readonly database?: number
  readonly isEncrypted?: boolean
  /** How long one command may take. */
  readonly commandDeadlineMs?: number
  readonly connectDeadlineMs?: number
  /** Commands that may be under way at once, those that were given up on included. */
  readonly commandsMax?: number
  /** Told when a server is lost and when it is back. */
  readonly onChange?: (change: RedisChange) => void
}

export interface RedisChange {
  /** `host:port`. */
  readonly server: string
  readonly isUp: boolean
  /** Why it went down. */
  readonly cause?: unknown
}

export const COMMAND_DEADLINE_MS = 100
export const CONNECT_DEADLINE_MS = 1000
export const COMMANDS_MAX = 8192

/** Between two looks at a server. */
export const HEARTBEAT_MS = 250
/** A connection on which nothing moves for so long is replaced. Heartbeats keep healthy ones moving. */
export const SILENCE_MAX_MS = 1000

const RECONNECT_MIN_MS = 50
const RECONNECT_MAX_MS = 1000

/** How long to wait before an attempt: doubling, and never the same for all who lost one server at one time. */
export const reconnectDelayMs = (attempts: number): number => {
  const ceiling = Math.min(RECONNECT_MAX_MS, RECONNECT_MIN_MS * 2 ** Math.min(attempts, 10))
  return Math.ceil(ceiling / 2 + (Math.random() * ceiling) / 2)
}
