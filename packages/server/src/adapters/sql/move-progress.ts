import { refusal } from './schema-version.ts'
import type { SqlDatabase, SqlDialect, SqlReader, SqlRow, SqlSession } from './sql-database.ts'

/** How far one table was copied. */
export interface TableProgress {
  readonly rows: number
  /** The key of the last row; absent before the first one. */
  readonly after: SqlRow | undefined
}

/** A move that was begun here. */
export interface BegunMove {
  readonly source: string
  /** By the names of the tables. */
  readonly tables: ReadonlyMap<string, TableProgress>
}

type ProgressRow = readonly [table: string, source: string, rows: number, lastKey: string | null]

const CREATE = `CREATE TABLE IF NOT EXISTS move_progress (
  table_name VARCHAR(128) NOT NULL PRIMARY KEY,
  source VARCHAR(128) NOT NULL,
  rows_moved BIGINT NOT NULL,
  last_key TEXT
)`

/** The record of a move, in the database it goes to, from its beginning to its end. */
export const createMoveProgress = (session: SqlSession): Promise<number> => session.run(CREATE)

export const dropMoveProgress = (session: SqlSession): Promise<number> => session.run('DROP TABLE move_progress')

/** `undefined` when no move has begun here, or the last one is complete. */
export async function readMoveProgress(reader: SqlReader, dialect: SqlDialect): Promise<BegunMove | undefined> {
  if (!(await isMoveUnderWay(reader, dialect))) return undefined
  const rows = await reader.all<ProgressRow>('SELECT table_name, source, rows_moved, last_key FROM move_progress')
  return {
    source: rows[0]?.[1] ?? '',
    tables: new Map(
      rows.map(([table, , moved, lastKey]) => [
        table,
        { rows: moved, after: lastKey === null ? undefined : (JSON.parse(lastKey) as SqlRow) },
      ]),
    ),
  }
}

export async function beginMoveProgress(session: SqlSession, source: string, tables: readonly string[]): Promise<void> {
  await session.run('DELETE FROM move_progress')
  for (const table of tables) {
    await session.run('INSERT INTO move_progress (table_name, source, rows_moved, last_key) VALUES (?, ?, 0, NULL)', [
      table,
      source,
    ])
  }
}

/** False when the table is no longer where the caller left it: somebody else moves as well. */
export async function advanceMoveProgress(
  session: SqlSession,
  table: string,
  from: TableProgress,
  to: TableProgress,
): Promise<boolean> {
  const changed = await session.run(
    'UPDATE move_progress SET rows_moved = ?, last_key = ? WHERE table_name = ? AND rows_moved = ?',
    [to.rows, to.after === undefined ? null : asciiJson(to.after), table, from.rows],
  )
  return changed === 1
}

/** Rejects with `failed_precondition`, and closes the database, while only a part of a store is there. */
export async function refuseUnfinishedMove(database: SqlDatabase): Promise<void> {
  try {
    if (!(await isMoveUnderWay(database.administration, database.dialect))) return
  } catch (error) {
    await database.close()
    throw error
  }
  await database.close()
  throw refusal('a move to this database is not complete: run the same "latchkey move" again, and start the server after it')
}

async function isMoveUnderWay(reader: SqlReader, { currentSchema }: SqlDialect): Promise<boolean> {
  const row = await reader.get<readonly [number]>(
    `SELECT count(*) FROM information_schema.tables WHERE table_schema = ${currentSchema} AND table_name = 'move_progress'`,
  )
  return row?.[0] === 1
}

/** The table may have any character set. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
