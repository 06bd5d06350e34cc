import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AppliedMigration } from '../sql/schema-version.ts'
import type { SqlValue } from '../sql/sql-database.ts'
import { mysqlColumnTypes } from './mysql-column-types.ts'
import type { MysqlConnection } from './mysql-connection.ts'

export type Direction = 'up' | 'down'

/** A migration that was begun and not finished. */
export interface BegunMigration {
  readonly version: number
  readonly name: string
  /** See `Migration`. */
  readonly compatibleWith: number
  readonly direction: Direction
  readonly checksum: string
  /** Statements that are known to be done; of the one after them nobody knows. */
  readonly done: number
}

const { id, name, integer, tableOptions } = mysqlColumnTypes

const CREATE_APPLIED = `CREATE TABLE IF NOT EXISTS schema_migrations (
  version ${integer} NOT NULL PRIMARY KEY,
  name ${name} NOT NULL,
  checksum ${id} NOT NULL,
  compatible_with ${integer} NOT NULL,
  applied_at ${integer} NOT NULL
)${tableOptions}`

const CREATE_BEGUN = `CREATE TABLE IF NOT EXISTS schema_migration_begun (
  only_row ${integer} NOT NULL PRIMARY KEY CHECK (only_row = 1),
  version ${integer} NOT NULL,
  name ${name} NOT NULL,
  compatible_with ${integer} NOT NULL,
  direction ${id} NOT NULL,
  checksum ${id} NOT NULL,
  done ${integer} NOT NULL
)${tableOptions}`

const FIND_TABLE = `SELECT count(*) FROM information_schema.tables
  WHERE table_schema = database() AND table_name = 'schema_migration_begun'`

type AppliedRow = readonly [version: number, name: string, checksum: string, compatibleWith: number, appliedAt: number]
type BegunRow = readonly [
  version: number,
  name: string,
  compatibleWith: number,
  direction: Direction,
  checksum: string,
  done: number,
]

/** What the database remembers of migrations: those that were applied, and how far the one got that is under way. */
export class MysqlMigrationRecord {
  readonly #connection: MysqlConnection

  constructor(connection: MysqlConnection) {
    this.#connection = connection
  }

  async create(): Promise<void> {
    await this.#connection.ask(CREATE_APPLIED, [])
    await this.#connection.ask(CREATE_BEGUN, [])
  }

  /** Both are empty before the first migration. */
  async read(): Promise<{ readonly applied: readonly AppliedMigration[]; readonly begun: BegunMigration | undefined }> {
    const [found] = await this.#rows<readonly [number]>(FIND_TABLE)
    if (found?.[0] !== 1) return { applied: [], begun: undefined }
    return { applied: await this.#readApplied(), begun: await this.#readBegun() }
  }

  async begin(begun: BegunMigration): Promise<void> {
    const { version, name: title, compatibleWith, direction, checksum, done } = begun
    await this.#connection.ask(
      `INSERT INTO schema_migration_begun (only_row, version, name, compatible_with, direction, checksum, done)
      VALUES (1, ?, ?, ?, ?, ?, ?)`,
      [version, title, compatibleWith, direction, checksum, done],
    )
  }

  async advance(done: number): Promise<void> {
    await this.#connection.ask('UPDATE schema_migration_begun SET done = ? WHERE only_row = 1', [done])
  }

  /** `appliedAt` is for a migration that was applied; one that was taken back leaves no row. */
  finish({ version, direction, name: title, compatibleWith, checksum }: BegunMigration, appliedAt: number): Promise<void> {
    return inTransaction(this.#connection, async () => {
      if (direction === 'up') await this.#insert({ version, name: title, checksum, compatibleWith, appliedAt })
      else await this.#connection.ask('DELETE FROM schema_migrations WHERE version = ?', [version])
      await this.#connection.ask('DELETE FROM schema_migration_begun', [])
    })
  }

  /** Takes the operator's word for it. */
  replace(applied: readonly AppliedMigration[]): Promise<void> {
    return inTransaction(this.#connection, async () => {
      await this.#connection.ask('DELETE FROM schema_migration_begun', [])
      await this.#connection.ask('DELETE FROM schema_migrations', [])
      for (const migration of applied) await this.#insert(migration)
    })
  }

  async #insert({ version, name: title, checksum, compatibleWith, appliedAt }: AppliedMigration): Promise<void> {
    await this.#connection.ask(
      'INSERT INTO schema_migrations (version, name, checksum, compatible_with, applied_at) VALUES (?, ?, ?, ?, ?)',
      [version, title, checksum, compatibleWith, appliedAt],
    )
  }

  async #readApplied(): Promise<readonly AppliedMigration[]> {
    const rows = await this.#rows<AppliedRow>(
      'SELECT version, name, checksum, compatible_with, applied_at FROM schema_migrations ORDER BY version',
    )
    return rows.map(([version, title, checksum, compatibleWith, appliedAt]) => ({
      version,
      name: title,
      checksum,
      compatibleWith,
      appliedAt,
    }))
  }

  async #readBegun(): Promise<BegunMigration | undefined> {
    const [row] = await this.#rows<BegunRow>(
      'SELECT version, name, compatible_with, direction, checksum, done FROM schema_migration_begun',
    )
    if (row === undefined) return undefined
    const [version, title, compatibleWith, direction, checksum, done] = row
    return { version, name: title, compatibleWith, direction, checksum, done }
  }

  async #rows<Row extends readonly SqlValue[]>(text: string): Promise<readonly Row[]> {
    return (await this.#connection.ask(text, [])) as unknown as readonly Row[]
  }
}

export async function inTransaction(connection: MysqlConnection, work: () => Promise<void>): Promise<void> {
  await connection.ask('START TRANSACTION', [])
  try {
    await work()
    await connection.ask('COMMIT', [])
  } catch (error) {
    if (!connection.isBroken) await connection.ask('ROLLBACK', [])
    throw error
  }
}

/** What a program says that must not touch a schema which is half of something. */
export const halfDone = ({ version, name: title, direction }: BegunMigration, remedy: string): DomainError =>
  new DomainError('failed_precondition', {
    reason: `schema version ${version} (${title}) was begun (${direction}) and not finished: ${remedy}`,
  })
