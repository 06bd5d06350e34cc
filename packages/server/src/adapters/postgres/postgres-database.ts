import { Client, type Pool, type PoolClient } from 'pg'
import { type Ask, makeReader, runUntilThrough } from '../sql/ask-again.ts'
import { ConnectionTurns, type Errand } from '../sql/connection-turns.ts'
import {
  ADMINISTRATION_DEADLINE_MS,
  type NetworkDatabase,
  shareConnections,
  VERIFICATION_DEADLINE_MS,
  WAITING_MAX,
} from '../sql/network-database.ts'
import { databaseUnavailable, OutageCircuit } from '../sql/outage-circuit.ts'
import type { SqlDatabase, SqlReader, SqlRow, SqlSession } from '../sql/sql-database.ts'
import { type PostgresEngine, postgresDialect } from './postgres-dialect.ts'
import { asUnreachable, isBroken, isConnectionLost, isOutage, isRefusal, isRetryable } from './postgres-failure.ts'
import { clientConfig, openPool } from './postgres-pool.ts'
import { PostgresSession } from './postgres-session.ts'
import { PostgresStatements } from './postgres-statements.ts'
import { SharedConnections } from './shared-connections.ts'

/** PostgreSQL, and what speaks its protocol. No connection is made before the first question. */
export class PostgresDatabase implements SqlDatabase {
  readonly dialect
  readonly verification: SqlReader
  readonly administration: SqlReader
  readonly #administration: Pool
  readonly #turns: ConnectionTurns
  readonly #pools: readonly Pool[]
  readonly #statements: PostgresStatements
  readonly #circuit: OutageCircuit

  constructor(database: NetworkDatabase, engine: PostgresEngine = 'postgres') {
    const shares = shareConnections(database)
    // What a pooler or CockroachDB makes of questions that do not wait for answers is theirs.
    const pipeline = engine === 'postgres' && database.preparesStatements
    const verification = openPool(database, {
      max: shares.verification,
      statementDeadlineMs: VERIFICATION_DEADLINE_MS,
      pipeline,
    })
    this.#administration = openPool(database, {
      max: shares.administration,
      statementDeadlineMs: ADMINISTRATION_DEADLINE_MS,
    })
    this.#turns = new ConnectionTurns(shares.administration)
    this.#pools = [verification, this.#administration]
    this.#statements = new PostgresStatements(database.preparesStatements)
    this.#circuit = new OutageCircuit(() => probe(database))
    this.dialect = postgresDialect(engine)
    const shared = new SharedConnections(verification, shares.verification)
    const askAlone = this.#askingAlone((use) => this.#withClient(verification, use))
    this.verification = makeReader(pipeline ? this.#asking(shared) : askAlone, isBroken)
    this.administration = makeReader(
      this.#askingAlone((use) => this.#administer('read', use)),
      isBroken,
    )
  }

  transact<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    return runUntilThrough(() => this.#administer('commit', (client) => this.#runTransaction(client, work)), isRetryable)
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
    await Promise.all(this.#pools.filter(({ ended }) => !ended).map((pool) => pool.end()))
  }

  #askingAlone(withClient: <T>(use: (client: PoolClient) => Promise<T>) => Promise<T>): Ask {
    return (text, values, planning) =>
      withClient((client) => new PostgresSession(client, this.#statements).all(text, values, planning))
  }

  #asking(connections: SharedConnections): Ask {
    return async (text, values, planning) => {
      this.#circuit.guard()
      try {
        const { rows } = await connections.ask(this.#statements.query(text, values, planning))
        this.#circuit.feed()
        return rows as readonly SqlRow[]
      } catch (error) {
        if (isConnectionLost(error)) this.#circuit.suspect()
        if (isOutage(error)) this.#circuit.starve()
        throw error
      }
    }
  }

  async #administer<T>(errand: Errand, use: (client: PoolClient) => Promise<T>): Promise<T> {
    this.#circuit.guard()
    await this.#turns.take(errand).catch((error: unknown) => {
      this.#circuit.suspect()
      throw error
    })
    try {
      return await this.#withClient(this.#administration, use)
    } finally {
      this.#turns.giveBack()
    }
  }

  /** A connection whose question was not answered in time is never used again. */
  async #withClient<T>(pool: Pool, use: (client: PoolClient) => Promise<T>): Promise<T> {
    this.#circuit.guard()
    const client = await this.#checkOut(pool)
    try {
      const value = await use(client)
      client.release()
      if (pool !== this.#administration) this.#circuit.feed()
      return value
    } catch (error) {
      const isLost = isConnectionLost(error)
      client.release(isLost)
      if (isLost) this.#circuit.suspect()
      throw error
    }
  }

  async #checkOut(pool: Pool): Promise<PoolClient> {
    if (pool.waitingCount >= WAITING_MAX) throw databaseUnavailable()
    try {
      return await pool.connect()
    } catch (error) {
      this.#circuit.suspect()
      if (pool !== this.#administration) this.#circuit.starve()
      throw asUnreachable(error)
    }
  }

  async #runTransaction<T>(client: PoolClient, work: (session: SqlSession) => Promise<T>): Promise<T> {
    const session = new PostgresSession(client, this.#statements)
    await session.run('BEGIN ISOLATION LEVEL READ COMMITTED')
    try {
      const value = await work(session)
      await session.run('COMMIT')
      return value
    } catch (error) {
      if (!isConnectionLost(error)) await session.run('ROLLBACK')
      throw error
    }
  }
}

async function probe(database: NetworkDatabase): Promise<void> {
  const client = new Client(clientConfig(database, VERIFICATION_DEADLINE_MS))
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
  } finally {
    void client.end().catch(() => {})
  }
}
