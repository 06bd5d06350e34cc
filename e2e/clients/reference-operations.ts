/** Every operation below `/projects` and `/workspaces` that the compatible API documents, with the statuses it documents. */
export const documentedStatuses = {
  listProjects: [200, 401, 403, 404],
  createProject: [201, 400, 401, 403, 404],
  purgeProject: [204, 401, 403, 404],
  getProject: [200, 401, 403, 404],
  patchProject: [200, 400, 401, 403, 404],
  setProject: [200, 400, 401, 403, 404],
  patchProjectWithRevision: [200, 400, 401, 403, 404, 409],
  getProjectMembers: [200, 401, 406],
  removeProjectMember: [204, 401, 406],
  listProjectApiKeys: [200],
  createProjectApiKey: [201],
  deleteProjectApiKey: [204],
  listWorkspaces: [200, 400, 401, 403, 500],
  createWorkspace: [201, 400, 401, 403, 500],
  getWorkspace: [200, 400, 401, 403, 500],
  updateWorkspace: [200, 400, 401, 403, 500],
  listWorkspaceProjects: [200, 400, 401, 403, 500],
  listWorkspaceApiKeys: [200],
  createWorkspaceApiKey: [201],
  deleteWorkspaceApiKey: [204],
} as const satisfies Record<string, readonly number[]>

export type DocumentedOperation = keyof typeof documentedStatuses

/** What the reference says of the body of a success; nothing where it has none. */
export const documentedBodies: Partial<Record<DocumentedOperation, SchemaName | readonly [SchemaName]>> = {
  listProjects: ['projectMetadata'],
  createProject: 'project',
  getProject: 'project',
  patchProject: 'successfulProjectUpdate',
  setProject: 'successfulProjectUpdate',
  patchProjectWithRevision: 'successfulProjectUpdate',
  getProjectMembers: ['projectMember'],
  listProjectApiKeys: ['projectApiKey'],
  createProjectApiKey: 'projectApiKey',
  listWorkspaces: 'listWorkspaces',
  createWorkspace: 'workspace',
  getWorkspace: 'workspace',
  updateWorkspace: 'workspace',
  listWorkspaceProjects: 'listWorkspaceProjects',
  listWorkspaceApiKeys: ['workspaceApiKey'],
  createWorkspaceApiKey: 'workspaceApiKey',
}

const ENVIRONMENTS = ['prod', 'stage', 'dev'] as const
const REGIONS = ['eu-central', 'asia-northeast', 'us-east', 'us-west', 'eu', 'asia', 'us', 'global'] as const
const STATES = ['running', 'halted', 'deleted'] as const
const ROLES = ['owner', 'developer', 'viewer'] as const
const ACCESS_POLICIES = ['CHECK_ORGANIZATION_AND_WORKSPACE_MEMBERSHIP', 'CHECK_ACCESS_PERMISSION'] as const

/** How the reference types a member: a JSON type, one of several words, another schema, or a list of one. */
export type Member =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'object'
  | 'uuid'
  | 'uuid?'
  | 'string?'
  | 'time'
  | 'strings'
  | readonly string[]
  | { readonly listOf: SchemaName }
  | { readonly schema: SchemaName }

export interface ReferenceSchema {
  readonly required: readonly string[]
  readonly members: Readonly<Record<string, Member>>
}

export type SchemaName =
  | 'project'
  | 'projectMetadata'
  | 'projectServices'
  | 'projectServiceTalos'
  | 'projectCors'
  | 'basicOrganization'
  | 'successfulProjectUpdate'
  | 'Warning'
  | 'projectMember'
  | 'projectApiKey'
  | 'workspace'
  | 'listWorkspaces'
  | 'listWorkspaceProjects'
  | 'workspaceApiKey'

const identity = {
  id: 'uuid',
  slug: 'string',
  name: 'string',
  environment: ENVIRONMENTS,
  home_region: REGIONS,
  state: STATES,
  workspace_id: 'uuid?',
} as const

const accessKey = {
  id: 'uuid',
  name: 'string',
  owner_id: 'uuid',
  value: 'string',
  last_characters: 'string',
  created_at: 'time',
  updated_at: 'time',
  expires_at: 'time',
} as const

/** The schemas of the answers, as the reference has them. */
export const referenceSchemas: Readonly<Record<SchemaName, ReferenceSchema>> = {
  project: {
    required: ['id', 'revision_id', 'slug', 'services', 'state', 'name', 'environment', 'home_region', 'organizations'],
    members: {
      ...identity,
      revision_id: 'uuid',
      services: { schema: 'projectServices' },
      cors_public: { schema: 'projectCors' },
      cors_admin: { schema: 'projectCors' },
      organizations: { listOf: 'basicOrganization' },
    },
  },
  projectMetadata: {
    required: ['id', 'hosts', 'slug', 'state', 'created_at', 'updated_at', 'name', 'environment', 'home_region'],
    members: {
      ...identity,
      hosts: 'strings',
      created_at: 'time',
      updated_at: 'time',
      subscription_id: 'uuid?',
      subscription_plan: 'string?',
      workspace: { schema: 'workspace' },
    },
  },
  projectServices: { required: [], members: { talos: { schema: 'projectServiceTalos' } } },
  projectServiceTalos: { required: ['config'], members: { config: 'object' } },
  projectCors: { required: [], members: { enabled: 'boolean', origins: 'strings' } },
  basicOrganization: { required: ['id', 'label', 'domains'], members: { id: 'uuid', label: 'string', domains: 'strings' } },
  successfulProjectUpdate: {
    required: ['project', 'warnings'],
    members: { project: { schema: 'project' }, warnings: { listOf: 'Warning' } },
  },
  Warning: { required: [], members: { code: 'integer', message: 'string' } },
  projectMember: {
    required: ['id', 'email', 'name', 'email_verified', 'role'],
    members: {
      id: 'uuid',
      email: 'string',
      name: 'string',
      email_verified: 'boolean',
      role: ROLES,
      break_glass: 'boolean',
      organization_id: 'uuid?',
      source: ['project', 'workspace'],
    },
  },
  projectApiKey: { required: ['id', 'name', 'owner_id'], members: { ...accessKey, project_id: 'uuid' } },
  workspace: {
    required: ['id', 'name', 'created_at', 'updated_at'],
    members: {
      id: 'uuid',
      name: 'string',
      access_policy: ACCESS_POLICIES,
      organization_id: 'uuid?',
      subscription_id: 'uuid?',
      subscription_plan: 'string?',
      created_at: 'time',
      updated_at: 'time',
    },
  },
  listWorkspaces: {
    required: ['workspaces', 'next_page_token', 'has_next_page'],
    members: { workspaces: { listOf: 'workspace' }, next_page_token: 'string', has_next_page: 'boolean' },
  },
  listWorkspaceProjects: {
    required: ['projects', 'next_page', 'has_next_page'],
    members: { projects: { listOf: 'projectMetadata' }, next_page: 'string', has_next_page: 'boolean' },
  },
  workspaceApiKey: { required: ['id', 'name', 'owner_id'], members: { ...accessKey, workspace_id: 'uuid' } },
}
