import { DomainError } from '@latchkey/core/errors/domain-error'
import {
  advanceMoveProgress,
  type BegunMove,
  beginMoveProgress,
  createMoveProgress,
  dropMoveProgress,
  readMoveProgress,
  type TableProgress,
} from './move-progress.ts'
import { keyOf, type MovedTable } from './moved-table.ts'
import { RowDigest } from './row-digest.ts'
import { refusal } from './schema-version.ts'
import type { SqlDatabase, SqlRow, SqlSession } from './sql-database.ts'
import { batchesOf, slotsFor } from './value-lists.ts'

/** Rows that are read at once to be compared. */
const READ_ROWS = 256

/** Tables that the migrations leave with one row, and what tells it from one that was ever used. */
const fixedRows: ReadonlyMap<string, string> = new Map([
  ['outbox_head', 'last_sequence > 0'],
  ['setup_token', 'hash IS NOT NULL'],
])

/** The database that a store is moved to. Its schema is up to date, and nobody else uses it. */
export class SqlMoveTarget {
  readonly #database: SqlDatabase

  constructor(database: SqlDatabase) {
    this.#database = database
  }

  /**
   * Begins a move, or finds out where the last one of the same source was cut off. Rejects with `failed_precondition` when
   * there is anything else in the database, and then has written nothing.
   */
  async beginOrResume(source: string, tables: readonly MovedTable[]): Promise<{ begun: BegunMove; isResumed: boolean }> {
    const known = await readMoveProgress(this.#database.administration, this.#database.dialect)
    const taken = await this.#findTaken(tables)
    if (taken !== undefined && known === undefined)
      throw refusal(`the target is not empty: there are rows in ${taken}; move to a database that was only migrated`)
    if (known !== undefined && known.source === source) return { begun: known, isResumed: true }
    if (taken !== undefined)
      throw refusal(
        'the target holds a part of another source, or of this one as it was before it changed; empty it ' +
          '("latchkey migrate down" and "up", or a new database) and begin again',
      )
    return { begun: await this.#begin(source, tables), isResumed: false }
  }

  /** Writes rows and how far that is in one transaction. Rejects with `failed_precondition` when they cannot be kept here. */
  async append(table: MovedTable, rows: readonly SqlRow[], from: TableProgress): Promise<TableProgress> {
    const last = rows.at(-1)
    if (last === undefined) return from
    const to = { rows: from.rows + rows.length, after: keyOf(table, last) }
    await this.#database.transact(async (session) => {
      if (!(await advanceMoveProgress(session, table.name, from, to)))
        throw refusal('another move to this database is under way, or it went on although it seemed to have failed; run it again')
      await insertRows(session, table, rows)
    })
    return to
  }

  async digest(table: MovedTable, onRow: () => void): Promise<RowDigest> {
    const digest = new RowDigest()
    for (let after: SqlRow | undefined; ; ) {
      const rows = await this.#read(table, after)
      for (const row of rows) {
        digest.add(row)
        onRow()
      }
      const last = rows.at(-1)
      if (last === undefined || rows.length < READ_ROWS) return digest
      after = keyOf(table, last)
    }
  }

  /** Lets numbers go on behind those that were copied, and the database be used. */
  async finish(tables: readonly MovedTable[]): Promise<void> {
    const { dialect } = this.#database
    const statements = tables.filter(({ columns }) => columns.includes('ordinal')).map(({ name }) => dialect.passOrdinals(name))
    await this.#database.transact(async (session) => {
      for (const statement of statements) if (statement !== undefined) await session.all(statement)
      await dropMoveProgress(session)
    })
  }

  async #begin(source: string, tables: readonly MovedTable[]): Promise<BegunMove> {
    // Some engines commit this by itself.
    await this.#database.transact(createMoveProgress)
    await this.#database.transact(async (session) => {
      await beginMoveProgress(
        session,
        source,
        tables.map(({ name }) => name),
      )
      for (const table of fixedRows.keys()) await session.run(`DELETE FROM ${table}`)
    })
    return { source, tables: new Map() }
  }

  /** The name of a table that somebody has used. */
  async #findTaken(tables: readonly MovedTable[]): Promise<string | undefined> {
    for (const { name } of tables) {
      const row = await this.#database.administration.get(`SELECT 1 FROM ${name} WHERE ${fixedRows.get(name) ?? '1 = 1'} LIMIT 1`)
      if (row !== undefined) return name
    }
    return undefined
  }

  #read({ name, columns, key }: MovedTable, after: SqlRow | undefined): Promise<readonly SqlRow[]> {
    const { text, values } = after === undefined ? { text: '', values: [] } : this.#database.dialect.behind(key, after)
    return this.#database.administration.all(
      `SELECT ${columns.join(', ')} FROM ${name} ${text === '' ? '' : `WHERE ${text}`} ORDER BY ${key.join(', ')} LIMIT ${READ_ROWS}`,
      values,
    )
  }
}

async function insertRows(session: SqlSession, { name, columns }: MovedTable, rows: readonly SqlRow[]): Promise<void> {
  for (const batch of batchesOf(rows)) {
    const slots = batch.map((row) => `(${slotsFor(row)})`).join(', ')
    try {
      await session.run(`INSERT INTO ${name} (${columns.join(', ')}) VALUES ${slots}`, batch.flat())
    } catch (error) {
      if (error instanceof DomainError || !(error instanceof Error)) throw error
      throw new DomainError('failed_precondition', {
        reason: `the target does not take a row of ${name}: ${error.message}`,
        cause: error,
      })
    }
  }
}
