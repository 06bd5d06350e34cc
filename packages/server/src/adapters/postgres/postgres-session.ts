import type { PoolClient } from 'pg'
import type { Planning, SqlRow, SqlSession, SqlValue } from '../sql/sql-database.ts'
import { asServiceUnavailable, isConnectionLost, isRetryable } from './postgres-failure.ts'
import type { PostgresStatements } from './postgres-statements.ts'

/** One transaction on one connection. */
export class PostgresSession implements SqlSession {
  readonly #client: PoolClient
  readonly #statements: PostgresStatements

  constructor(client: PoolClient, statements: PostgresStatements) {
    this.#client = client
    this.#statements = statements
  }

  async all<Row extends SqlRow>(text: string, values: readonly SqlValue[] = [], planning?: Planning): Promise<readonly Row[]> {
    return (await this.#ask(text, values, planning)).rows as unknown as readonly Row[]
  }

  async get<Row extends SqlRow>(text: string, values: readonly SqlValue[] = []): Promise<Row | undefined> {
    return (await this.all<Row>(text, values))[0]
  }

  async run(text: string, values: readonly SqlValue[] = []): Promise<number> {
    return (await this.#ask(text, values)).rowCount ?? 0
  }

  async insertNew(text: string, values: readonly SqlValue[]): Promise<boolean> {
    return (await this.run(`${text} ON CONFLICT DO NOTHING`, values)) === 1
  }

  async attempt<T>(work: () => Promise<T>): Promise<T> {
    await this.run('SAVEPOINT mutation')
    try {
      const value = await work()
      await this.run('RELEASE SAVEPOINT mutation')
      return value
    } catch (error) {
      // The whole transaction begins anew, or is gone; some engines then take no savepoint back any more.
      if (isRetryable(error) || isConnectionLost(error)) throw error
      await this.run('ROLLBACK TO SAVEPOINT mutation')
      await this.run('RELEASE SAVEPOINT mutation')
      throw error
    }
  }

  async #ask(text: string, values: readonly SqlValue[], planning?: Planning) {
    try {
      return await this.#client.query(this.#statements.query(text, values, planning))
    } catch (error) {
      throw asServiceUnavailable(error)
    }
  }
}
