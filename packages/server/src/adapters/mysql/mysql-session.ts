import { DomainError } from '@latchkey/core/errors/domain-error'
import type { SqlRow, SqlSession, SqlValue } from '../sql/sql-database.ts'
import type { MysqlAnswer, MysqlConnection } from './mysql-connection.ts'
import { isUpsert } from './mysql-dialect.ts'
import { asServiceUnavailable, isDuplicateEntry } from './mysql-failure.ts'

/** One transaction on one connection. */
export class MysqlSession implements SqlSession {
  readonly #connection: MysqlConnection
  #outage: DomainError | undefined
  /** Attempts within each other. */
  #depth = 0

  constructor(connection: MysqlConnection) {
    this.#connection = connection
  }

  /**
   * The first outage. The engine takes back the whole transaction at a deadlock, and what comes after would be committed
   * one by one: so nothing more is asked, and what the transaction came to does not count.
   */
  get outage(): DomainError | undefined {
    return this.#outage
  }

  async all<Row extends SqlRow>(text: string, values: readonly SqlValue[] = []): Promise<readonly Row[]> {
    const answer = await this.#ask(text, values)
    return (Array.isArray(answer) ? answer : []) as readonly Row[]
  }

  async get<Row extends SqlRow>(text: string, values: readonly SqlValue[] = []): Promise<Row | undefined> {
    return (await this.all<Row>(text, values))[0]
  }

  async run(text: string, values: readonly SqlValue[] = []): Promise<number> {
    const answer = await this.#ask(text, values)
    if (!('affectedRows' in answer)) return 0
    return isUpsert(text) ? recordsOf(answer.info) : answer.affectedRows
  }

  async insertNew(text: string, values: readonly SqlValue[]): Promise<boolean> {
    try {
      await this.run(text, values)
      return true
    } catch (error) {
      if (isDuplicateEntry(error)) return false
      throw error
    }
  }

  async attempt<T>(work: () => Promise<T>): Promise<T> {
    // Of two savepoints of one name the engine forgets the first.
    const savepoint = `attempt_${++this.#depth}`
    await this.run(`SAVEPOINT ${savepoint}`)
    try {
      return await work()
    } catch (error) {
      if (this.#outage !== undefined) throw this.#outage
      await this.run(`ROLLBACK TO SAVEPOINT ${savepoint}`)
      throw error
    } finally {
      this.#depth--
      if (this.#outage === undefined) await this.run(`RELEASE SAVEPOINT ${savepoint}`)
    }
  }

  async #ask(text: string, values: readonly SqlValue[]): Promise<MysqlAnswer> {
    if (this.#outage !== undefined) throw this.#outage
    try {
      return await this.#connection.ask(text, values)
    } catch (failure) {
      const error = asServiceUnavailable(failure)
      if (error instanceof DomainError) this.#outage = error
      throw error
    }
  }
}

/** How many rows an upsert was given: `Records: 2  Duplicates: 1  Warnings: 0`, and nothing at all for a single one. */
const recordsOf = (info: string): number => Number(/Records: (\d+)/.exec(info)?.[1] ?? 1)
