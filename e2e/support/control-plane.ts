import assert from 'node:assert/strict'
import { type Administration, openAdministration } from '@latchkey/server/administration'
import { type Answer, call, startTestServer, type TestServer, type TestServerOptions } from './test-server.ts'

/** Opens the control plane of the first workspace of every server that is started here. */
export const WORKSPACE_KEY = `ory_wak_${'Y29udHJvbHBsYW5l'.repeat(3)}1`

export interface Caller {
  readonly headers: Readonly<Record<string, string>>
}

/** A project that a test made, with the key that opens its data plane. */
export interface TestProject {
  readonly id: string
  readonly slug: string
  readonly projectKey: string
  /** One call of its data plane, named in the path. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** The secret of a new key. */
  issue(attributes?: Record<string, unknown>): Promise<{ readonly keyId: string; readonly secret: string }>
  /** `VALID`, or why not; the status when there is no verdict. */
  verify(credential: string): Promise<string>
}

export interface ControlServer extends TestServer {
  readonly workspaceId: string
  /** One call with the workspace's key, or as somebody else. */
  control(method: string, path: string, body?: unknown, caller?: Caller): Promise<Answer>
  createProject(attributes?: Record<string, unknown>): Promise<TestProject>
}

export const workspaceKeyCaller: Caller = { headers: { authorization: `Bearer ${WORKSPACE_KEY}` } }
export const keyCaller = (key: string): Caller => ({ headers: { authorization: `Bearer ${key}` } })
export const nobody: Caller = { headers: {} }

/** The real server with a workspace key that is known. */
export async function startControlServer(options: TestServerOptions = {}): Promise<ControlServer> {
  const server = await startTestServer({
    ...options,
    environment: { LATCHKEY_BOOTSTRAP_WORKSPACE_KEY: WORKSPACE_KEY, ...options.environment },
  })
  const { endpoint } = server
  const control: ControlServer['control'] = (method, path, body, caller = workspaceKeyCaller) =>
    call(`${endpoint}${path}`, method, { body, headers: { ...caller.headers } })
  const workspaces = await control('GET', '/workspaces')
  return {
    ...server,
    workspaceId: workspaces.body.workspaces[0].id,
    control,
    async createProject(attributes = {}) {
      const created = await control('POST', '/projects', { name: 'Shop', environment: 'prod', ...attributes })
      assert.equal(created.status, 201, JSON.stringify(created.body))
      const { id, slug } = created.body
      const token = await control('POST', `/projects/${id}/tokens`, { name: 'full' })
      assert.equal(token.status, 201, JSON.stringify(token.body))
      return projectAt(endpoint, { id, slug, projectKey: token.body.value })
    },
  }
}

/** The data plane of a project on any server of its store. */
export function projectAt(endpoint: string, known: Pick<TestProject, 'id' | 'slug' | 'projectKey'>): TestProject {
  const callProject: TestProject['call'] = (method, path, body, headers = {}) =>
    call(`${endpoint}/projects/${known.slug}${path}`, method, {
      body,
      headers: { authorization: `Bearer ${known.projectKey}`, ...headers },
    })
  return {
    ...known,
    call: callProject,
    async issue(attributes = {}) {
      const { status, body } = await callProject('POST', '/v2alpha1/admin/issuedApiKeys', { name: 'key', ...attributes })
      assert.equal(status, 201, JSON.stringify(body))
      return { keyId: body.issued_api_key.key_id, secret: body.secret }
    },
    async verify(credential) {
      const { status, body } = await callProject('POST', '/v2alpha1/admin/apiKeys:verify', { credential })
      if (status !== 200) return String(status)
      return body.is_valid === true ? 'VALID' : body.error_code
    },
  }
}

/** What the operator does on the server itself, beside the running server. */
export async function asOperator<T>(
  { configFile, environment }: Pick<TestServer, 'configFile' | 'environment'>,
  act: (administration: Administration) => Promise<T>,
): Promise<T> {
  const administration = await openAdministration({ configFile, environment })
  try {
    return await act(administration)
  } finally {
    await administration.close()
  }
}
