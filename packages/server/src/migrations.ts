import { openConnection } from './adapters/sqlite/connection.ts'
import { type MigrationStatus, Migrator } from './adapters/sqlite/migration-runner.ts'
import type { Environment } from './config/environment.ts'
import { loadConfig } from './config/load-config.ts'

export type { MigrationStatus } from './adapters/sqlite/migration-runner.ts'

export interface MigrationSources {
  readonly configFile: string | undefined
  readonly environment: Environment
}

/** The operator at the schema of the configured database, while no server runs on it. */
export interface Migrations {
  /** The versions that were applied; all that are missing. */
  up(): readonly number[]
  /** The versions that were taken back, newest first. */
  down(steps: number): readonly number[]
  status(): MigrationStatus
  /** Records a version without running anything. */
  force(version: number): void
  close(): void
}

/** Opens the database without bringing it up to date. Throws ConfigError, or DomainError for a database of a newer program. */
export function openMigrations({ configFile, environment }: MigrationSources): Migrations {
  const { config } = loadConfig({ file: configFile, environment })
  const db = openConnection(config.database.path)
  const migrator = new Migrator(db)
  return {
    up: () => migrator.up(),
    down: (steps) => migrator.down(steps),
    status: () => migrator.status(),
    force: (version) => migrator.force(version),
    close: () => db.close(),
  }
}
