import type { ProjectId } from '@latchkey/core/key/api-key'
import type {
  ProjectRecord,
  ProjectReference,
  ProjectRevision,
  SealedSecret,
  StoredProject,
} from '@latchkey/core/ports/project-store'
import {
  PROJECT_COLUMNS,
  type ProjectRow,
  type RevisionRow,
  toProject,
  toRevision,
  toSecret,
  toWorkspace,
  type WorkspaceRow,
} from './project-rows.ts'
import type { SqlReader, SqlRow, SqlValue } from './sql-database.ts'
import { isStorable } from './storable-text.ts'

/** The settings stand in the first row of a project, and each row has one of its hosts. */
type HostRow = readonly [...ProjectRow, config: string | null, host: string | null]
type SecretColumns = readonly [
  id: string | null,
  purpose: string,
  state: string,
  sealed: string,
  createdAt: number,
  expiresAt: number | null,
]
type StoredRow = readonly [...HostRow, ...WorkspaceRow, ...SecretColumns]

const ONCE = 'coalesce(h.position, 0) = 0'
const CONFIG = 'project_config AS c ON c.project_id = p.id AND c.revision = p.revision'
const HOSTS = 'project_hosts AS h ON h.project_id = p.id'

const listSql = (join: 'JOIN' | 'LEFT JOIN', where: string): string => `SELECT ${PROJECT_COLUMNS},
    CASE WHEN ${ONCE} THEN c.config END, h.host
  FROM projects AS p ${join} ${CONFIG} LEFT JOIN ${HOSTS} WHERE ${where} ORDER BY p.ordinal, h.position`

const listTexts = {
  all: listSql('JOIN', `p.state <> 'deleted'`),
  ofWorkspace: listSql('JOIN', `p.state <> 'deleted' AND p.workspace_id = ?`),
  // Their settings may be removed already.
  deleted: listSql('LEFT JOIN', `p.state = 'deleted'`),
}

// One statement, so that nobody can change the project between two reads. Part 0 of the rows has the hosts and part 1 the
// secrets: their number is the sum of both and not the product.
const storedSql = (where: string): string => `SELECT ${PROJECT_COLUMNS},
    CASE WHEN k.part = 0 AND ${ONCE} THEN c.config END, h.host,
    w.id, w.name, w.plan, w.created_at, w.updated_at,
    s.id, s.purpose, s.state, s.sealed, s.created_at, s.expires_at
  FROM projects AS p JOIN workspaces AS w ON w.id = p.workspace_id JOIN ${CONFIG}
  CROSS JOIN (SELECT 0 AS part UNION ALL SELECT 1 AS part) AS k
  LEFT JOIN ${HOSTS} AND k.part = 0
  LEFT JOIN project_secrets AS s ON s.project_id = p.id AND k.part = 1
  WHERE p.state <> 'deleted' AND ${where} ORDER BY k.part, h.position, s.position`

const storedTexts = {
  id: storedSql('p.id = ?'),
  slug: storedSql('p.slug = ?'),
  host: storedSql('p.id = (SELECT project_id FROM project_hosts WHERE host = ?)'),
  oldest: storedSql(`p.ordinal = (SELECT ordinal FROM projects WHERE state <> 'deleted' ORDER BY ordinal LIMIT 1)`),
}

const PROJECT_WIDTH = 11
const WORKSPACE_FROM = PROJECT_WIDTH + 2
const SECRET_FROM = WORKSPACE_FROM + 5

export async function findStoredProject(reader: SqlReader, reference: ProjectReference): Promise<StoredProject | undefined> {
  const [text, name] = textFor(reference)
  return isStorable(name) ? toStored(await reader.all<StoredRow>(text, [name])) : undefined
}

/** The one that was made first. */
export const findOldestProject = async (reader: SqlReader): Promise<StoredProject | undefined> =>
  toStored(await reader.all<StoredRow>(storedTexts.oldest))

