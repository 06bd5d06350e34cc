import type { ConflictChange, SqlDialect } from '../sql/sql-database.ts'

/** MariaDB and MySQL speak it alike; where they differ the text itself says so (`executable comments`). */
export const mysqlDialect: SqlDialect = {
  engine: 'mysql',
  // Each value is sent with its type.
  asText: (slot) => slot,
  asInteger: (slot) => slot,
  // Which constraint was met cannot be said here: the tables that this is for have no other than their key.
  onConflict(_table, _key, changes) {
    const sets = Object.entries(changes).map(([column, change]) => `${column} = ${changed(column, change)}`)
    return `${UPSERT} ${sets.join(', ')}`
  },
  currentSchema: 'database()',
  // Comparing whole rows at once would pass over the index.
  behind(columns, values) {
    const alternatives = columns.map((column, index) => [
      ...columns.slice(0, index).map((same) => `${same} = ?`),
      `${column} > ?`,
    ])
    return {
      text: `(${alternatives.map((conditions) => `(${conditions.join(' AND ')})`).join(' OR ')})`,
      values: columns.flatMap((_column, index) => values.slice(0, index + 1)),
    }
  },
  passOrdinals: () => undefined,
}

const UPSERT = 'ON DUPLICATE KEY UPDATE'

/** An upsert counts a row that it changed as two. */
export const isUpsert = (text: string): boolean => text.includes(UPSERT)

function changed(column: string, change: ConflictChange): string {
  switch (change) {
    case 'replace':
      return `VALUES(${column})`
    case 'add':
      return `${column} + VALUES(${column})`
    case 'least':
    case 'greatest':
      return `${change}(${column}, VALUES(${column}))`
  }
}
