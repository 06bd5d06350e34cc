import { sqlMigrations } from '@latchkey/server/adapters/sql/migrations/index'
import type { SqlDatabase } from '@latchkey/server/adapters/sql/sql-database'

/** Brings a migrated database back to how the migrations left it, which is quicker than a database for every test. */
export async function emptyTables(database: Pick<SqlDatabase, 'transact' | 'dialect'>): Promise<void> {
  await database.transact(async (session) => {
    for (const table of tablesInDroppingOrder()) {
      if (table === 'outbox_head') await session.run('UPDATE outbox_head SET last_sequence = 0')
      else if (table === 'setup_token') await session.run('UPDATE setup_token SET hash = NULL, expires_at = NULL')
      else await session.run(`DELETE FROM ${table}`)
    }
  })
}

/** Children before their parents. */
function tablesInDroppingOrder(): readonly string[] {
  const noTypes = { id: '', name: '', text: '', integer: '', ordinal: '', tableOptions: '', onlyWhere: () => '' }
  const statements = sqlMigrations.toReversed().flatMap(({ down }) => down(noTypes))
  return statements.flatMap((statement) => /^DROP TABLE (\w+)$/.exec(statement)?.[1] ?? [])
}
