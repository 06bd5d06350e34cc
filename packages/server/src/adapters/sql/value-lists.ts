import type { SqlValue } from './sql-database.ts'

/** Texts are prepared once each: so there must not be one for every number of values. */
const listLengths = [1, 3, 10, 100, 300]
const batchLengths = [128, 32, 8, 2, 1]

/** One slot per value, as in `IN (?, ?, ?)`. */
export const slotsFor = (values: readonly unknown[]): string => values.map(() => '?').join(', ')

/**
 * Cuts what a condition names into lists of a few lengths. The last value is repeated where one is too short: a condition
 * means the same with it.
 */
export function paddedLists<T>(values: readonly T[]): readonly (readonly T[])[] {
  const lists: T[][] = []
  const longest = listLengths.at(-1) ?? 1
  for (let start = 0; start < values.length; start += longest) lists.push(padded(values.slice(start, start + longest)))
  return lists
}

function padded<T>(values: readonly T[]): T[] {
  const length = listLengths.find((each) => each >= values.length) ?? values.length
  const last = values.slice(-1)
  return [...values, ...Array.from({ length: length - values.length }, () => last).flat()]
}

/** Cuts rows that are written together into batches of a few lengths, each row in one. */
export function batchesOf<T>(rows: readonly T[]): readonly (readonly T[])[] {
  const batches: T[][] = []
  let start = 0
  for (const length of batchLengths) {
    for (; rows.length - start >= length; start += length) batches.push(rows.slice(start, start + length))
  }
  return batches
}

/** Rows whose columns have any of these values, as `(a = ? AND b = ?) OR …`; each list goes to `values` one after another. */
export const anyOf = (columns: readonly string[], places: readonly (readonly SqlValue[])[]): string => {
  const one = `(${columns.map((column) => `${column} = ?`).join(' AND ')})`
  return `(${places.map(() => one).join(' OR ')})`
}
