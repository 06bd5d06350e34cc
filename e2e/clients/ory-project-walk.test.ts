import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Configuration, ProjectApi, WorkspaceApi } from '@ory/client'
import { type ControlServer, projectAt, startControlServer, WORKSPACE_KEY } from '../support/control-plane.ts'

/** What a new project has, as the contract promises it. */
const DEFAULTS = {
  credentials: {
    issuer_retired: [],
    api_keys: {
      default_ttl: '168h',
      max_ttl: '17520h',
      prefix: { current: 'ory_ak', retired: [], public_current: '', public_retired: [] },
    },
    derived_tokens: {
      default_ttl: '1h',
      max_ttl: '17520h',
      verify_parent: false,
      jwt: { signing_key_id: '', signing_keys: { urls: [] } },
      macaroon: { prefix: { current: 'mc', retired: [] } },
    },
  },
  cache: { enabled: false, ttl: '15s' },
  rate_limit: { enabled: false },
}

let server: ControlServer
let projects: ProjectApi
let workspaces: WorkspaceApi
before(async () => {
  server = await startControlServer()
  const configuration = new Configuration({ basePath: server.endpoint, accessToken: WORKSPACE_KEY })
  projects = new ProjectApi(configuration)
  workspaces = new WorkspaceApi(configuration)
})
after(() => server.stop())

const create = async (name: string) => (await projects.createProject({ createProjectBody: { name, environment: 'prod' } })).data

describe('@ory/client with a project of its own', () => {
  it('finds the documented defaults in it', async () => {
    const response = await projects.createProject({
      createProjectBody: { name: 'Payments', environment: 'stage', home_region: 'eu-central', workspace_id: server.workspaceId },
    })
    const project = response.data
    assert.equal(response.headers['location'], `/projects/${project.id}`)
    const { environment, home_region, state, workspace_id, organizations, cors_public } = project
    assert.deepEqual(
      { environment, home_region, state, workspace_id, organizations, cors_public },
      {
        environment: 'stage',
        home_region: 'global',
        state: 'running',
        workspace_id: server.workspaceId,
        organizations: [],
        cors_public: { enabled: false, origins: [] },
      },
    )
    const { config } = (project.services as { talos?: { config: typeof DEFAULTS } }).talos ?? {}
    const { issuer, ...credentials } = (config?.credentials ?? {}) as Record<string, unknown>
    assert.match(String(issuer), new RegExp(`^http://${project.slug}\\.projects\\.localhost(:\\d+)?$`))
    assert.deepEqual({ ...config, credentials }, DEFAULTS)
    assert.deepEqual((await projects.getProject({ projectId: project.slug })).data, project)
  })

  it('sees the value of an API key once, and only its end later', async () => {
    const { id } = await create('Keys')
    const body = { name: 'gateway', expires_at: '2099-01-31T00:00:00Z' }
    const made = (await projects.createProjectApiKey({ project: id, createProjectApiKeyBody: body })).data
    assert.match(made.value ?? '', /^ory_pat_[0-9A-Za-z]{49}$/)
    assert.equal(made.last_characters, made.value?.slice(-4))
    assert.deepEqual([made.owner_id, made.project_id, made.name], [id, id, 'gateway'])
    assert.equal(Date.parse(String(made.expires_at)), Date.parse(body.expires_at))
    const { value, ...shown } = made
    const listed = (await projects.listProjectApiKeys({ project: id })).data
    assert.deepEqual(listed, [shown])
    const project = projectAt(server.endpoint, { id, slug: id, projectKey: value ?? '' })
    assert.equal(await project.verify((await project.issue()).secret), 'VALID')
    await projects.deleteProjectApiKey({ project: id, tokenId: made.id })
    assert.equal(await project.verify('x'), '401', 'at once')
    assert.deepEqual((await projects.listProjectApiKeys({ project: id })).data, [])
  })

  it('gives a workspace API key that opens the control plane until it is deleted', async () => {
    const workspace = server.workspaceId
    const made = (await workspaces.createWorkspaceApiKey({ workspace, createWorkspaceApiKeyBody: { name: 'ci' } })).data
    assert.match(made.value ?? '', /^ory_wak_[0-9A-Za-z]{49}$/)
    assert.deepEqual([made.owner_id, made.workspace_id], [workspace, workspace])
    const bearer = { headers: { authorization: `Bearer ${made.value}` } }
    assert.equal((await server.control('GET', '/projects', undefined, bearer)).status, 200)
    await workspaces.deleteWorkspaceApiKey({ workspace, tokenId: made.id })
    assert.equal((await server.control('GET', '/projects', undefined, bearer)).status, 401)
    assert.ok(
      (await workspaces.listWorkspaceApiKeys({ workspace })).data.every(({ id, value }) => id !== made.id && value === undefined),
    )
  })

  it('changes it by patch, by replacement and by revision, and is warned of what has no effect', async () => {
    const created = await create('Before')
    const projectId = created.id
    const patched = await projects.patchProject({
      projectId,
      jsonPatch: [
        { op: 'test', path: '/name', value: 'Before' },
        { op: 'replace', path: '/name', value: 'After' },
        { op: 'replace', path: '/services/talos/config/credentials/api_keys/default_ttl', value: '720h' },
        { op: 'add', path: '/services/talos/config/unheard_of', value: true },
        { op: 'add', path: '/services/talos/config/secrets', value: { hmac: { current: 'x'.repeat(40) } } },
      ],
    })
    assert.equal(patched.data.warnings.length, 2)
    assert.match(
      patched.data.warnings.map(({ message }) => message).join('\n'),
      /unheard_of[\s\S]*secrets|secrets[\s\S]*unheard_of/,
    )
    assert.equal(patched.data.project.name, 'After')
    assert.notEqual(patched.data.project.revision_id, created.revision_id)
    assert.doesNotMatch(JSON.stringify(patched.data.project), /unheard_of|xxxx/)
    const replaced = await projects.setProject({
      projectId,
      setProject: {
        name: 'Replaced',
        services: { talos: { config: {} } },
        cors_public: {},
        cors_admin: {},
        organizations: [],
      } as never,
    })
    const { services, ...rest } = replaced.data.project
    assert.deepEqual(services, created.services, 'what is left out has its default')
    assert.equal(rest.name, 'Replaced')
    assert.deepEqual(replaced.data.warnings, [])
    const stale = projects.patchProjectWithRevision({ projectId, revisionId: created.revision_id, jsonPatch: [] })
    await assert.rejects(stale, (error: { response?: { status: number } }) => error.response?.status === 409)
    const fresh = await projects.patchProjectWithRevision({
      projectId,
      revisionId: rest.revision_id,
      jsonPatch: [{ op: 'replace', path: '/name', value: 'Fresh' }],
    })
    assert.equal(fresh.data.project.name, 'Fresh')
  })

  it('changes nothing when a part of a patch fails', async () => {
    const created = await create('Whole')
    const patch = projects.patchProject({
      projectId: created.id,
      jsonPatch: [
        { op: 'replace', path: '/name', value: 'Half' },
        { op: 'remove', path: '/services/talos/config/not/there' },
      ],
    })
    await assert.rejects(patch, (error: { response?: { status: number } }) => error.response?.status === 400)
    assert.deepEqual((await projects.getProject({ projectId: created.id })).data, created)
  })
})
