import type { Administration } from './launchers/with-administration.ts'
import type { Result } from './output/printer.ts'
import type { Table } from './output/table.ts'

type ProjectRecord = Awaited<ReturnType<Administration['createProject']>>
type AccessKey = Awaited<ReturnType<Administration['listProjectApiKeys']>>[number]

/** A project in the words of the wire, without what is sealed. */
export const projectData = (project: ProjectRecord): Readonly<Record<string, unknown>> => ({
  id: project.id,
  slug: project.slug,
  name: project.name,
  environment: project.environment,
  state: project.state,
  workspace_id: project.workspaceId,
  hosts: project.hosts,
  created_at: timeText(project.createdAt),
})

export const projectResult = (project: ProjectRecord): Result => ({
  data: projectData(project),
  human: [
    ['Id', project.id],
    ['Slug', project.slug],
    ['Name', project.name],
    ['Environment', project.environment],
    ['State', project.state],
  ],
  quiet: [project.id],
})

export const projectTable = (projects: readonly ProjectRecord[]): Table => ({
  columns: ['Id', 'Slug', 'Name', 'Environment', 'State'],
  rows: projects.map(({ id, slug, name, environment, state }) => [id, slug, name, environment, state]),
})

/** An API key of a project in the words of the wire, without its hash. */
export const accessKeyData = (accessKey: AccessKey): Readonly<Record<string, unknown>> => ({
  id: accessKey.id,
  project_id: accessKey.ownerId,
  name: accessKey.name,
  last_characters: accessKey.lastCharacters,
  permissions: accessKey.permissions,
  expires_at: accessKey.expiresAt === undefined ? null : timeText(accessKey.expiresAt),
  created_at: timeText(accessKey.createdAt),
})

export const accessKeyTable = (accessKeys: readonly AccessKey[]): Table => ({
  columns: ['Id', 'Name', 'Ends with', 'Permissions', 'Expires'],
  rows: accessKeys.map(({ id, name, lastCharacters, permissions, expiresAt }) => [
    id,
    name,
    `…${lastCharacters}`,
    permissions.join(','),
    expiresAt === undefined ? 'never' : timeText(expiresAt),
  ]),
})

const timeText = (at: number): string => new Date(at).toISOString()
