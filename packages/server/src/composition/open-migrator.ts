import type { Awaitable } from '@latchkey/core/ports/awaitable'
import { MysqlMigrator } from '../adapters/mysql/mysql-migrator.ts'
import { PostgresMigrator } from '../adapters/postgres/postgres-migrator.ts'
import type { SchemaStatus } from '../adapters/sql/schema-version.ts'
import { openConnection } from '../adapters/sqlite/connection.ts'
import { Migrator as SqliteMigrator } from '../adapters/sqlite/migration-runner.ts'
import type { DatabaseLocation } from '../config/config.ts'

/** Brings the schema of one database up and down. */
export interface OpenMigrator {
  /** Applies what is missing. The versions that it applied. */
  up(): Awaitable<readonly number[]>
  /** The versions that were taken back, newest first. */
  down(steps: number): Awaitable<readonly number[]>
  status(): Awaitable<SchemaStatus>
  /** Rejects with `failed_precondition` unless this program can work with the schema as it is. */
  check(): Awaitable<void>
  /** Records a version without running anything. */
  force(version: number): Awaitable<void>
  close(): Promise<void>
}

export function openMigrator(location: DatabaseLocation): OpenMigrator {
  switch (location.kind) {
    case 'sqlite':
      return openSqliteMigrator(location.path)
    case 'postgres':
    case 'cockroach':
      return asOpen(new PostgresMigrator(location, location.kind))
    case 'mysql':
      return asOpen(new MysqlMigrator(location))
  }
}

/** One that connects for each command by itself. */
const asOpen = (migrator: PostgresMigrator | MysqlMigrator): OpenMigrator => ({
  up: () => migrator.up(),
  down: (steps) => migrator.down(steps),
  status: () => migrator.status(),
  check: () => migrator.check(),
  force: (version) => migrator.force(version),
  close: async () => {},
})

function openSqliteMigrator(path: string): OpenMigrator {
  const db = openConnection(path)
  const migrator = new SqliteMigrator(db)
  return {
    up: () => migrator.up(),
    down: (steps) => migrator.down(steps),
    status: () => migrator.status(),
    check: () => migrator.check(),
    force: (version) => migrator.force(version),
    close: async () => db.close(),
  }
}