/** In the order of their creation. */
export async function listProjects(reader: SqlReader, workspaceId: string | undefined): Promise<readonly ProjectRecord[]> {
  const { all, ofWorkspace } = listTexts
  return toProjects(
    workspaceId === undefined ? await reader.all<HostRow>(all) : await reader.all<HostRow>(ofWorkspace, [workspaceId]),
  )
}

export const listDeletedProjects = async (reader: SqlReader): Promise<readonly ProjectRecord[]> =>
  toProjects(await reader.all<HostRow>(listTexts.deleted))

/** Of the projects of a workspace, without those that are deleted. */
export async function listProjectIds(reader: SqlReader, workspaceId: string): Promise<readonly ProjectId[]> {
  const text = `SELECT id FROM projects WHERE workspace_id = ? AND state <> 'deleted' ORDER BY ordinal`
  return (await reader.all<readonly [string]>(text, [workspaceId])).map(([id]) => id as ProjectId)
}

/** The state of a project, be it deleted. */
export async function findProjectState(reader: SqlReader, id: ProjectId): Promise<string | undefined> {
  return (await reader.get<readonly [string]>('SELECT state FROM projects WHERE id = ?', [id]))?.[0]
}

/** The id of the project that has this slug, even if it is deleted. */
export async function findSlugHolder(reader: SqlReader, slug: string): Promise<string | undefined> {
  return (await reader.get<readonly [string]>('SELECT id FROM projects WHERE slug = ?', [slug]))?.[0]
}

/** Newest first. */
export async function listRevisions(reader: SqlReader, id: ProjectId, limit: number): Promise<readonly ProjectRevision[]> {
  const rows = await reader.all<RevisionRow>(
    `SELECT c.revision, c.config, c.author_kind, c.author_id, c.author_name, c.created_at
    FROM projects AS p JOIN project_config AS c ON c.project_id = p.id
    WHERE p.id = ? AND p.state <> 'deleted' ORDER BY c.revision DESC LIMIT ?`,
    [id, limit],
  )
  return rows.map(toRevision)
}

function textFor(reference: ProjectReference): readonly [text: string, name: string] {
  if ('id' in reference) return [storedTexts.id, reference.id]
  if ('slug' in reference) return [storedTexts.slug, reference.slug]
  return [storedTexts.host, reference.host]
}

function toStored(rows: readonly StoredRow[]): StoredProject | undefined {
  const [first] = rows
  const [project] = toProjects(rows)
  if (first === undefined || project === undefined) return undefined
  const workspace = toWorkspace(cut<WorkspaceRow>(first, WORKSPACE_FROM, SECRET_FROM))
  return { project, workspace, secrets: rows.flatMap((row) => toSecrets(project.id, row)) }
}

function toSecrets(projectId: ProjectId, row: StoredRow): readonly SealedSecret[] {
  const [id, ...rest] = cut<SecretColumns>(row, SECRET_FROM)
  return id === null ? [] : [toSecret(projectId, [id, ...rest])]
}

/** Rows of one project follow each other. */
function toProjects(rows: readonly (readonly [...HostRow, ...SqlRow])[]): readonly ProjectRecord[] {
  const projects: ProjectRecord[] = []
  let hosts: string[] = []
  for (const row of rows) {
    const [config, host] = cut<readonly [string | null, string | null]>(row, PROJECT_WIDTH, WORKSPACE_FROM)
    if (projects.at(-1)?.id !== row[0]) {
      hosts = []
      projects.push(toProject(cut<ProjectRow>(row, 0, PROJECT_WIDTH), { config: config ?? '{}', hosts }))
    }
    if (host !== null) hosts.push(host)
  }
  return projects
}

/** The columns are those that the text of the statement names. */
const cut = <Row extends SqlRow>(row: readonly SqlValue[], from: number, to?: number): Row =>
  row.slice(from, to) as readonly SqlValue[] as Row
