import type { ConflictChange, SqlDialect, SqlSession, SqlValue } from './sql-database.ts'
import { batchesOf, slotsFor } from './value-lists.ts'

/** A table of figures that only grow. */
export interface CounterTable {
  readonly name: string
  /** Its rows differ in these; they come first in a row. */
  readonly key: readonly string[]
  /** What a row says besides, in the order of the columns; `keep`: only the first to come says it. */
  readonly rest: Readonly<Record<string, ConflictChange | 'keep'>>
}

export type CounterRow = readonly SqlValue[]

/**
 * Adds rows to those that are there, in few statements. No two of them may have one key. They are written in the order of
 * their keys, so that several who write to the same ones wait for each other and never in a circle.
 */
export async function addCounterRows(
  session: SqlSession,
  dialect: SqlDialect,
  { name, key, rest }: CounterTable,
  rows: readonly CounterRow[],
): Promise<void> {
  const columns = [...key, ...Object.keys(rest)].join(', ')
  const changes = Object.entries(rest).filter((entry): entry is [string, ConflictChange] => entry[1] !== 'keep')
  const end = dialect.onConflict(name, key, Object.fromEntries(changes))
  for (const batch of batchesOf([...rows].sort(byFirst(key.length)))) {
    const slots = batch.map((row) => `(${slotsFor(row)})`).join(', ')
    await session.run(`INSERT INTO ${name} (${columns}) VALUES ${slots} ${end}`, batch.flat())
  }
}

const byFirst =
  (columns: number) =>
  (one: CounterRow, other: CounterRow): number => {
    for (let column = 0; column < columns; column++) {
      const [a, b] = [one[column] ?? '', other[column] ?? '']
      if (a !== b) return a < b ? -1 : 1
    }
    return 0
  }
