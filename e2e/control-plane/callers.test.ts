import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  type Caller,
  type ControlServer,
  keyCaller,
  nobody,
  startControlServer,
  type TestProject,
  WORKSPACE_KEY,
  workspaceKeyCaller,
} from '../support/control-plane.ts'
import { movableClock } from '../support/movable-clock.ts'
import { claimServer, invite, PASSWORD, type Person, signIn } from '../support/people.ts'
import { exchange, requestText } from '../support/raw-http.ts'
import { type Answer, call } from '../support/test-server.ts'

const ADMIN = '/v2alpha1/admin'
const MINUTE_MS = 60_000
const STEP_UP_MS = 10 * MINUTE_MS

const clock = movableClock()
let server: ControlServer
let project: TestProject
let other: TestProject
let owner: Person
let developer: Person
let viewer: Person
/** A viewer of one project, not of the workspace around it. */
let guest: Person

before(async () => {
  server = await startControlServer({ overrides: { clock } })
  project = await server.createProject()
  other = await server.createProject({ name: 'Other' })
  owner = await claimServer(server)
  developer = await invite(server, owner, { email: 'developer@example.com', role: 'developer' })
  viewer = await invite(server, owner, { email: 'viewer@example.com', role: 'viewer' })
  guest = await invite(server, owner, { email: 'guest@example.com', role: 'viewer', project_id: project.id })
})
after(() => server.stop())

const idsOf = ({ body }: Answer): readonly string[] => body.map(({ id }: { id: string }) => id)
const refusal = ({ status, body }: Answer): readonly unknown[] => [status, body?.error?.id]

/** The data plane of a project for somebody else than its key. */
const dataPlane = (caller: Caller, method: string, path: string, body?: unknown, of: TestProject = project) =>
  call(`${server.endpoint}/projects/${of.slug}${ADMIN}${path}`, method, { body, headers: { ...caller.headers } })
const listKeys = (caller: Caller, of?: TestProject) => dataPlane(caller, 'GET', '/issuedApiKeys', undefined, of)
const issueKey = (caller: Caller, of?: TestProject) => dataPlane(caller, 'POST', '/issuedApiKeys', { name: 'x' }, of)

describe('a project API key on the control plane', () => {
  it('lists exactly its own project', async () => {
    const answer = await server.control('GET', '/projects', undefined, keyCaller(project.projectKey))
    assert.equal(answer.status, 200)
    assert.deepEqual(idsOf(answer), [project.id])
  })

  it('opens nothing else, not even of its own project', async () => {
    const own = `/projects/${project.id}`
    for (const [method, path, body] of [
      ['GET', own],
      ['PATCH', own, []],
      ['DELETE', own],
      ['GET', `${own}/tokens`],
      ['POST', `${own}/tokens`, { name: 'wider' }],
      ['GET', `${own}/members`],
      ['POST', `${own}/talos/rotate-hmac-secret`, { mode: 'revoke' }],
      ['GET', `${own}/talos/secrets`],
      ['POST', '/projects', { name: 'x', environment: 'dev' }],
      ['GET', '/workspaces'],
      ['GET', `/workspaces/${server.workspaceId}`],
      ['GET', `/projects/${other.id}`],
      ['GET', '/projects/never-was-1'],
    ] as const) {
      const answer = await server.control(method, path, body, keyCaller(project.projectKey))
      assert.deepEqual(refusal(answer), [403, 'forbidden'], `${method} ${path}`)
    }
  })
})

describe('a workspace API key', () => {
  it('never opens the data plane', async () => {
    for (const path of ['/issuedApiKeys', '/importedApiKeys'])
      assert.deepEqual(refusal(await dataPlane(workspaceKeyCaller, 'GET', path)), [401, 'unauthorized'])
    const verified = await dataPlane(workspaceKeyCaller, 'POST', '/apiKeys:verify', { credential: 'x' })
    assert.deepEqual(refusal(verified), [401, 'unauthorized'])
    const bare = await call(`${server.endpoint}${ADMIN}/issuedApiKeys`, 'GET', { headers: keyCaller(WORKSPACE_KEY).headers })
    assert.deepEqual(refusal(bare), [401, 'unauthorized'])
  })

  it('invites nobody', async () => {
    const invitation = { email: 'x@example.com', role: 'owner' }
    const answer = await server.control('POST', `/workspaces/${server.workspaceId}/invitations`, invitation)
    assert.deepEqual(refusal(answer), [403, 'forbidden'])
  })
})

