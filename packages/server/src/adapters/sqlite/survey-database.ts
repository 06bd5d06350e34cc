import type { DatabaseSync } from 'node:sqlite'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { SealedSecret, SecretPurpose } from '@latchkey/core/ports/project-store'
import { prepareRows } from './connection.ts'

export interface SurveyedProject {
  readonly id: ProjectId
  readonly slug: string
  readonly sealedDataKey: string
  readonly secrets: readonly SealedSecret[]
}

/** What a database file holds, in figures. */
export interface DatabaseSurvey {
  readonly projects: readonly SurveyedProject[]
  /** Issued and imported, whatever their status. */
  readonly keys: number
  readonly lastEventAt: Instant | undefined
}

type ProjectRow = readonly [id: ProjectId, slug: string, sealedDataKey: string]
type SecretRow = readonly [id: string, purpose: SecretPurpose, state: SealedSecret['state'], sealed: string, createdAt: Instant]

/** Reads without the store, and so without bringing the schema up to date: these columns are in every version of it. */
export function surveyDatabase(db: DatabaseSync): DatabaseSurvey {
  const listProjects = prepareRows<ProjectRow>(db, 'SELECT id, slug, sealed_data_key FROM projects ORDER BY ordinal')
  const listSecrets = prepareRows<SecretRow>(
    db,
    'SELECT id, purpose, state, sealed, created_at FROM project_secrets WHERE project_id = ? ORDER BY position',
  )
  const secretsOf = (projectId: ProjectId): readonly SealedSecret[] =>
    listSecrets.all(projectId).map(([id, purpose, state, sealed, createdAt]) => ({
      id,
      projectId,
      purpose,
      state,
      sealed,
      createdAt,
      expiresAt: undefined,
    }))
  return {
    projects: listProjects.all().map(([id, slug, sealedDataKey]) => ({ id, slug, sealedDataKey, secrets: secretsOf(id) })),
    ...figuresOf(db),
  }
}

function figuresOf(db: DatabaseSync): Pick<DatabaseSurvey, 'keys' | 'lastEventAt'> {
  const figures = prepareRows<readonly [keys: number, lastEventAt: Instant | null]>(
    db,
    `SELECT (SELECT count(*) FROM issued_api_keys) + (SELECT count(*) FROM imported_api_keys), (SELECT max(at) FROM audit_events)`,
  ).get()
  return { keys: figures?.[0] ?? 0, lastEventAt: figures?.[1] ?? undefined }
}
