import type { DatabaseSync } from 'node:sqlite'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { JsonObject } from '@latchkey/core/key/json'
import type { Instant } from '@latchkey/core/ports/clock'
import type {
  ProjectEnvironment,
  ProjectRecord,
  ProjectReference,
  ProjectState,
  SealedSecret,
  SecretPurpose,
  WorkspaceRecord,
} from '@latchkey/core/ports/project-store'
import { prepareRows } from './connection.ts'

type WorkspaceRow = readonly [id: string, name: string, plan: string, createdAt: number]
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
type SecretRow = readonly [
  id: string,
  purpose: string,
  state: string,
  sealed: string,
  createdAt: number,
  expiresAt: number | null,
]

const PROJECT_SQL = `SELECT p.id, p.workspace_id, p.slug, p.name, p.environment, p.state, p.api_keys_enabled, p.revision,
    p.sealed_data_key, p.created_at, p.updated_at, c.config,
    (SELECT json_group_array(host ORDER BY position) FROM project_hosts WHERE project_id = p.id)
  FROM projects AS p JOIN project_config AS c ON c.project_id = p.id AND c.revision = p.revision`
const WORKSPACE_SQL = 'SELECT id, name, plan, created_at FROM workspaces'

/** The statements on workspaces, projects and their secrets, prepared once. */
export class ProjectStatements {
  readonly #find
  readonly #findOldest
  readonly #list
  readonly #findWorkspace
  readonly #listWorkspaces
  readonly #listSecrets
  readonly #writes

  constructor(db: DatabaseSync) {
    this.#find = {
      id: prepareRows<ProjectRow>(db, `${PROJECT_SQL} WHERE p.id = ?`),
      slug: prepareRows<ProjectRow>(db, `${PROJECT_SQL} WHERE p.slug = ?`),
      host: prepareRows<ProjectRow>(db, `${PROJECT_SQL} WHERE p.id = (SELECT project_id FROM project_hosts WHERE host = ?)`),
    }
    this.#findOldest = prepareRows<ProjectRow>(db, `${PROJECT_SQL} ORDER BY p.ordinal LIMIT 1`)
    this.#list = prepareRows<ProjectRow>(db, `${PROJECT_SQL} ORDER BY p.ordinal`)
    this.#findWorkspace = prepareRows<WorkspaceRow>(db, `${WORKSPACE_SQL} WHERE id = ?`)
    this.#listWorkspaces = prepareRows<WorkspaceRow>(db, `${WORKSPACE_SQL} ORDER BY ordinal`)
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

  list(): readonly ProjectRecord[] {
    return this.#list.all().map(toProject)
  }

  findWorkspace(id: string): WorkspaceRecord | undefined {
    const row = this.#findWorkspace.get(id)
    return row === undefined ? undefined : toWorkspace(row)
  }

  listWorkspaces(): readonly WorkspaceRecord[] {
    return this.#listWorkspaces.all().map(toWorkspace)
  }

  listSecrets(projectId: ProjectId): readonly SealedSecret[] {
    return this.#listSecrets.all(projectId).map((row) => toSecret(projectId, row))
  }

  /** False when the id is taken. */
  insertWorkspace({ id, name, plan, createdAt }: WorkspaceRecord): boolean {
    return this.#writes.insertWorkspace.run(id, name, plan, createdAt).changes === 1
  }

  insert(project: ProjectRecord): void {
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
    this.insertConfig(project)
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
  insertConfig({ id, revision, config, updatedAt }: ProjectRecord): void {
    this.#writes.insertConfig.run(id, revision, JSON.stringify(config), updatedAt)
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
    insertWorkspace: db.prepare('INSERT INTO workspaces (id, name, plan, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'),
    insert: db.prepare(`INSERT INTO projects (id, workspace_id, slug, name, environment, state, api_keys_enabled, revision,
      sealed_data_key, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    update: db.prepare(`UPDATE projects SET workspace_id = ?, slug = ?, name = ?, environment = ?, state = ?,
      api_keys_enabled = ?, revision = ?, sealed_data_key = ?, updated_at = ? WHERE id = ?`),
    insertConfig: db.prepare('INSERT INTO project_config (project_id, revision, config, created_at) VALUES (?, ?, ?, ?)'),
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

const toWorkspace = ([id, name, plan, createdAt]: WorkspaceRow): WorkspaceRecord => ({
  id,
  name,
  plan,
  createdAt: createdAt as Instant,
})

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