describe('a signed-in person', () => {
  it('does on the data plane what the role allows', async () => {
    for (const person of [owner, developer]) {
      assert.equal((await issueKey(person)).status, 201, person.email)
      assert.equal((await listKeys(person)).status, 200, person.email)
    }
    for (const person of [viewer, guest]) {
      assert.equal((await listKeys(person)).status, 200, person.email)
      assert.deepEqual(refusal(await issueKey(person)), [403, 'forbidden'], person.email)
      const verified = await dataPlane(person, 'POST', '/apiKeys:verify', { credential: 'x' })
      assert.deepEqual(refusal(verified), [403, 'forbidden'], person.email)
    }
  })

  it('sees nothing of a project that the person has no role in, be it there or not', async () => {
    for (const person of [guest]) {
      assert.deepEqual(refusal(await listKeys(person, other)), [404, 'not_found'])
      assert.deepEqual(refusal(await listKeys(person, { ...other, slug: 'never-was-1' })), [404, 'not_found'])
      assert.deepEqual(refusal(await server.control('GET', `/projects/${other.id}`, undefined, person)), [404, 'not_found'])
    }
    assert.deepEqual(idsOf(await server.control('GET', '/projects', undefined, guest)), [project.id])
  })

  it('is audited by name', async () => {
    const { body } = await issueKey(developer)
    const event = (await server.server.readAuditEvents(project.id)).find(
      ({ targetId }) => targetId === body.issued_api_key.key_id,
    )
    assert.deepEqual(event?.caller, { kind: 'account', id: developer.id, name: developer.email })
  })

  it('is not believed when another site sent the request', async () => {
    const { cookie = '' } = owner.headers
    const foreign: readonly Record<string, string>[] = [
      { cookie, origin: 'https://evil.example' },
      { cookie, origin: 'null' },
      { cookie },
      { cookie, origin: server.endpoint, 'sec-fetch-site': 'cross-site' },
      { cookie, origin: server.endpoint, 'sec-fetch-site': 'same-site' },
    ]
    const before = (await listKeys(owner)).body.issued_api_keys.length
    for (const headers of foreign) {
      assert.deepEqual(refusal(await issueKey({ headers })), [403, 'forbidden'], JSON.stringify(headers))
      const created = await server.control('POST', '/projects', { name: 'x', environment: 'dev' }, { headers })
      assert.deepEqual(refusal(created), [403, 'forbidden'], JSON.stringify(headers))
      const entered = await server.control('POST', '/console/api/logout', undefined, { headers })
      assert.deepEqual(refusal(entered), [403, 'forbidden'], JSON.stringify(headers))
    }
    assert.equal((await listKeys(owner)).body.issued_api_keys.length, before)
    const form = await server.control('POST', '/projects', 'name=x', {
      headers: { ...owner.headers, 'content-type': 'application/x-www-form-urlencoded' },
    })
    assert.deepEqual(refusal(form), [415, 'unsupported_media_type'])
  })

  it('does not speak for a key that comes along', async () => {
    const both = { headers: { ...owner.headers, ...keyCaller('ory_pat_unknown').headers } }
    assert.deepEqual(refusal(await listKeys(both)), [401, 'unauthorized'])
    assert.deepEqual(refusal(await server.control('GET', '/projects', undefined, both)), [401, 'unauthorized'])
  })

  it('proves again who it is after ten minutes, for what matters', async () => {
    const person = await signIn(server, owner)
    const createToken = () => server.control('POST', `/projects/${project.id}/tokens`, { name: 'late' }, person)
    const rotate = () => server.control('POST', `/projects/${project.id}/talos/rotate-hmac-secret`, { mode: 'graceful' }, person)
    const remove = () => server.control('DELETE', `/projects/${project.id}`, undefined, person)
    clock.moveBy(STEP_UP_MS - 5000)
    assert.equal((await createToken()).status, 201, 'a moment before')
    clock.moveBy(5000)
    for (const act of [createToken, rotate, remove]) assert.deepEqual(refusal(await act()), [403, 'step_up_required'])
    assert.equal((await issueKey(person)).status, 201, 'the rest goes on')
    assert.equal((await server.control('GET', `/projects/${project.id}`, undefined, person)).status, 200)
    const wrong = await server.control('POST', '/console/api/step-up', { password: 'not the password' }, person)
    assert.deepEqual(refusal(wrong), [403, 'forbidden'])
    assert.deepEqual(refusal(await createToken()), [403, 'step_up_required'])
    assert.equal((await server.control('POST', '/console/api/step-up', { password: PASSWORD }, person)).status, 200)
    assert.equal((await createToken()).status, 201)
    clock.moveBy(-STEP_UP_MS)
  })
})

