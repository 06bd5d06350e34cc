import type { ConflictChange, SqlDialect } from '../sql/sql-database.ts'

export type PostgresEngine = 'postgres' | 'cockroach'

export const postgresDialect = (engine: PostgresEngine): SqlDialect => ({
  engine,
  asText: (slot) => `CAST(${slot} AS text)`,
  asInteger: (slot) => `CAST(${slot} AS bigint)`,
  onConflict(table, key, changes) {
    const sets = Object.entries(changes).map(([column, change]) => `${column} = ${changed(table, column, change)}`)
    return `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${sets.join(', ')}`
  },
  currentSchema: 'current_schema()',
  behind: (columns, values) => ({ text: `(${columns.join(', ')}) > (${columns.map(() => '?').join(', ')})`, values }),
  passOrdinals: (table) =>
    `SELECT setval(pg_get_serial_sequence('${table}', 'ordinal'), max(ordinal)) FROM ${table} HAVING count(*) > 0`,
})

function changed(table: string, column: string, change: ConflictChange): string {
  switch (change) {
    case 'replace':
      return `excluded.${column}`
    case 'add':
      return `${table}.${column} + excluded.${column}`
    case 'least':
    case 'greatest':
      return `${change}(${table}.${column}, excluded.${column})`
  }
}
