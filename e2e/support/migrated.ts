import { openMigrations } from '@latchkey/server/migrations'

/** Brings the schema of an empty database up to date, as `latchkey migrate up` does. Resolves to its DSN. */
export async function migrated(dsn: string): Promise<string> {
  const migrations = openMigrations({ configFile: undefined, environment: { LATCHKEY_DB_DSN: dsn } })
  try {
    await migrations.up()
    return dsn
  } finally {
    await migrations.close()
  }
}
