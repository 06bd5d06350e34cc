import { type OpenMigrator, openMigrator } from './composition/open-migrator.ts'
import type { Environment } from './config/environment.ts'
import { loadConfig } from './config/load-config.ts'

export type { SchemaStatus as MigrationStatus } from './adapters/sql/schema-version.ts'
export type { OpenMigrator as Migrations } from './composition/open-migrator.ts'

export interface MigrationSources {
  readonly configFile: string | undefined
  readonly environment: Environment
}

/** The schema of the configured database, not brought up to date. Throws ConfigError, or DomainError for a database of a newer program. */
export function openMigrations({ configFile, environment }: MigrationSources): OpenMigrator {
  return openMigrator(loadConfig({ file: configFile, environment }).config.database)
}
