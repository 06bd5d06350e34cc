import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Migrator } from './adapters/sqlite/migration-runner.ts'
import { ConfigError } from './config/config-error.ts'
import type { Environment } from './config/environment.ts'
import { type LoadedConfig, loadConfig } from './config/load-config.ts'
import { MASTER_KEY_FILE } from './project/master-key.ts'

/** What one look at an installation found. Holds no secret. */
export interface Finding {
  readonly check: 'configuration' | 'data folder' | 'database file' | 'master key' | 'schema'
  readonly state: 'ok' | 'warning' | 'problem'
  readonly message: string
}

export interface DiagnosisSources {
  readonly configFile: string | undefined
  readonly environment: Environment
}

const OTHERS_MAY = 0o077

/** Looks at the configuration and at what is on disk, without changing or creating anything. Throws nothing expected. */
export function diagnoseInstallation({ configFile, environment }: DiagnosisSources): readonly Finding[] {
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
    ...(isInside(loaded.config.dataDir, loaded.config.database.path)
      ? []
      : [privacyOf('data folder', dirname(loaded.config.database.path), '700')]),
    privacyOf('database file', loaded.config.database.path, '600'),
    masterKeyFinding(loaded),
    ...schemaFindings(loaded.config.database.path),
  ]
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
  if (modeOf(config.database.path) === undefined) return privacyOf(check, file, '600')
  return { check, state: 'problem', message: `${file} is missing, and nothing in the database opens without it` }
}

function schemaFindings(path: string): readonly Finding[] {
  if (modeOf(path) === undefined) return []
  try {
    const db = new DatabaseSync(path, { readOnly: true })
    try {
      return [schemaFinding(new Migrator(db))]
    } finally {
      db.close()
    }
  } catch (error) {
    return [{ check: 'schema', state: 'problem', message: error instanceof Error ? error.message : 'cannot be read' }]
  }
}

function schemaFinding(migrator: Migrator): Finding {
  migrator.check()
  const { current, latest } = migrator.status()
  return current === latest
    ? { check: 'schema', state: 'ok', message: `is at version ${current}` }
    : {
        check: 'schema',
        state: 'warning',
        message: `is at version ${current} of ${latest}; the next start or \`latchkey migrate up\` brings it up to date`,
      }
}

function modeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mode
}

const isInside = (folder: string, file: string): boolean => dirname(file) === folder || dirname(file) === join(folder)
