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

/** Whole numbers as numbers: none of ours is beyond 2^53. */
const numeric = new Set<number>([types.builtins.INT8, types.builtins.NUMERIC])
const ownTypes = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    numeric.has(oid) ? Number : types.getTypeParser(oid, format as 'text'),
}

/** Opens a pool of `max` connections, none of which is made before it is needed. */
export function openPool(database: NetworkDatabase, max: number, statementDeadlineMs: number): Pool {
  const pool = new Pool({
    ...clientConfig(database, statementDeadlineMs),
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
    query_timeout: statementDeadlineMs,
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
