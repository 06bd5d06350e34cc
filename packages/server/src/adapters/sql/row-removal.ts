import type { SqlSession, SqlValue } from './sql-database.ts'

/** How many rows one statement names: few different texts, whatever the number of rows. */
const CHUNK_SIZES = [100, 10, 1] as const

/** A table and the columns that name one of its rows. Constants: they become part of statements. */
export interface RowKey {
  readonly table: string
  readonly columns: readonly string[]
}

/** Deletes the rows that are named. Resolves to how many were there. */
export async function deleteRows(
  session: SqlSession,
  { table, columns }: RowKey,
  rows: readonly (readonly SqlValue[])[],
): Promise<number> {
  const one = `(${columns.map((column) => `${column} = ?`).join(' AND ')})`
  let met = 0
  for (let from = 0; from < rows.length; ) {
    const left = rows.length - from
    const size = CHUNK_SIZES.find((each) => each <= left) ?? 1
    const text = `DELETE FROM ${table} WHERE ${Array.from({ length: size }, () => one).join(' OR ')}`
    met += await session.run(text, rows.slice(from, from + size).flat())
    from += size
  }
  return met
}
