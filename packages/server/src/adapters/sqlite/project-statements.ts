import type { DatabaseSync } from 'node:sqlite'
import type { AuditCaller } from '@latchkey/core/events/audit-event'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { JsonObject } from '@latchkey/core/key/json'
import type { Instant } from '@latchkey/core/ports/clock'
import type {
  ProjectEnvironment,
  ProjectRecord,
  ProjectReference,
  ProjectRevision,
  ProjectState,
  SealedSecret,
  SecretPurpose,
} from '@latchkey/core/ports/project-store'
import { prepareRows } from './connection.ts'

type ProjectRow = readonly [
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
  config: string,
  hosts: string,
]
type RevisionRow = readonly [
  revision: number,
  config: string,
  authorKind: string,
  authorId: string,
  authorName: string,
  createdAt: number,
]
type HolderRow = readonly [projectId: string]
type SecretRow = readonly [
  id: string,
  purpose: string,
  state: string,
  sealed: string,
  createdAt: number,
  expiresAt: number | null,
]

const projectSql = (join: 'JOIN' | 'LEFT JOIN'): string => `SELECT p.id, p.workspace_id, p.slug, p.name, p.environment,
    p.state, p.api_keys_enabled, p.revision, p.sealed_data_key, p.created_at, p.updated_at, coalesce(c.config, '{}'),
    (SELECT json_group_array(host ORDER BY position) FROM project_hosts WHERE project_id = p.id)
  FROM projects AS p ${join} project_config AS c ON c.project_id = p.id AND c.revision = p.revision`
const VISIBLE_SQL = `${projectSql('JOIN')} WHERE p.state <> 'deleted'`
// Its settings may be removed already.
const DELETED_SQL = `${projectSql('LEFT JOIN')} WHERE p.state = 'deleted'`

/** The statements on projects, their settings and their secrets, prepared once. */
export class ProjectStatements {
  readonly #find
  readonly #findOldest
  readonly #list
  readonly #listRevisions
  readonly #holder
  readonly #count
  readonly #listSecrets
  readonly #writes

  constructor(db: DatabaseSync) {
    this.#find = {
      id: prepareRows<ProjectRow>(db, `${VISIBLE_SQL} AND p.id = ?`),
      slug: prepareRows<ProjectRow>(db, `${VISIBLE_SQL} AND p.slug = ?`),
      host: prepareRows<ProjectRow>(db, `${VISIBLE_SQL} AND p.id = (SELECT project_id FROM project_hosts WHERE host = ?)`),
    }
    this.#findOldest = prepareRows<ProjectRow>(db, `${VISIBLE_SQL} ORDER BY p.ordinal LIMIT 1`)
    this.#list = {
      all: prepareRows<ProjectRow>(db, `${VISIBLE_SQL} ORDER BY p.ordinal`),
      ofWorkspace: prepareRows<ProjectRow>(db, `${VISIBLE_SQL} AND p.workspace_id = ? ORDER BY p.ordinal`),
      deleted: prepareRows<ProjectRow>(db, `${DELETED_SQL} ORDER BY p.ordinal`),
    }
    this.#listRevisions = prepareRows<RevisionRow>(
      db,
      `SELECT revision, config, author_kind, author_id, author_name, created_at FROM project_config
      WHERE project_id = ? ORDER BY revision DESC LIMIT ?`,
    )
    this.#holder = {
      id: prepareRows<HolderRow>(db, 'SELECT id FROM projects WHERE id = ?'),
      slug: prepareRows<HolderRow>(db, 'SELECT id FROM projects WHERE slug = ?'),
      host: prepareRows<HolderRow>(db, 'SELECT project_id FROM project_hosts WHERE host = ?'),
    }
    this.#count = prepareRows<readonly [number]>(
      db,
      `SELECT count(*) FROM projects WHERE workspace_id = ? AND state <> 'deleted'`,
    )
    this.#listSecrets = prepareRows<SecretRow>(
      db,
      `SELECT id, purpose, state, sealed, created_at, expires_at
      FROM project_secrets WHERE project_id = ? ORDER BY position`,
    )
    this.#writes = prepareWrites(db)
  }

  find(reference: ProjectReference): ProjectRecord | undefined {
    const row = this.#findRow(reference)
    return row === undefined ? undefined : toProject(row)
  }

  findOldest(): ProjectRecord | undefined {
    const row = this.#findOldest.get()
    return row === undefined ? undefined : toProject(row)
  }

  list(workspaceId: string | undefined): readonly ProjectRecord[] {
    const rows = workspaceId === undefined ? this.#list.all.all() : this.#list.ofWorkspace.all(workspaceId)
    return rows.map(toProject)
  }

  listDeleted(): readonly ProjectRecord[] {
    return this.#list.deleted.all().map(toProject)
  }

  /** How many projects of the workspace are not deleted. */
  count(workspaceId: string): number {
    return this.#count.get(workspaceId)?.[0] ?? 0
  }

  /** The id of the project that has this name, even if it is deleted. */
  findHolder(reference: ProjectReference): string | undefined {
    if ('id' in reference) return this.#holder.id.get(reference.id)?.[0]
    if ('slug' in reference) return this.#holder.slug.get(reference.slug)?.[0]
    return this.#holder.host.get(reference.host)?.[0]
  }

  listRevisions(projectId: ProjectId, limit: number): readonly ProjectRevision[] {
    return this.#listRevisions.all(projectId, limit).map(toRevision)
  }

  listSecrets(projectId: ProjectId): readonly SealedSecret[] {
    return this.#listSecrets.all(projectId).map((row) => toSecret(projectId, row))
  }

  insert(project: ProjectRecord, author: AuditCaller): void {
    const { id, workspaceId, slug, name, environment, state, apiKeysEnabled, revision, sealedDataKey, createdAt, updatedAt } =
      project
    this.#writes.insert.run(
      id,
      workspaceId,
      slug,
      name,
      environment,
      state,
      apiKeysEnabled ? 1 : 0,
      revision,
      sealedDataKey,
      createdAt,
      updatedAt,
    )
    this.insertConfig(project, author)
  }

  update(project: ProjectRecord): void {
    const { id, workspaceId, slug, name, environment, state, apiKeysEnabled, revision, sealedDataKey, updatedAt } = project
    const { changes } = this.#writes.update.run(
      workspaceId,
      slug,
      name,
      environment,
      state,
      apiKeysEnabled ? 1 : 0,
      revision,
      sealedDataKey,
      updatedAt,
      id,
    )
    if (changes !== 1) throw new Error(`an update of one project met ${changes} rows`)
  }

  /** Revisions are only ever added. */
  insertConfig({ id, revision, config, updatedAt }: ProjectRecord, author: AuditCaller): void {
    this.#writes.insertConfig.run(id, revision, JSON.stringify(config), updatedAt, author.kind, author.id, author.name)
  }

  replaceHosts({ id, hosts }: ProjectRecord): void {
    this.#writes.removeHosts.run(id)
    for (const [position, host] of hosts.entries()) this.#writes.insertHost.run(id, host, position)
  }

  replaceSecrets(projectId: ProjectId, secrets: readonly SealedSecret[]): void {
    this.#writes.removeSecrets.run(projectId)
    for (const [position, { id, purpose, state, sealed, createdAt, expiresAt }] of secrets.entries()) {
      this.#writes.insertSecret.run(projectId, id, position, purpose, state, sealed, createdAt, expiresAt ?? null)
    }
  }

  #findRow(reference: ProjectReference): ProjectRow | undefined {
    if ('id' in reference) return this.#find.id.get(reference.id)
    if ('slug' in reference) return this.#find.slug.get(reference.slug)
    return this.#find.host.get(reference.host)
  }
}

