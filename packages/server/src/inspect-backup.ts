import type { DatabaseSync } from 'node:sqlite'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { type MasterKeys, openDataKey, openProjectSecret } from '@latchkey/core/project/project-secrets'
import { sealingOf } from '@latchkey/core/project/reseal-project'
import { prepareRows } from './adapters/sqlite/connection.ts'
import { Migrator } from './adapters/sqlite/migration-runner.ts'
import { type DatabaseSurvey, type SurveyedProject, surveyDatabase } from './adapters/sqlite/survey-database.ts'
import { systemRandom } from './composition/system-clock.ts'
import type { LoadedConfig } from './config/load-config.ts'
import { openMasterKeys, readMasterKeyFile } from './project/master-key.ts'

/** Looks through a whole database. Throws `failed_precondition` when it is damaged or of a schema that this program does not know. */
export function inspectDatabase(db: DatabaseSync): DatabaseSurvey {
  const [finding] = prepareRows<readonly [string]>(db, 'PRAGMA integrity_check(1)').all()
  if (finding?.[0] !== 'ok') throw refused(`the database is damaged: ${finding?.[0] ?? 'no finding'}`)
  const migrator = new Migrator(db)
  migrator.refuseStrangers()
  if (migrator.status().current === 0) throw refused('the database is empty')
  return surveyDatabase(db)
}

/** Slugs of projects by whether their secrets open. */
export interface OpenedProjects {
  readonly current: readonly string[]
  /** They open with a retired master key only. */
  readonly retired: readonly string[]
  readonly unopened: readonly string[]
}

export function openProjects({ projects }: DatabaseSurvey, masterKeys: MasterKeys): OpenedProjects {
  const bySealing = Map.groupBy(projects, (project) => (opens(project, masterKeys) ? sealingOf(project, masterKeys) : 'unopened'))
  const slugs = (sealing: 'current' | 'retired' | 'unopened') => (bySealing.get(sealing) ?? []).map(({ slug }) => slug)
  return { current: slugs('current'), retired: slugs('retired'), unopened: slugs('unopened') }
}

export function opens({ id, sealedDataKey, secrets }: SurveyedProject, masterKeys: MasterKeys): boolean {
  const dataKey = openDataKey(id, sealedDataKey, masterKeys)
  if (dataKey === undefined) return false
  const isComplete = secrets.every((secret) => openProjectSecret(secret, dataKey) !== undefined)
  dataKey.fill(0)
  return isComplete
}

/** Those of the configuration and of the data folder; `undefined` when there are none. Throws MasterKeyError. */
export function masterKeysAtHand({ config, secrets }: LoadedConfig): MasterKeys | undefined {
  if (secrets.master === undefined && readMasterKeyFile(config.dataDir) === undefined) return undefined
  return openMasterKeys({ dataDir: config.dataDir, configured: secrets.master, random: systemRandom, mayCreate: false })
}

export const refused = (reason: string, cause?: unknown): DomainError =>
  new DomainError('failed_precondition', { reason, ...(cause === undefined ? {} : { cause }) })
