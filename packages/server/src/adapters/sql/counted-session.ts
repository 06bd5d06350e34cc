import type { Planning, SqlRow, SqlSession, SqlValue } from './sql-database.ts'

/** Counts how often something was written. */
export class CountedSession implements SqlSession {
  readonly #session: SqlSession
  writes = 0

  constructor(session: SqlSession) {
    this.#session = session
  }

  all<Row extends SqlRow>(text: string, values?: readonly SqlValue[], planning?: Planning): Promise<readonly Row[]> {
    return this.#session.all(text, values, planning)
  }

  get<Row extends SqlRow>(text: string, values?: readonly SqlValue[]): Promise<Row | undefined> {
    return this.#session.get(text, values)
  }

  run(text: string, values?: readonly SqlValue[]): Promise<number> {
    this.writes++
    return this.#session.run(text, values)
  }

  insertNew(text: string, values: readonly SqlValue[]): Promise<boolean> {
    this.writes++
    return this.#session.insertNew(text, values)
  }

  attempt<T>(work: () => Promise<T>): Promise<T> {
    return this.#session.attempt(work)
  }
}
