import { isDeepStrictEqual } from 'node:util'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AuditCaller } from '@latchkey/core/events/audit-event'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { ProjectRecord, SealedSecret } from '@latchkey/core/ports/project-store'
import { changedProjectColumns, projectColumns } from './project-rows.ts'
import { findProjectState, findSlugHolder } from './projects.ts'
import type { SqlSession } from './sql-database.ts'
import { updateUnlessTaken } from './taken-name.ts'

const INSERT = `INSERT INTO projects (id, workspace_id, slug, name, environment, state, api_keys_enabled, revision,
  sealed_data_key, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const UPDATE = `UPDATE projects SET workspace_id = ?, slug = ?, name = ?, environment = ?, state = ?,
  api_keys_enabled = ?, revision = ?, sealed_data_key = ?, updated_at = ? WHERE id = ?`

const slugIsTaken = (): DomainError => new DomainError('conflict', { reason: 'slug: is taken', metadata: { field: 'slug' } })

/** Throws `conflict` when the id, the slug or a host is taken. */
export async function insertProject(session: SqlSession, project: ProjectRecord, author: AuditCaller): Promise<void> {
  if (!(await session.insertNew(INSERT, projectColumns(project)))) {
    const isKnown = (await findProjectState(session, project.id)) !== undefined
    throw isKnown ? new DomainError('conflict', { reason: 'the project exists already' }) : slugIsTaken()
  }
  await insertConfig(session, project, author)
  await insertHosts(session, project.id, project.hosts)
}

/** Throws `conflict` when the slug or a host is taken. */
export async function updateProject(session: SqlSession, before: ProjectRecord, after: ProjectRecord): Promise<void> {
  const update = (): Promise<number> => session.run(UPDATE, [...changedProjectColumns(after), after.id])
  if (after.slug === before.slug) await update()
  else {
    await updateUnlessTaken(session, update, async () => {
      const holder = await findSlugHolder(session, after.slug)
      return holder === undefined || holder === after.id ? undefined : slugIsTaken()
    })
  }
  if (isDeepStrictEqual(before.hosts, after.hosts)) return
  await session.run('DELETE FROM project_hosts WHERE project_id = ?', [after.id])
  await insertHosts(session, after.id, after.hosts)
}

/** Revisions are only ever added. */
export async function insertConfig(
  session: SqlSession,
  { id, revision, config, updatedAt }: ProjectRecord,
  author: AuditCaller,
): Promise<void> {
  await session.run(
    `INSERT INTO project_config (project_id, revision, config, created_at, author_kind, author_id, author_name)
    VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [id, revision, JSON.stringify(config), updatedAt, author.kind, author.id, author.name],
  )
}

/** In the place of those that the project has. */
export async function replaceSecrets(session: SqlSession, projectId: ProjectId, secrets: readonly SealedSecret[]): Promise<void> {
  await session.run('DELETE FROM project_secrets WHERE project_id = ?', [projectId])
  for (const [position, { id, purpose, state, sealed, createdAt, expiresAt }] of secrets.entries()) {
    await session.run(
      `INSERT INTO project_secrets (project_id, id, position, purpose, state, sealed, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [projectId, id, position, purpose, state, sealed, createdAt, expiresAt ?? null],
    )
  }
}

/** How many projects of the workspace are not deleted. */
export async function countProjects(session: SqlSession, workspaceId: string): Promise<number> {
  const text = `SELECT count(*) FROM projects WHERE workspace_id = ? AND state <> 'deleted'`
  const row = await session.get<readonly [number | string]>(text, [workspaceId])
  return Number(row?.[0] ?? 0)
}

async function insertHosts(session: SqlSession, projectId: ProjectId, hosts: readonly string[]): Promise<void> {
  // In one order, so that two who want the same hosts do not wait for each other in a circle.
  for (const host of hosts.toSorted()) {
    const text = 'INSERT INTO project_hosts (project_id, host, position) VALUES (?, ?, ?)'
    if (await session.insertNew(text, [projectId, host, hosts.indexOf(host)])) continue
    throw new DomainError('conflict', { reason: 'hosts: a host is taken', metadata: { field: 'hosts' } })
  }
}
