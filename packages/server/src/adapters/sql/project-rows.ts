import type { AuditCaller } from '@latchkey/core/events/audit-event'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { JsonObject } from '@latchkey/core/key/json'
import type { Instant } from '@latchkey/core/ports/clock'
import type {
  ProjectEnvironment,
  ProjectRecord,
  ProjectRevision,
  ProjectState,
  SealedSecret,
  SecretPurpose,
  WorkspaceRecord,
} from '@latchkey/core/ports/project-store'
import type { SqlValue } from './sql-database.ts'

export type ProjectRow = readonly [
  id: string,
  workspaceId: string,
  slug: string,
  name: string,
  environment: string,
  state: string,
  apiKeysEnabled: number,
  revision: number,
  sealedDataKey: string,
  createdAt: number,
  updatedAt: number,
]
export type WorkspaceRow = readonly [id: string, name: string, plan: string, createdAt: number, updatedAt: number]
export type RevisionRow = readonly [
  revision: number,
  config: string,
  authorKind: string,
  authorId: string,
  authorName: string,
  createdAt: number,
]
export type SecretRow = readonly [
  id: string,
  purpose: string,
  state: string,
  sealed: string,
  createdAt: number,
  expiresAt: number | null,
]

/** Of the table `p`, in the order of `ProjectRow`. */
export const PROJECT_COLUMNS = `p.id, p.workspace_id, p.slug, p.name, p.environment, p.state, p.api_keys_enabled, p.revision,
  p.sealed_data_key, p.created_at, p.updated_at`

/** What is kept of a project in other tables. `config`: JSON, as it is stored. */
export interface ProjectDetails {
  readonly config: string
  readonly hosts: readonly string[]
}

export function toProject(row: ProjectRow, { config, hosts }: ProjectDetails): ProjectRecord {
  const [id, workspaceId, slug, name, environment, state, apiKeysEnabled, revision, sealedDataKey, createdAt, updatedAt] = row
  return {
    id: id as ProjectId,
    workspaceId,
    slug,
    name,
    environment: environment as ProjectEnvironment,
    state: state as ProjectState,
    apiKeysEnabled: apiKeysEnabled === 1,
    hosts,
    config: JSON.parse(config) as JsonObject,
    revision,
    sealedDataKey,
    createdAt: createdAt as Instant,
    updatedAt: updatedAt as Instant,
  }
}

/** The values of a new row, in the order of `ProjectRow`. */
export const projectColumns = (project: ProjectRecord): SqlValue[] => [
  project.id,
  project.workspaceId,
  project.slug,
  project.name,
  project.environment,
  project.state,
  project.apiKeysEnabled ? 1 : 0,
  project.revision,
  project.sealedDataKey,
  project.createdAt,
  project.updatedAt,
]

/** The values of a changed row without what never changes (id and creation), in the order of `ProjectRow`. */
export const changedProjectColumns = (project: ProjectRecord): SqlValue[] => [
  ...projectColumns(project).slice(1, -2),
  project.updatedAt,
]

export const toWorkspace = ([id, name, plan, createdAt, updatedAt]: WorkspaceRow): WorkspaceRecord => ({
  id,
  name,
  plan,
  createdAt: createdAt as Instant,
  updatedAt: updatedAt as Instant,
})

export function toRevision([revision, config, kind, id, name, createdAt]: RevisionRow): ProjectRevision {
  return {
    revision,
    config: JSON.parse(config) as JsonObject,
    author: { kind: kind as AuditCaller['kind'], id, name },
    createdAt: createdAt as Instant,
  }
}

export function toSecret(projectId: ProjectId, row: SecretRow): SealedSecret {
  const [id, purpose, state, sealed, createdAt, expiresAt] = row
  return {
    id,
    projectId,
    purpose: purpose as SecretPurpose,
    state: state as SealedSecret['state'],
    sealed,
    createdAt: createdAt as Instant,
    expiresAt: (expiresAt ?? undefined) as Instant | undefined,
  }
}
