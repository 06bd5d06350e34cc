import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Caller, type ControlServer, nobody, startControlServer, workspaceKeyCaller } from '../support/control-plane.ts'
import { claimServer, invite, type Person } from '../support/people.ts'

let server: ControlServer
let owner: Person

before(async () => {
  const plan = { name: 'default', api_keys_max: 5, projects_max: 3, cache: false }
  server = await startControlServer({ config: { plans: [plan], console: { registration: 'open' } } })
  owner = await claimServer(server)
})
after(() => server.stop())

const limits = (caller: Caller, workspace = server.workspaceId) =>
  server.control('GET', `/console/api/workspaces/${workspace}/limits`, undefined, caller)

describe('the limits of a workspace', () => {
  it('tell its people what the plan allows and what is used, and count as the quota does', async () => {
    const shop = await server.createProject({ name: 'Shop' })
    const { keyId } = await shop.issue()
    await shop.issue()
    const { status, body } = await limits(owner)
    assert.equal(status, 200, JSON.stringify(body))
    const { projects, ...plan } = body
    assert.deepEqual(plan, { plan: '', api_keys_max: 5, projects_max: 3, cache: false, rate_limit: true })
    assert.deepEqual(projects.at(-1), { id: shop.id, slug: shop.slug, name: 'Shop', api_keys: 2 })
    await shop.call('POST', `/v2alpha1/admin/issuedApiKeys/${keyId}:revoke`, { reason: 'REVOCATION_REASON_SUPERSEDED' })
    assert.equal((await limits(owner)).body.projects.at(-1).api_keys, 1)
  })

  it('are for members of the whole workspace only, whatever their role', async () => {
    const viewer = await invite(server, owner, { email: 'viewer@example.com', role: 'viewer' })
    assert.equal((await limits(viewer)).status, 200)
    const ofProject = { email: 'project@example.com', role: 'owner', project_id: server.projectId } as const
    assert.equal((await limits(await invite(server, owner, ofProject))).status, 404)
    assert.equal((await limits(owner, '00000000-0000-4000-8000-00000000dead')).status, 404)
  })

  it('are not shown to the people of another workspace', async () => {
    const answer = await fetch(`${server.endpoint}/console/api/register`, {
      method: 'POST',
      headers: { origin: server.endpoint, 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'stranger@example.com', password: 'correct horse battery staple' }),
    })
    assert.equal(answer.status, 201)
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
    assert.equal((await limits({ headers: { cookie, origin: server.endpoint } })).status, 404)
  })

  it('are for browsers: no session, no answer', async () => {
    assert.equal((await limits(nobody)).status, 401)
    assert.equal((await limits(workspaceKeyCaller)).status, 401)
  })
})
