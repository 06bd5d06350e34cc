import { existsSync, realpathSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import type { Instant } from '@latchkey/core/ports/clock'
import { BUSY_TIMEOUT_MS } from './adapters/sqlite/connection.ts'
import type { DatabaseSurvey } from './adapters/sqlite/survey-database.ts'
import { sealBackup } from './backup-file.ts'
import { storeMasterKey } from './backup-master-key.ts'
import { systemRandom } from './composition/system-clock.ts'
import type { Environment } from './config/environment.ts'
import { type LoadedConfig, loadConfig } from './config/load-config.ts'
import { createPrivately, placeFile, replaceFile } from './durable-file.ts'
import { requireEmbedded } from './embedded-database.ts'
import { explainFileFault } from './explain-file-fault.ts'
import { inspectDatabase, masterKeysAtHand, openProjects, refused } from './inspect-backup.ts'

export interface BackupOptions {
  readonly configFile: string | undefined
  readonly environment: Environment
  readonly file: string
  /** Whether an existing file is replaced. Default: false. */
  readonly force?: boolean
  /** Whoever has the backup then needs nothing else. Default: false. */
  readonly withMasterKey?: boolean
}

/** What is in a backup. */
export interface BackupReport {
  readonly file: string
  readonly projects: number
  /** Issued and imported, whatever their status. */
  readonly keys: number
  readonly lastEventAt: Instant | undefined
  readonly hasMasterKey: boolean
  /** For people, without values. */
  readonly warnings: readonly string[]
}

/**
 * All pages in one step, which is one read transaction: a consistent picture, however much servers write meanwhile. In
 * several steps, every write of another process would make it begin anew.
 */
export const ALL_PAGES = 2 ** 31 - 1

/**
 * Writes the store into one file, readable by its owner alone, while servers go on working with it. The file is complete and
 * checked when it appears under its name. Throws ConfigError, MasterKeyError, or DomainError that says what is in the way.
 */
export async function makeBackup(options: BackupOptions): Promise<BackupReport> {
  const loaded = loadConfig({ file: options.configFile, environment: options.environment })
  const path = requireEmbedded(loaded.config)
  const file = resolve(options.file)
  if (!existsSync(path)) throw refused(`there is no database at ${path}`)
  refuseTaken(file, path, options.force ?? false)
  const draft = `${file}.${systemRandom.uuid()}.part`
  return explainFileFault(async () => {
    try {
      createPrivately(draft)
      await copyDatabase(path, draft)
      const report = finishCopy(draft, loaded, options.withMasterKey ?? false)
      sealBackup(draft)
      publish(draft, file, options.force ?? false)
      return { file, ...report }
    } finally {
      for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${draft}${suffix}`, { force: true })
    }
  })
}

function refuseTaken(file: string, database: string, mayReplace: boolean): void {
  if (!existsSync(file)) return
  if (realpathSync(file) === realpathSync(database)) throw refused(`${file} is the database itself`)
  if (!mayReplace) throw taken(file)
}

async function copyDatabase(path: string, draft: string): Promise<void> {
  const source = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
  try {
    await backup(source, draft, { rate: ALL_PAGES })
  } finally {
    source.close()
  }
}

/** Makes the copy a single file, checks it, and puts the master key into it where that is wanted. */
function finishCopy(draft: string, loaded: LoadedConfig, withMasterKey: boolean): Omit<BackupReport, 'file'> {
  const copy = new DatabaseSync(draft)
  try {
    copy.exec('PRAGMA journal_mode = DELETE')
    const survey = inspectDatabase(copy)
    const masterKeys = masterKeysAtHand(loaded)
    const warnings = masterKeys === undefined ? [noKeyWarning] : unopenedWarnings(openProjects(survey, masterKeys).unopened)
    if (withMasterKey) {
      if (masterKeys === undefined) throw refused('there is no master key to put into the backup')
      refuseSeveralKeys(survey, openProjects(survey, masterKeys).retired)
      storeMasterKey(copy, masterKeys.current)
    }
    return { ...figures(survey), hasMasterKey: withMasterKey, warnings }
  } finally {
    copy.close()
  }
}

export const figures = ({ projects, keys, lastEventAt }: DatabaseSurvey) => ({ projects: projects.length, keys, lastEventAt })

const noKeyWarning = 'the master key is not at hand; without it nothing in this backup can be opened'

/** For people; empty when every project opens. */
export const unopenedWarnings = (slugs: readonly string[]): readonly string[] =>
  slugs.length === 0
    ? []
    : [`the secrets of ${slugs.length} projects open with none of the master keys at hand: ${slugs.join(', ')}`]

/** A backup has room for one master key. */
function refuseSeveralKeys({ projects }: DatabaseSurvey, underRetired: readonly string[]): void {
  if (underRetired.length === 0) return
  throw refused(
    `${underRetired.length} of ${projects.length} projects are still sealed under a retired master key; ` +
      'a running server seals them anew, then the backup can take the master key along',
  )
}

function publish(draft: string, file: string, mayReplace: boolean): void {
  if (mayReplace) replaceFile(draft, file)
  else if (!placeFile(draft, file)) throw taken(file)
}

const taken = (file: string) => refused(`${file} exists; choose another name, or replace it with --force`)
