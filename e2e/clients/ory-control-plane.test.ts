import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Configuration, ProjectApi, WorkspaceApi } from '@ory/client'
import {
  asOperator,
  type Caller,
  type ControlServer,
  keyCaller,
  nobody,
  startControlServer,
  workspaceKeyCaller,
} from '../support/control-plane.ts'
import { claimServer, invite, type Person } from '../support/people.ts'
import { loopbackAgent } from '../support/test-server.ts'
import { assertConforms, assertListOf } from './conforms-to-reference.ts'
import { type DocumentedOperation, documentedBodies, documentedStatuses } from './reference-operations.ts'

const ABSENT = '00000000-0000-4000-8000-00000000dead'
const MALFORMED = 'not-a-uuid'

/** What the client resolves to, whatever the status. */
interface Answered {
  readonly status: number
  readonly data: unknown
  readonly headers: unknown
}
type Occasion = () => Promise<Answered>

const agent = loopbackAgent()
let server: ControlServer
let owner: Person
let viewer: Person
let foreignWorkspace: string
let isStoreBroken = false

before(async () => {
  server = await startControlServer({
    overrides: {
      projectStore: (store) =>
        new Proxy(store, {
          get: (target, name: keyof typeof store) =>
            isStoreBroken ? () => Promise.reject(new Error('nobody expected this')) : target[name],
        }),
    },
  })
  owner = await claimServer(server)
  viewer = await invite(server, owner, { email: 'viewer@example.com', role: 'viewer' })
  foreignWorkspace = await asOperator(
    server,
    async (administration) => (await administration.createWorkspace({ name: 'Globex' })).id,
  )
})
after(async () => {
  agent.destroy()
  await server.stop()
})

const clientsOf = (caller: Caller = workspaceKeyCaller, basePath = server.endpoint) => {
  const { authorization, ...headers } = caller.headers
  const configuration = new Configuration({
    basePath,
    ...(authorization === undefined ? {} : { accessToken: authorization.replace('Bearer ', '') }),
    baseOptions: { headers, validateStatus: () => true, httpAgent: agent },
  })
  return { projects: new ProjectApi(configuration), workspaces: new WorkspaceApi(configuration) }
}
const projectsAs = (caller?: Caller) => clientsOf(caller).projects
const workspacesAs = (caller?: Caller) => clientsOf(caller).workspaces
const projectKey = (): Caller => keyCaller(server.projectKey)

async function whileBroken(ask: Occasion): Promise<Answered> {
  isStoreBroken = true
  try {
    return await ask()
  } finally {
    isStoreBroken = false
  }
}

const rename = (value: unknown) => [{ op: 'replace' as const, path: '/name', value }]
const wholeProject = (name: string) => ({
  name,
  services: { talos: { config: {} } },
  cors_public: {},
  cors_admin: {},
  organizations: [],
})
const revisionOf = async () => (await projectsAs().getProject({ projectId: server.projectId })).data.revision_id

/** The same operation, asked by different callers about different places. */
const getProject = (caller?: Caller, projectId = server.projectId) => projectsAs(caller).getProject({ projectId })
const createProject = (caller?: Caller, body: Record<string, unknown> = {}) =>
  projectsAs(caller).createProject({ createProjectBody: { name: 'Payments', environment: 'stage', ...body } })
const purgeProject = (caller?: Caller, projectId = server.projectId) => projectsAs(caller).purgeProject({ projectId })
const patchProject = (caller?: Caller, value: unknown = 'Patched', projectId = server.projectId) =>
  projectsAs(caller).patchProject({ projectId, jsonPatch: rename(value) })
const setProject = (caller?: Caller, name = 'Replaced', projectId = server.projectId) =>
  projectsAs(caller).setProject({ projectId, setProject: wholeProject(name) })
const patchRevision = async (
  caller?: Caller,
  value: unknown = 'Revised',
  place: { projectId?: string; revisionId?: string } = {},
) =>
  projectsAs(caller).patchProjectWithRevision({
    projectId: server.projectId,
    revisionId: await revisionOf(),
    jsonPatch: rename(value),
    ...place,
  })
