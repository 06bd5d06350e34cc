import { MysqlDatabase } from '@latchkey/server/adapters/mysql/mysql-database'
import { PostgresDatabase } from '@latchkey/server/adapters/postgres/postgres-database'
import type { SqlDatabase } from '@latchkey/server/adapters/sql/sql-database'
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'
import { startMariadb } from './mariadb-server.ts'
import { networkLocation } from './network-location.ts'
import { startPostgres } from './postgres-server.ts'

/** Connections of one process. */
export const POOL = 10

/** A database whose connections can be held from outside. */
export interface HeldDatabase {
  /** With a bound for connections. */
  readonly dsn: string
  /** A statement that lasts so long. */
  sleep(seconds: number): string
  /** The pools of the product, on their own. */
  openPools(): SqlDatabase
  /** Whoever touches this table waits, until what it resolves to is called. */
  lock(table: string): Promise<() => Promise<void>>
  countConnections(): Promise<number>
  stop(): Promise<void>
}

async function openPostgres(): Promise<HeldDatabase> {
  const server = await startPostgres()
  const dsn = `${server.dsn}?max_conns=${POOL}`
  return {
    dsn,
    sleep: (seconds) => `SELECT 1 FROM pg_sleep(${seconds})`,
    openPools: () => new PostgresDatabase(networkLocation(dsn)),
    async lock(table) {
      const client = new Client({ connectionString: server.dsn })
      await client.connect()
      await client.query('BEGIN')
      await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
      return () => client.end()
    },
    countConnections: () => server.countConnections(),
    stop: () => server.stop(),
  }
}

async function openMariadb(): Promise<HeldDatabase> {
  const server = await startMariadb()
  const dsn = `${server.dsn}?max_conns=${POOL}`
  return {
    dsn,
    sleep: (seconds) => `SELECT SLEEP(${seconds})`,
    openPools: () => new MysqlDatabase(networkLocation(dsn)),
    async lock(table) {
      const connection = await createConnection({ uri: server.dsn })
      await connection.query(`LOCK TABLES ${table} WRITE`)
      return () => connection.end()
    },
    countConnections: () => server.countConnections(),
    stop: () => server.stop(),
  }
}

export const heldDatabases = { postgres: openPostgres, mariadb: openMariadb }
