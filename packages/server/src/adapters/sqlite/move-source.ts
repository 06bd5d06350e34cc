import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { type MovedTable, type MoveSource, movedTableNames } from '../sql/moved-table.ts'
import type { SqlRow } from '../sql/sql-database.ts'
import { prepareRows } from './connection.ts'
import { Migrator } from './migration-runner.ts'
import { asServiceUnavailable } from './storage-failure.ts'

// https://sqlite.org/rescode.html
const SQLITE_BUSY = 5

/** What this store calls differently. */
const ownNames: Readonly<Record<string, string>> = { before_change: 'before', after_change: 'after', only_row: 'only' }
const commonNames = new Map(Object.entries(ownNames).map(([common, own]) => [own, common]))

/** Tables that are computed here, or have a row always on the other side. */
const derivedTables: ReadonlyMap<string, MovedTable & { readonly from: string }> = new Map([
  [
    'outbox_head',
    {
      name: 'outbox_head',
      columns: ['only_row', 'last_sequence'],
      key: ['only_row'],
      from: '(SELECT 1 AS only, ifnull(max(sequence), 0) AS last_sequence FROM outbox)',
    },
  ],
  [
    'setup_token',
    {
      name: 'setup_token',
      columns: ['only_row', 'hash', 'expires_at'],
      key: ['only_row'],
      from: `(SELECT 1 AS only, hash, expires_at FROM (SELECT 1) LEFT JOIN setup_token)`,
    },
  ],
])

/** A database file that this process has to itself until it is closed. */
export class SqliteMoveSource implements MoveSource {
  readonly identity: string
  readonly tables: readonly MovedTable[]
  readonly database: DatabaseSync

  /**
   * Throws `failed_precondition` when there is no file, a process has it open, or its schema is not this program's. A server
   * that is started meanwhile does not come up.
   */
  constructor(path: string) {
    this.database = openAlone(path)
    try {
      refuseOtherSchemas(this.database, path)
      this.tables = readTables(this.database)
      this.identity = identify(this.database)
    } catch (error) {
      this.database.close()
      throw asServiceUnavailable(error)
    }
  }

  count({ name }: MovedTable): number {
    return prepareRows<readonly [number]>(this.database, `SELECT count(*) FROM ${placeOf(name)}`).get()?.[0] ?? 0
  }

  *rows({ name, columns, key }: MovedTable, after?: SqlRow): Generator<SqlRow> {
    const own = key.map(ownName)
    const condition = after === undefined ? '' : `WHERE (${own.join(', ')}) > (${own.map(() => '?').join(', ')})`
    const statement = this.database.prepare(
      `SELECT ${columns.map(ownName).join(', ')} FROM ${placeOf(name)} ${condition} ORDER BY ${own.join(', ')}`,
    )
    statement.setReturnArrays(true)
    yield* statement.iterate(...(after ?? [])) as Iterable<unknown> as Iterable<SqlRow>
  }

  close(): void {
    this.database.close()
  }
}

const ownName = (column: string): string => `"${ownNames[column] ?? column}"`
const placeOf = (table: string): string => derivedTables.get(table)?.from ?? table

/** Whoever has the database open holds a shared lock on its file, and nobody can open it beside an exclusive one. */
function openAlone(path: string): DatabaseSync {
  if (path === ':memory:') throw refused('a database in memory cannot be moved; it ends with its server')
  if (!existsSync(path)) throw refused(`there is no database at ${path}`)
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database.close()
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined
    throw code === SQLITE_BUSY ? refused(`${path} is in use; stop the server first`) : asServiceUnavailable(error)
  }
}

function refuseOtherSchemas(database: DatabaseSync, path: string): void {
  const migrator = new Migrator(database)
  migrator.check()
  const { current, latest } = migrator.status()
  if (current >= latest) return
  throw refused(
    `${path} is at schema version ${current}, this program needs ${latest}: run "latchkey migrate up --database sqlite://${path}"`,
  )
}

function readTables(database: DatabaseSync): readonly MovedTable[] {
  const found = prepareRows<readonly [string]>(
    database,
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_migrations' AND name NOT LIKE 'sqlite_%'`,
  ).all()
  const unknown = found.find(([name]) => !movedTableNames.includes(name))
  if (unknown !== undefined) throw refused(`there is a table ${unknown[0]} that this program does not know`)
  return movedTableNames.map((name) => derivedTables.get(name) ?? readTable(database, name))
}

function readTable(database: DatabaseSync, name: string): MovedTable {
  const columns = prepareRows<readonly [name: string, keyPosition: number]>(
    database,
    'SELECT name, pk FROM pragma_table_info(?) ORDER BY cid',
  ).all(name)
  const key = columns.filter(([, position]) => position > 0).sort(([, one], [, other]) => one - other)
  const common = ([column]: readonly [string, number]): string => commonNames.get(column) ?? column
  return { name, columns: columns.map(common), key: key.map(common) }
}

/** Every audited change moves the head of a chain. */
function identify(database: DatabaseSync): string {
  const rows = ['SELECT id FROM projects ORDER BY ordinal', 'SELECT chain_id, sequence, hash FROM audit_chains ORDER BY chain_id']
  return hash('sha256', JSON.stringify(rows.map((text) => prepareRows(database, text).all())), 'base64url')
}

const refused = (reason: string): DomainError => new DomainError('failed_precondition', { reason })