const getMembers = (caller?: Caller, accept = 'application/json') =>
  projectsAs(caller).getProjectMembers({ project: server.projectId }, { headers: { Accept: accept } })
const removeMember = (caller: Caller, member: string, accept = 'application/json') =>
  projectsAs(caller).removeProjectMember({ project: server.projectId, member }, { headers: { Accept: accept } })
const createWorkspace = (caller: Caller, name = 'Initech') =>
  workspacesAs(caller).createWorkspace({ createWorkspaceBody: { name } })
const getWorkspace = (caller?: Caller, workspace = server.workspaceId) => workspacesAs(caller).getWorkspace({ workspace })
const updateWorkspace = (caller?: Caller, workspace = server.workspaceId) =>
  workspacesAs(caller).updateWorkspace({ workspace, updateWorkspaceBody: { name: 'Acme' } })
const listWorkspaceProjects = (caller?: Caller, workspace = server.workspaceId) =>
  workspacesAs(caller).listWorkspaceProjects({ workspace })

const occasions: Readonly<Record<DocumentedOperation, Readonly<Record<number, Occasion>>>> = {
  listProjects: {
    200: () => projectsAs().listProjects(),
    401: () => projectsAs(nobody).listProjects(),
    403: async () => {
      const { id, projectKey: key } = await server.createProject()
      await server.control('POST', `/projects/${id}:suspend`)
      return projectsAs(keyCaller(key)).listProjects()
    },
    404: () => clientsOf(workspaceKeyCaller, `http://${server.slug}.projects.localhost:${server.port}`).projects.listProjects(),
  },
  createProject: {
    201: () => createProject(),
    400: () => createProject(undefined, { environment: 'qa' }),
    401: () => createProject(keyCaller('ory_wak_unknown')),
    403: () => createProject(viewer),
    404: () => createProject(undefined, { workspace_id: foreignWorkspace }),
  },
  purgeProject: {
    204: async () => purgeProject(undefined, (await server.createProject()).id),
    401: () => purgeProject(nobody),
    403: () => purgeProject(viewer),
    404: () => purgeProject(undefined, ABSENT),
  },
  getProject: {
    200: () => getProject(),
    401: () => getProject(nobody),
    403: () => getProject(projectKey()),
    404: () => getProject(undefined, ABSENT),
  },
  patchProject: {
    200: () => patchProject(),
    400: () => patchProject(undefined, 7),
    401: () => patchProject(nobody),
    403: () => patchProject(viewer),
    404: () => patchProject(undefined, 'x', ABSENT),
  },
  setProject: {
    200: () => setProject(),
    400: () => setProject(undefined, ''),
    401: () => setProject(nobody),
    403: () => setProject(viewer),
    404: () => setProject(undefined, 'x', ABSENT),
  },
  patchProjectWithRevision: {
    200: () => patchRevision(),
    400: () => patchRevision(undefined, 7),
    401: () => patchRevision(nobody),
    403: () => patchRevision(viewer),
    404: () => patchRevision(undefined, 'x', { projectId: ABSENT }),
    409: () => patchRevision(undefined, 'x', { revisionId: ABSENT }),
  },
  getProjectMembers: {
    200: () => getMembers(),
    401: () => getMembers(nobody),
    406: () => getMembers(undefined, 'text/html'),
  },
  removeProjectMember: {
    async 204() {
      const guest = await invite(server, owner, { email: 'guest@example.com', role: 'developer', project_id: server.projectId })
      return removeMember(owner, guest.id)
    },
    401: () => removeMember(nobody, ABSENT),
    406: () => removeMember(owner, ABSENT, 'text/html'),
  },
  listProjectApiKeys: { 200: () => projectsAs().listProjectApiKeys({ project: server.slug }) },
  createProjectApiKey: {
    201: () =>
      projectsAs().createProjectApiKey({
        project: server.projectId,
        createProjectApiKeyBody: { name: 'gateway', expires_at: '2099-01-31T00:00:00Z' },
      }),
  },
  deleteProjectApiKey: {
    async 204() {
      const project = server.projectId
      const { data } = await projectsAs().createProjectApiKey({ project, createProjectApiKeyBody: { name: 'short' } })
      return projectsAs().deleteProjectApiKey({ project, tokenId: data.id })
    },
  },
  listWorkspaces: {
    200: () => workspacesAs().listWorkspaces({ pageSize: 10 }),
    400: () => workspacesAs().listWorkspaces({ pageToken: 'made-up' }),
    401: () => workspacesAs(nobody).listWorkspaces(),
    403: () => workspacesAs(projectKey()).listWorkspaces(),
    500: () => whileBroken(() => workspacesAs().listWorkspaces()),
  },
  createWorkspace: {
    201: () => createWorkspace(owner),
    400: () => createWorkspace(owner, ''),
    401: () => createWorkspace(nobody),
    403: () => createWorkspace(workspaceKeyCaller),
    500: () => whileBroken(() => createWorkspace(owner)),
  },
  getWorkspace: {
    200: () => getWorkspace(),
    400: () => getWorkspace(undefined, MALFORMED),
    401: () => getWorkspace(nobody),
    403: () => getWorkspace(undefined, foreignWorkspace),
    500: () => whileBroken(() => getWorkspace()),
  },
  updateWorkspace: {
    200: () => updateWorkspace(),
    400: () => updateWorkspace(undefined, MALFORMED),
    401: () => updateWorkspace(nobody),
    403: () => updateWorkspace(viewer),
    500: () => whileBroken(() => updateWorkspace()),
  },
  listWorkspaceProjects: {
    200: () => listWorkspaceProjects(),
    400: () => listWorkspaceProjects(undefined, MALFORMED),
    401: () => listWorkspaceProjects(nobody),
    403: () => listWorkspaceProjects(undefined, ABSENT),
    500: () => whileBroken(() => listWorkspaceProjects()),
  },
  listWorkspaceApiKeys: { 200: () => workspacesAs().listWorkspaceApiKeys({ workspace: server.workspaceId }) },
  createWorkspaceApiKey: {
    201: () =>
      workspacesAs(owner).createWorkspaceApiKey({
        workspace: server.workspaceId,
        createWorkspaceApiKeyBody: { name: 'terraform' },
      }),
  },
  deleteWorkspaceApiKey: {
    async 204() {
      const workspace = server.workspaceId
      const { data } = await workspacesAs().createWorkspaceApiKey({ workspace, createWorkspaceApiKeyBody: { name: 'short' } })
      return workspacesAs().deleteWorkspaceApiKey({ workspace, tokenId: data.id })
    },
  },
}

