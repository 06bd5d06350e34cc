import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SchemaStatus } from './adapters/sql/schema-version.ts'
import { Migrator } from './adapters/sqlite/migration-runner.ts'
import { openMigrator } from './composition/open-migrator.ts'
import { systemClock } from './composition/system-clock.ts'
import type { Config, DatabaseLocation } from './config/config.ts'
import { ConfigError } from './config/config-error.ts'
import type { Environment } from './config/environment.ts'
import { type LoadedConfig, loadConfig } from './config/load-config.ts'
import { diagnoseProjects } from './diagnose-projects.ts'
import { explainStartFailure } from './explain-start-failure.ts'
import type { Finding } from './finding.ts'
import { masterKeysAtHand } from './inspect-backup.ts'
import { MASTER_KEY_FILE, MasterKeyError } from './project/master-key.ts'

export type { Finding } from './finding.ts'

export interface DiagnosisSources {
  readonly configFile: string | undefined
  readonly environment: Environment
}

const OTHERS_MAY = 0o077

/** Looks at the configuration and at what is on disk, without changing or creating anything. Throws nothing expected. */
export async function diagnoseInstallation({ configFile, environment }: DiagnosisSources): Promise<readonly Finding[]> {
  let loaded: LoadedConfig
  try {
    loaded = loadConfig({ file: configFile, environment })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ path, rule }) => ({ check: 'configuration', state: 'problem', message: `${path}: ${rule}` }))
  }
  return [
    ...configurationFindings(loaded),
    privacyOf('data folder', loaded.config.dataDir, '700'),
    ...fileFindings(loaded.config),
    masterKeyFinding(loaded),
    ...(await storeFindings(loaded)),
  ]
}

/** Only a schema that is up to date can be asked what the projects hang on, and only with a master key. */
async function storeFindings(loaded: LoadedConfig): Promise<readonly Finding[]> {
  const schema = await schemaFindings(loaded.config.database)
  if (schema.length === 0 || schema.some(({ state }) => state !== 'ok')) return schema
  try {
    const masterKeys = masterKeysAtHand(loaded)
    return masterKeys === undefined ? schema : [...schema, ...(await diagnoseProjects(loaded, masterKeys, systemClock.now()))]
  } catch (error) {
    // Told above.
    if (error instanceof MasterKeyError) return schema
    return [...schema, { check: 'project secrets', state: 'problem', message: messageOf(error) }]
  }
}

function configurationFindings({ warnings }: LoadedConfig): readonly Finding[] {
  if (warnings.length === 0) return [{ check: 'configuration', state: 'ok', message: 'is complete; secrets are strong enough' }]
  return warnings.map((message) => ({ check: 'configuration', state: 'warning', message }))
}

function privacyOf(check: Finding['check'], path: string, wanted: string): Finding {
  const mode = modeOf(path)
  if (mode === undefined) return { check, state: 'warning', message: `${path} is not there yet; the first start makes it` }
  const isOpen = (mode & OTHERS_MAY) !== 0
  return isOpen
    ? { check, state: 'problem', message: `${path} can be used by others (mode ${(mode & 0o777).toString(8)}); chmod ${wanted}` }
    : { check, state: 'ok', message: `${path} belongs to its owner alone` }
}

function masterKeyFinding({ config, secrets }: LoadedConfig): Finding {
  const check = 'master key'
  const file = join(config.dataDir, MASTER_KEY_FILE)
  if (modeOf(file) !== undefined) return privacyOf(check, file, '600')
  if (secrets.master !== undefined) return { check, state: 'ok', message: 'comes from the configuration' }
  const { database } = config
  if (database.kind === 'sqlite' && modeOf(database.path) === undefined) return privacyOf(check, file, '600')
  return { check, state: 'problem', message: `${file} is missing, and nothing in the database opens without it` }
}

/** A database on the network keeps its own files. */
function fileFindings({ dataDir, database }: Config): readonly Finding[] {
  if (database.kind !== 'sqlite') return []
  const { path } = database
  const folder = isInside(dataDir, path) ? [] : [privacyOf('data folder', dirname(path), '700')]
  return [...folder, privacyOf('database file', path, '600')]
}

async function schemaFindings(database: DatabaseLocation): Promise<readonly Finding[]> {
  try {
    return database.kind === 'sqlite' ? embeddedSchemaFindings(database.path) : [await networkSchemaFinding(database)]
  } catch (error) {
    return [{ check: 'schema', state: 'problem', message: messageOf(error) }]
  }
}

async function networkSchemaFinding(database: DatabaseLocation): Promise<Finding> {
  const migrator = openMigrator(database)
  try {
    const status = await migrator.status()
    if (status.current >= status.latest) await migrator.check()
    return schemaFinding(status, '`latchkey migrate up` brings it up to date')
  } finally {
    await migrator.close()
  }
}

function embeddedSchemaFindings(path: string): readonly Finding[] {
  if (modeOf(path) === undefined) return []
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    const migrator = new Migrator(db)
    migrator.refuseStrangers()
    return [schemaFinding(migrator.status(), 'the next start or `latchkey migrate up` brings it up to date')]
  } finally {
    db.close()
  }
}

const schemaFinding = ({ current, latest }: Pick<SchemaStatus, 'current' | 'latest'>, remedy: string): Finding =>
  current >= latest
    ? { check: 'schema', state: 'ok', message: `is at version ${current}` }
    : { check: 'schema', state: 'warning', message: `is at version ${current} of ${latest}; ${remedy}` }

const messageOf = (error: unknown): string =>
  explainStartFailure(error) ?? (error instanceof Error ? error.message : 'cannot be read')

function modeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mode
}

const isInside = (folder: string, file: string): boolean => dirname(file) === folder || dirname(file) === join(folder)
