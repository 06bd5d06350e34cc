import type { SqlValue } from './sql-database.ts'

const SIZES = [1, 3, 10, 100, 300] as const

/** A stretch of values with the slots of an IN list. */
export interface InList<T extends SqlValue> {
  /** `?, ?, ?`. */
  readonly slots: string
  /** As many as there are slots: the last one is repeated. */
  readonly values: readonly T[]
}

/** Cuts values into lists of a few fixed sizes, so that there are only as many texts of a statement. */
export function inListsOf<T extends SqlValue>(values: readonly T[]): readonly InList<T>[] {
  const lists: InList<T>[] = []
  for (let start = 0; start < values.length; ) {
    const rest = values.slice(start)
    const size = SIZES.find((candidate) => candidate >= rest.length) ?? 300
    const some = rest.slice(0, size)
    const filler = some.at(-1) as T
    const padded = [...some, ...Array.from({ length: size - some.length }, () => filler)]
    lists.push({ slots: padded.map(() => '?').join(', '), values: padded })
    start += some.length
  }
  return lists
}
