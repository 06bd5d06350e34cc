import type { DatabaseSync } from 'node:sqlite'
import type { AuditCaller } from '@latchkey/core/events/audit-event'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { ProjectRecord, ProjectReference, ProjectRevision, SealedSecret } from '@latchkey/core/ports/project-store'
import {
  changedProjectColumns,
  PROJECT_COLUMNS,
  type ProjectRow,
  projectColumns,
  type RevisionRow,
  type SecretRow,
  toProject,
  toRevision,
  toSecret,
} from '../sql/project-rows.ts'
import { prepareRows } from './connection.ts'

type FullRow = readonly [...ProjectRow, config: string, hosts: string]
type HolderRow = readonly [projectId: string]
const projectSql = (join: 'JOIN' | 'LEFT JOIN'): string => `SELECT ${PROJECT_COLUMNS}, coalesce(c.config, '{}'),
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
      id: prepareRows<FullRow>(db, `${VISIBLE_SQL} AND p.id = ?`),
      slug: prepareRows<FullRow>(db, `${VISIBLE_SQL} AND p.slug = ?`),
      host: prepareRows<FullRow>(db, `${VISIBLE_SQL} AND p.id = (SELECT project_id FROM project_hosts WHERE host = ?)`),
    }
    this.#findOldest = prepareRows<FullRow>(db, `${VISIBLE_SQL} ORDER BY p.ordinal LIMIT 1`)
    this.#list = {
      all: prepareRows<FullRow>(db, `${VISIBLE_SQL} ORDER BY p.ordinal`),
      ofWorkspace: prepareRows<FullRow>(db, `${VISIBLE_SQL} AND p.workspace_id = ? ORDER BY p.ordinal`),
      deleted: prepareRows<FullRow>(db, `${DELETED_SQL} ORDER BY p.ordinal`),
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
    return row === undefined ? undefined : readProject(row)
  }

  findOldest(): ProjectRecord | undefined {
    const row = this.#findOldest.get()
    return row === undefined ? undefined : readProject(row)
  }

  list(workspaceId: string | undefined): readonly ProjectRecord[] {
    const rows = workspaceId === undefined ? this.#list.all.all() : this.#list.ofWorkspace.all(workspaceId)
    return rows.map(readProject)
  }

  listDeleted(): readonly ProjectRecord[] {
    return this.#list.deleted.all().map(readProject)
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
    this.#writes.insert.run(...projectColumns(project))
    this.insertConfig(project, author)
  }

  update(project: ProjectRecord): void {
    const { changes } = this.#writes.update.run(...changedProjectColumns(project), project.id)
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

  #findRow(reference: ProjectReference): FullRow | undefined {
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

function readProject(row: FullRow): ProjectRecord {
  const [id, workspaceId, slug, name, environment, state, apiKeysEnabled, revision, sealedDataKey, ...rest] = row
  const [createdAt, updatedAt, config, hosts] = rest
  return toProject(
    [id, workspaceId, slug, name, environment, state, apiKeysEnabled, revision, sealedDataKey, createdAt, updatedAt],
    { config, hosts: JSON.parse(hosts) as string[] },
  )
}
