import type { Administration } from './launchers/with-administration.ts'
import type { Result } from './output/printer.ts'
import type { Table } from './output/table.ts'

type ProjectRecord = Awaited<ReturnType<Administration['createProject']>>
type WorkspaceRecord = Awaited<ReturnType<Administration['getWorkspace']>>
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

/** A workspace in the words of the wire. */
export const workspaceData = (workspace: WorkspaceRecord): Readonly<Record<string, unknown>> => ({
  id: workspace.id,
  name: workspace.name,
  subscription_plan: workspace.plan === '' ? null : workspace.plan,
  created_at: timeText(workspace.createdAt),
  updated_at: timeText(workspace.updatedAt),
})

export const workspaceResult = (workspace: WorkspaceRecord): Result => ({
  data: workspaceData(workspace),
  human: [
    ['Id', workspace.id],
    ['Name', workspace.name],
    ['Plan', workspace.plan === '' ? 'default' : workspace.plan],
    ['Created', timeText(workspace.createdAt)],
  ],
  quiet: [workspace.id],
})

export const workspaceTable = (workspaces: readonly WorkspaceRecord[]): Table => ({
  columns: ['Id', 'Name', 'Plan'],
  rows: workspaces.map(({ id, name, plan }) => [id, name, plan === '' ? 'default' : plan]),
})

/** An API key in the words of the wire, without its hash. */
export const accessKeyData = (accessKey: AccessKey): Readonly<Record<string, unknown>> => ({
  id: accessKey.id,
  ...(accessKey.kind === 'project' ? { project_id: accessKey.ownerId } : { workspace_id: accessKey.ownerId }),
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

/** A key that was just made, with its secret. */
export const createdKeyResult = (accessKey: AccessKey, secret: string): Result => ({
  data: { ...accessKeyData(accessKey), value: secret },
  human: [
    ['API key', secret],
    ['Id', accessKey.id],
    ['Name', accessKey.name],
    ...(accessKey.kind === 'project' ? ([['Permissions', accessKey.permissions.join(', ')]] as const) : []),
  ],
  quiet: [secret],
  isShownOnce: true,
})