function prepareWrites(db: DatabaseSync) {
  return {
    insert: db.prepare(`INSERT INTO projects (id, workspace_id, slug, name, environment, state, api_keys_enabled, revision,
      sealed_data_key, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    update: db.prepare(`UPDATE projects SET workspace_id = ?, slug = ?, name = ?, environment = ?, state = ?,
      api_keys_enabled = ?, revision = ?, sealed_data_key = ?, updated_at = ? WHERE id = ?`),
    insertConfig:
      db.prepare(`INSERT INTO project_config (project_id, revision, config, created_at, author_kind, author_id, author_name)
      VALUES (?, ?, ?, ?, ?, ?, ?)`),
    removeHosts: db.prepare('DELETE FROM project_hosts WHERE project_id = ?'),
    insertHost: db.prepare('INSERT INTO project_hosts (project_id, host, position) VALUES (?, ?, ?)'),
    removeSecrets: db.prepare('DELETE FROM project_secrets WHERE project_id = ?'),
    insertSecret:
      db.prepare(`INSERT INTO project_secrets (project_id, id, position, purpose, state, sealed, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
  }
}

function toProject(row: ProjectRow): ProjectRecord {
  const [id, workspaceId, slug, name, environment, state, apiKeysEnabled, revision, sealedDataKey, ...rest] = row
  const [createdAt, updatedAt, config, hosts] = rest
  return {
    id: id as ProjectId,
    workspaceId,
    slug,
    name,
    environment: environment as ProjectEnvironment,
    state: state as ProjectState,
    apiKeysEnabled: apiKeysEnabled === 1,
    hosts: JSON.parse(hosts) as string[],
    config: JSON.parse(config) as JsonObject,
    revision,
    sealedDataKey,
    createdAt: createdAt as Instant,
    updatedAt: updatedAt as Instant,
  }
}

function toRevision([revision, config, kind, id, name, createdAt]: RevisionRow): ProjectRevision {
  return {
    revision,
    config: JSON.parse(config) as JsonObject,
    author: { kind: kind as AuditCaller['kind'], id, name },
    createdAt: createdAt as Instant,
  }
}

function toSecret(projectId: ProjectId, row: SecretRow): SealedSecret {
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
