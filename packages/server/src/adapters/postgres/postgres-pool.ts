import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { type ClientConfig, Pool, types } from 'pg'
import {
  CONNECT_DEADLINE_MS,
  IDLE_TRANSACTION_MS,
  LOCK_DEADLINE_MS,
  type NetworkDatabase,
  type TlsOptions,
} from '../sql/network-database.ts'

/** For the server's own word that a deadline has passed. */
const GRACE_MS = 200

/** Whole numbers as numbers: none of ours is beyond 2^53. */
const numeric = new Set<number>([types.builtins.INT8, types.builtins.NUMERIC])
const ownTypes = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    numeric.has(oid) ? Number : types.getTypeParser(oid, format as 'text'),
}

export interface PoolShape {
  /** Connections. */
  readonly max: number
  readonly statementDeadlineMs: number
  /** Whether a connection takes questions before it has answered those before them. */
  readonly pipeline?: boolean
}

/** Opens a pool, no connection of which is made before it is needed. */
export function openPool(database: NetworkDatabase, { max, statementDeadlineMs, pipeline = false }: PoolShape): Pool {
  const pool = new Pool({
    ...clientConfig(database, statementDeadlineMs),
    pipeline,
    max,
    min: Math.min(max, database.maxIdleConnections),
    idleTimeoutMillis: database.maxIdleMs,
    maxLifetimeSeconds: Math.ceil(database.maxLifetimeMs / 1000),
  })
  // An idle connection that breaks is gone from the pool already; the next caller gets another one.
  pool.on('error', () => {})
  // One that breaks between two statements of its transaction tells nobody else; the next statement fails.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

export function clientConfig(database: NetworkDatabase, statementDeadlineMs: number): ClientConfig {
  const { host, port, user, password } = database
  return {
    host,
    port,
    user,
    password: password?.reveal() ?? '',
    database: database.database,
    ssl: tlsOf(database.tls),
    application_name: 'latchkey',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_DEADLINE_MS,
    // The server gives up first: then the connection stays usable.
    query_timeout: statementDeadlineMs === 0 ? 0 : statementDeadlineMs + GRACE_MS,
    types: ownTypes,
    ...(database.preparesStatements ? sessionDeadlines(statementDeadlineMs) : {}),
  }
}

/** The server gives up, too, what nobody waits for any longer. A pooler refuses to begin a session with settings. */
const sessionDeadlines = (statementDeadlineMs: number): ClientConfig => ({
  statement_timeout: statementDeadlineMs,
  lock_timeout: Math.min(LOCK_DEADLINE_MS, statementDeadlineMs),
  idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
})

function tlsOf({ mode, caFile, certificateFile, keyFile }: TlsOptions): ConnectionOptions | false {
  if (mode === 'disable') return false
  return {
    rejectUnauthorized: mode !== 'require',
    ...(mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
    ...(certificateFile === undefined ? {} : { cert: readFileSync(certificateFile) }),
    ...(keyFile === undefined ? {} : { key: readFileSync(keyFile) }),
  }
}
