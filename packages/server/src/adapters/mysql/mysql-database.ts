import { type Ask, makeReader, runUntilThrough } from '../sql/ask-again.ts'
import { ConnectionTurns, type Errand } from '../sql/connection-turns.ts'
import {
  ADMINISTRATION_DEADLINE_MS,
  type NetworkDatabase,
  shareConnections,
  VERIFICATION_DEADLINE_MS,
} from '../sql/network-database.ts'
import { OutageCircuit } from '../sql/outage-circuit.ts'
import type { SqlDatabase, SqlReader, SqlSession } from '../sql/sql-database.ts'
import { MysqlConnection } from './mysql-connection.ts'
import { mysqlDialect } from './mysql-dialect.ts'
import { asServiceUnavailable, isBroken, isConnectionLost, isRefusal, isRetryable } from './mysql-failure.ts'
import { MysqlPool } from './mysql-pool.ts'
import { MysqlSession } from './mysql-session.ts'

/** MariaDB and MySQL. No connection is made before the first question. */
export class MysqlDatabase implements SqlDatabase {
  readonly dialect = mysqlDialect
  readonly verification: SqlReader
  readonly administration: SqlReader
  readonly #administration: MysqlPool
  readonly #turns: ConnectionTurns
  readonly #pools: readonly MysqlPool[]
  readonly #circuit: OutageCircuit

  constructor(database: NetworkDatabase) {
    const shares = shareConnections(database)
    const verification = openPool(database, shares.verification, VERIFICATION_DEADLINE_MS)
    this.#administration = openPool(database, shares.administration, ADMINISTRATION_DEADLINE_MS)
    this.#turns = new ConnectionTurns(shares.administration)
    this.#pools = [verification, this.#administration]
    this.#circuit = new OutageCircuit(() => probe(database))
    this.verification = this.#readerOf((use) => this.#withConnection(verification, use))
    this.administration = this.#readerOf((use) => this.#administer('read', use))
  }

  transact<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    return runUntilThrough(() => this.#administer('commit', (connection) => runTransaction(connection, work)), isRetryable)
  }

  isHealthy(): boolean {
    return this.#circuit.isHealthy
  }

  isWaitedFor(): boolean {
    return this.#turns.areWaitedFor
  }

  isRefusal(error: unknown): boolean {
    return isRefusal(error)
  }

  async close(): Promise<void> {
    await this.#circuit.close()
    await Promise.all(this.#pools.map((pool) => pool.close()))
  }

  /** Every execution is planned for its values. */
  #readerOf(withConnection: <T>(use: (connection: MysqlConnection) => Promise<T>) => Promise<T>): SqlReader {
    const ask: Ask = (text, values) => withConnection((connection) => new MysqlSession(connection).all(text, values))
    return makeReader(ask, isBroken)
  }

  async #administer<T>(errand: Errand, use: (connection: MysqlConnection) => Promise<T>): Promise<T> {
    this.#circuit.guard()
    await this.#turns.take(errand).catch((error: unknown) => {
      this.#circuit.suspect()
      throw error
    })
    try {
      return await this.#withConnection(this.#administration, use)
    } finally {
      this.#turns.giveBack()
    }
  }

  async #withConnection<T>(pool: MysqlPool, use: (connection: MysqlConnection) => Promise<T>): Promise<T> {
    this.#circuit.guard()
    const connection = await this.#checkOut(pool)
    try {
      const value = await use(connection)
      if (pool !== this.#administration) this.#circuit.feed()
      return value
    } catch (error) {
      if (isConnectionLost(error)) {
        connection.destroy()
        this.#circuit.suspect()
      }
      throw error
    } finally {
      pool.checkIn(connection)
    }
  }

  async #checkOut(pool: MysqlPool): Promise<MysqlConnection> {
    try {
      return await pool.checkOut()
    } catch (error) {
      this.#circuit.suspect()
      if (pool !== this.#administration) this.#circuit.starve()
      throw error
    }
  }
}

const openPool = (database: NetworkDatabase, max: number, deadlineMs: number): MysqlPool =>
  new MysqlPool({
    open: () => MysqlConnection.open(database, deadlineMs),
    max,
    maxIdle: Math.min(max, database.maxIdleConnections),
    maxIdleMs: database.maxIdleMs,
    maxLifetimeMs: database.maxLifetimeMs,
  })

async function runTransaction<T>(connection: MysqlConnection, work: (session: SqlSession) => Promise<T>): Promise<T> {
  const session = new MysqlSession(connection)
  await session.run('START TRANSACTION')
  try {
    const value = await work(session)
    await session.run('COMMIT')
    return value
  } catch (error) {
    const reason = session.outage ?? error
    if (!isConnectionLost(reason)) await rollBack(connection)
    throw reason
  }
}

async function rollBack(connection: MysqlConnection): Promise<void> {
  try {
    await connection.ask('ROLLBACK', [])
  } catch (failure) {
    throw asServiceUnavailable(failure)
  }
}

async function probe(database: NetworkDatabase): Promise<void> {
  const connection = await MysqlConnection.open(database, VERIFICATION_DEADLINE_MS)
  try {
    await connection.ask('SELECT 1', [])
  } finally {
    connection.end()
  }
}