describe('nobody', () => {
  it('learns nothing of a project or workspace', async () => {
    for (const path of [
      '/projects',
      `/projects/${project.id}`,
      '/projects/never-was-1',
      '/workspaces',
      `/workspaces/${server.workspaceId}`,
    ])
      assert.deepEqual(refusal(await server.control('GET', path, undefined, nobody)), [401, 'unauthorized'], path)
  })
})

describe('the host of a project', () => {
  const JWKS = '/v2alpha1/derivedKeys/jwks.json'
  const at = async (host: string, path: string, headers: readonly string[] = [], port = server.port) => {
    const reply = await exchange(port, requestText('GET', path, [`Host: ${host}`, ...headers]))
    return { status: reply.status, body: reply.body }
  }
  const authorization = () => `Authorization: Bearer ${project.projectKey}`

  it('that is nobody’s is not found in public, and tells a caller nothing', async () => {
    assert.equal((await at('never-was-1.projects.localhost', JWKS)).status, 404)
    assert.equal((await at('never-was-1.projects.localhost', `${ADMIN}/issuedApiKeys`, [authorization()])).status, 401)
    assert.equal((await at(`${other.slug}.projects.localhost`, `${ADMIN}/issuedApiKeys`, [authorization()])).status, 401)
    assert.equal((await at(`${project.slug}.projects.localhost`, `${ADMIN}/issuedApiKeys`, [authorization()])).status, 200)
  })

  it('serves no control plane and no console', async () => {
    for (const path of ['/projects', `/projects/${project.id}`, '/workspaces', '/console/api/session'])
      assert.equal(
        (await at(`${project.slug}.projects.localhost`, path, [`Authorization: Bearer ${WORKSPACE_KEY}`])).status,
        404,
        path,
      )
  })

  it('may be forwarded by a trusted proxy only', async () => {
    const forwarded = `X-Forwarded-Host: ${project.slug}.projects.localhost`
    const ownKeys = async (port: number) =>
      JSON.parse((await at(`${project.slug}.projects.localhost`, JWKS, [], port)).body).keys[0].kid as string
    const kidBehind = async (config: Record<string, unknown>) => {
      const proxied = await startControlServer({ folder: server.folder, config })
      try {
        const { body } = await at('gateway.internal', JWKS, [forwarded], proxied.port)
        return { isProject: JSON.parse(body).keys[0].kid === (await ownKeys(proxied.port)) }
      } finally {
        await proxied.stop()
      }
    }
    const http = { trust_forwarded_host: true }
    assert.deepEqual(await kidBehind({ serve: { http: { ...http, trusted_proxies: ['127.0.0.1/32'] } } }), { isProject: true })
    assert.deepEqual(await kidBehind({ serve: { http: { ...http, trusted_proxies: ['10.0.0.0/8'] } } }), { isProject: false })
    assert.deepEqual(await kidBehind({ serve: { http: { trusted_proxies: ['127.0.0.1/32'] } } }), { isProject: false })
  })
})
