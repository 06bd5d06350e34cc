import type { Secret } from '@latchkey/core/credential/secret'

/** How the connection is protected: not at all; encrypted; and its certificate checked; and the name in it as well. */
export type TlsMode = 'disable' | 'require' | 'verify-ca' | 'verify-full'

export interface TlsOptions {
  readonly mode: TlsMode
  /** PEM files. Without a CA the system's are trusted. */
  readonly caFile: string | undefined
  readonly certificateFile: string | undefined
  readonly keyFile: string | undefined
}

/** A database on the network. Times in milliseconds. */
export interface NetworkDatabase {
  /** A name, an address, or a folder with a Unix socket. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: Secret | undefined
  readonly database: string
  readonly tls: TlsOptions
  /** Connections of one process, of both pools together. */
  readonly maxConnections: number
  /** Connections that are kept open although nobody needs them. */
  readonly maxIdleConnections: number
  /** After this a connection is replaced; 0 is never. */
  readonly maxLifetimeMs: number
  /** How long an unneeded connection stays open; 0 is for ever. */
  readonly maxIdleMs: number
  /** False behind a pooler that hands out a connection per transaction and forgets prepared statements (PgBouncer). */
  readonly preparesStatements: boolean
}

/** A connection, from the first packet until it is usable; also the longest wait for one of the pool. */
export const CONNECT_DEADLINE_MS = 800
/** The same for a start and for migrations, which no request waits for. */
export const CONNECT_AT_START_DEADLINE_MS = 5_000
/** One look-up of a verification. */
export const VERIFICATION_DEADLINE_MS = 800
/** One statement of administration: with the wait for a connection before it, nobody waits five seconds for a database that hangs. */
export const ADMINISTRATION_DEADLINE_MS = 3_000
/** How long a statement waits for a lock of somebody else. */
export const LOCK_DEADLINE_MS = 2_500
/** What an abandoned transaction may hold up others. */
export const IDLE_TRANSACTION_MS = 10_000
/** Callers that may wait for a connection of one pool; whoever comes after is refused at once. */
export const WAITING_MAX = 1_000

/** Verification has half of the connections, whatever administration does. */
export function shareConnections({ maxConnections }: Pick<NetworkDatabase, 'maxConnections'>): {
  readonly verification: number
  readonly administration: number
} {
  const administration = Math.max(1, Math.floor(maxConnections / 2))
  return { administration, verification: Math.max(1, maxConnections - administration) }
}
