import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { MasterKeys } from '@latchkey/core/project/project-secrets'
import type { DatabaseSurvey } from './adapters/sqlite/survey-database.ts'
import { type BackupReport, figures, unopenedWarnings } from './backup.ts'
import { unpackBackup } from './backup-file.ts'
import { takeMasterKey } from './backup-master-key.ts'
import { systemRandom } from './composition/system-clock.ts'
import type { Environment } from './config/environment.ts'
import { type LoadedConfig, loadConfig } from './config/load-config.ts'
import { placeFile, syncFile } from './durable-file.ts'
import { requireEmbedded } from './embedded-database.ts'
import { explainFileFault } from './explain-file-fault.ts'
import { inspectDatabase, masterKeysAtHand, openProjects, refused } from './inspect-backup.ts'
import { installMasterKeyFile, MASTER_KEY_FILE } from './project/master-key.ts'
import { removeSideFiles, replaceDatabase } from './replace-database.ts'

export interface RestoreOptions {
  readonly configFile: string | undefined
  readonly environment: Environment
  readonly file: string
  /** Whether an existing database is replaced; it is kept beside the new one. Default: false. */
  readonly force?: boolean
}

/** What is in the restored database. */
export interface RestoreReport extends BackupReport {
  readonly database: string
  /** Where the database that was replaced is kept now. */
  readonly keptAs: string | undefined
}

interface Checked {
  readonly survey: DatabaseSurvey
  readonly masterKey: Uint8Array | undefined
  readonly warnings: readonly string[]
}

/**
 * Puts a backup in the place of the configured database, at once and whole. Throws ConfigError, MasterKeyError, or DomainError
 * that says what is in the way: a database that is there already, a server that uses it, a backup that is not whole, secrets
 * that do not open. Whenever it ends, and however, there is either the old database or the new one.
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreReport> {
  const loaded = loadConfig({ file: options.configFile, environment: options.environment })
  const database = requireEmbedded(loaded.config)
  const file = resolve(options.file)
  if (!existsSync(file)) throw refused(`there is no file ${file}`)
  if (existsSync(database) && options.force !== true) throw taken(database)
  const draft = `${database}.${systemRandom.uuid()}.restoring`
  return explainFileFault(async () => {
    try {
      mkdirSync(dirname(database), { recursive: true, mode: 0o700 })
      unpackBackup(file, draft)
      const { survey, masterKey, warnings } = checkCopy(draft, loaded)
      const keptAs = await install(draft, loaded, masterKey)
      return { file, database, keptAs, ...figures(survey), hasMasterKey: masterKey !== undefined, warnings }
    } finally {
      rmSync(draft, { force: true })
      removeSideFiles(draft)
    }
  })
}

function checkCopy(draft: string, loaded: LoadedConfig): Checked {
  const copy = new DatabaseSync(draft)
  try {
    const survey = inspectDatabase(copy)
    const masterKey = takeMasterKey(copy)
    const opened = openProjects(survey, allKeys(loaded, masterKey))
    if (survey.projects.length > 0 && opened.unopened.length === survey.projects.length) throw wrongKey(loaded)
    return { survey, masterKey, warnings: unopenedWarnings(opened.unopened) }
  } finally {
    copy.close()
    syncFile(draft)
  }
}

function allKeys(loaded: LoadedConfig, fromBackup: Uint8Array | undefined): MasterKeys {
  const atHand = masterKeysAtHand(loaded)
  if (atHand === undefined && fromBackup === undefined) throw wrongKey(loaded)
  if (atHand === undefined) return { current: fromBackup ?? new Uint8Array(), retired: [] }
  return { current: atHand.current, retired: [...atHand.retired, ...(fromBackup === undefined ? [] : [fromBackup])] }
}

/** The master key goes first: a database without it is of no use, and a key without its database does no harm. */
async function install(draft: string, { config }: LoadedConfig, masterKey: Uint8Array | undefined): Promise<string | undefined> {
  const database = requireEmbedded(config)
  const installMasterKey = (): void => {
    if (masterKey !== undefined) installMasterKeyFile(config.dataDir, masterKey, systemRandom)
  }
  if (existsSync(database)) return replaceDatabase(draft, database, installMasterKey)
  installMasterKey()
  removeSideFiles(database)
  if (!placeFile(draft, database)) throw taken(database)
  return undefined
}

const taken = (database: string) =>
  refused(`there is a database at ${database}; --force replaces it and keeps the old one beside it`)

const wrongKey = ({ config }: LoadedConfig) =>
  refused(
    `the secrets in the backup open with none of the master keys at hand; put the right one into ${config.dataDir}/${MASTER_KEY_FILE} ` +
      'or name it in secrets.master',
  )
