import { mysqlColumnTypes } from '@latchkey/server/adapters/mysql/mysql-column-types'
import { type ColumnTypes, type Migration, migrationsFor, type SqlMigration } from '@latchkey/server/adapters/sql/migration'
import { sqlMigrations } from '@latchkey/server/adapters/sql/migrations/index'
import { migrations as sqliteMigrations } from '@latchkey/server/adapters/sqlite/migrations/index'

/** What the next program adds to the schema: nothing that this one would notice, or what it could not work with. */
export type Further = 'adding' | 'breaking'

const sqliteTypes: ColumnTypes = {
  id: 'TEXT',
  name: 'TEXT',
  text: 'TEXT',
  integer: 'INTEGER',
  ordinal: 'INTEGER PRIMARY KEY',
  tableOptions: ' STRICT',
  onlyWhere: (condition) => ` WHERE ${condition}`,
}

/** A step behind `latest`, with a bit of everything, over the workspaces that are there. */
const after = (latest: number, further: Further): SqlMigration => ({
  version: latest + 1,
  name: further,
  compatibleWith: further === 'adding' ? latest : latest + 1,
  up: ({ id, name, integer, tableOptions }) => [
    `CREATE TABLE mottos (id ${id} NOT NULL PRIMARY KEY, motto ${name} NOT NULL)${tableOptions}`,
    `ALTER TABLE workspaces ADD COLUMN times_met ${integer} DEFAULT 0 NOT NULL`,
    'UPDATE workspaces SET times_met = times_met + 1',
    'INSERT INTO mottos (id, motto) SELECT id, name FROM workspaces',
    'CREATE INDEX mottos_by_text ON mottos (motto)',
  ],
  down: () => ['DROP TABLE mottos', 'ALTER TABLE workspaces DROP COLUMN times_met'],
})

const latestOf = (migrations: readonly { readonly version: number }[]): number => migrations.at(-1)?.version ?? 0

/** What this program knows and one step more, for the stores on the network. */
export const sqlMigrationsAnd = (further: Further): readonly SqlMigration[] => [
  ...sqlMigrations,
  after(latestOf(sqlMigrations), further),
]

/** The same for SQLite. */
export const sqliteMigrationsAnd = (further: Further): readonly Migration[] => [
  ...sqliteMigrations,
  ...migrationsFor(sqliteTypes, [after(latestOf(sqliteMigrations), further)]),
]

/** How many statements it takes from nothing to there. */
export function countStatements(engine: 'sqlite' | 'postgres' | 'mariadb', further: Further): number {
  // All engines on the network have the same statements in other words.
  const migrations =
    engine === 'sqlite' ? sqliteMigrationsAnd(further) : migrationsFor(mysqlColumnTypes, sqlMigrationsAnd(further))
  return migrations.reduce((sum, { up }) => sum + up.length, 0)
}

/** Makes this process one of the next program: from here on whatever it opens has a step more. */
export function becomeNewer(further: Further): void {
  const next = [sqlMigrationsAnd(further).at(-1), sqliteMigrationsAnd(further).at(-1)]
  const known: readonly (readonly unknown[])[] = [sqlMigrations, sqliteMigrations]
  for (const [index, migrations] of known.entries()) (migrations as unknown[]).push(next[index])
}
