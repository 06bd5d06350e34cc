import type { ColumnTypes } from '../migration.ts'

/** The statement that makes a table out of its columns and constraints, one a line. */
export const table = (types: ColumnTypes, name: string, lines: readonly string[]): string =>
  `CREATE TABLE ${name} (\n  ${lines.join(',\n  ')}\n)${types.tableOptions}`