function assertSuccess(operation: DocumentedOperation, { data }: Answered): void {
  const schema = documentedBodies[operation]
  if (schema === undefined) assert.equal(data, '')
  else if (typeof schema === 'string') assertConforms(data, schema)
  else {
    assertListOf(data, schema[0])
    assert.notDeepEqual(data, [], 'an empty list proves nothing')
  }
}

function assertRefusal({ status, data }: Answered): void {
  const { error } = data as { error: Record<string, unknown> }
  assert.equal(error['code'], status)
  for (const member of ['status', 'message', 'request', 'id', 'reason']) assert.equal(typeof error[member], 'string', member)
  assert.doesNotMatch(JSON.stringify(data), /nobody expected/)
}

describe('@ory/client on the control plane', () => {
  it('is asked for every status that the reference documents', () => {
    for (const [operation, statuses] of Object.entries(documentedStatuses)) {
      const known = operation as DocumentedOperation
      const asked = Object.keys(occasions[known]).map(Number)
      assert.deepEqual(asked.sort(), [...statuses].sort(), operation)
    }
  })

  for (const [operation, byStatus] of Object.entries(occasions)) {
    for (const [status, ask] of Object.entries(byStatus)) {
      it(`${operation} answers ${status}`, async () => {
        const answered = await ask()
        assert.equal(answered.status, Number(status), JSON.stringify(answered.data))
        if (answered.status < 300) assertSuccess(operation as DocumentedOperation, answered)
        else assertRefusal(answered)
      })
    }
  }
})
