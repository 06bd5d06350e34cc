import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { errorAnswer, type StubAnswer, type StubApi, type StubRequest, startStubApi } from '@latchkey/testkit/stub-api'
import { operations } from './generated/operations.ts'
import { ControlPlane } from './index.ts'

const API_KEY = 'ory_wak_canaryApiKey'
const unavailable = errorAnswer(503, 'service_unavailable', 'try again')

/** Every method, with what it must send. */
const calls: readonly (readonly [
  operation: keyof typeof operations,
  run: (client: ControlPlane) => Promise<unknown>,
  sent: string,
  body?: unknown,
])[] = [
  ['listProjects', (client) => client.projects.list(), 'GET /projects'],
  [
    'createProject',
    (client) => client.projects.create({ name: 'n', environment: 'dev' }),
    'POST /projects',
    { name: 'n', environment: 'dev' },
  ],
  ['getProject', (client) => client.projects.get('acme'), 'GET /projects/acme'],
  [
    'setProject',
    (client) => client.projects.update('acme', { name: 'n', services: {}, cors_public: {}, cors_admin: {}, organizations: [] }),
    'PUT /projects/acme',
    { name: 'n', services: {}, cors_public: {}, cors_admin: {}, organizations: [] },
  ],
  [
    'patchProject',
    (client) => client.projects.patch('acme', [{ op: 'remove', path: '/x' }]),
    'PATCH /projects/acme',
    [{ op: 'remove', path: '/x' }],
  ],
  [
    'patchProjectWithRevision',
    (client) => client.projects.patchWithRevision('acme', 'r1', [{ op: 'remove', path: '/x' }]),
    'PATCH /projects/acme/revision/r1',
    [{ op: 'remove', path: '/x' }],
  ],
  ['purgeProject', (client) => client.projects.delete('acme'), 'DELETE /projects/acme'],
  ['enableProjectApiKeys', (client) => client.projects.enable('acme'), 'POST /projects/acme/talos/enable'],
  ['suspendProject', (client) => client.projects.suspend('acme'), 'POST /projects/acme:suspend'],
  ['resumeProject', (client) => client.projects.resume('acme'), 'POST /projects/acme:resume'],
  ['listProjectSecrets', (client) => client.projects.secrets('acme'), 'GET /projects/acme/talos/secrets'],
  [
    'rotateProjectHmacSecret',
    (client) => client.projects.rotateHmacSecret('acme', { mode: 'revoke' }),
    'POST /projects/acme/talos/rotate-hmac-secret',
    { mode: 'revoke' },
  ],
  [
    'rotateProjectSigningKey',
    (client) => client.projects.rotateSigningKey('acme', { mode: 'graceful' }),
    'POST /projects/acme/talos/rotate-signing-key',
    { mode: 'graceful' },
  ],
  ['listWebhooks', (client) => client.webhooks.list('acme'), 'GET /projects/acme/webhooks'],
  [
    'createWebhook',
    (client) => client.webhooks.create('acme', { url: 'https://a.example' }),
    'POST /projects/acme/webhooks',
    { url: 'https://a.example' },
  ],
  ['getWebhook', (client) => client.webhooks.get('acme', 'w1'), 'GET /projects/acme/webhooks/w1'],
  [
    'updateWebhook',
    (client) => client.webhooks.update('acme', 'w1', { enabled: false }),
    'PATCH /projects/acme/webhooks/w1',
    { enabled: false },
  ],
  ['deleteWebhook', (client) => client.webhooks.delete('acme', 'w1'), 'DELETE /projects/acme/webhooks/w1'],
  [
    'rotateWebhookSecret',
    (client) => client.webhooks.rotateSecret('acme', 'w1', { grace_period: '0s' }),
    'POST /projects/acme/webhooks/w1:rotate-secret',
    { grace_period: '0s' },
  ],
  ['testWebhook', (client) => client.webhooks.test('acme', 'w1'), 'POST /projects/acme/webhooks/w1:test'],
  [
    'listWebhookDeliveries',
    (client) => client.webhooks.deliveryPage('acme', 'w1', { state: 'dead', page_size: 2 }),
    'GET /projects/acme/webhooks/w1/deliveries?state=dead&page_size=2',
  ],
  [
    'getWebhookDelivery',
    (client) => client.webhooks.delivery('acme', 'w1', 'msg_1'),
    'GET /projects/acme/webhooks/w1/deliveries/msg_1',
  ],
  [
    'replayWebhookDelivery',
    (client) => client.webhooks.replayDelivery('acme', 'w1', 'msg_1'),
    'POST /projects/acme/webhooks/w1/deliveries/msg_1:replay',
  ],
  [
    'replayWebhook',
    (client) => client.webhooks.replay('acme', 'w1', { since: '2026-01-01T00:00:00Z' }),
    'POST /projects/acme/webhooks/w1:replay',
    { since: '2026-01-01T00:00:00Z' },
  ],
  ['deleteProjectSecret', (client) => client.projects.deleteSecret('acme', 's1'), 'DELETE /projects/acme/talos/secrets/s1'],
  ['listProjectRevisions', (client) => client.projects.revisions('acme'), 'GET /projects/acme/revisions'],
  ['listWorkspaces', (client) => client.workspaces.listPage({ page_size: 2 }), 'GET /workspaces?page_size=2'],
  ['createWorkspace', (client) => client.workspaces.create({ name: 'n' }), 'POST /workspaces', { name: 'n' }],
  ['getWorkspace', (client) => client.workspaces.get('w1'), 'GET /workspaces/w1'],
  ['updateWorkspace', (client) => client.workspaces.update('w1', { name: 'n' }), 'PUT /workspaces/w1', { name: 'n' }],
  ['listWorkspaceProjects', (client) => client.workspaces.projects('w1'), 'GET /workspaces/w1/projects'],
  ['getProjectMembers', (client) => client.members.listOfProject('acme'), 'GET /projects/acme/members'],
  ['removeProjectMember', (client) => client.members.removeFromProject('acme', 'm1'), 'DELETE /projects/acme/members/m1'],
  ['listWorkspaceMembers', (client) => client.members.listOfWorkspace('w1'), 'GET /workspaces/w1/members'],
  [
    'updateWorkspaceMember',
    (client) => client.members.changeRole('w1', 'm1', { role: 'viewer' }),
    'PATCH /workspaces/w1/members/m1',
    { role: 'viewer' },
  ],
  ['removeWorkspaceMember', (client) => client.members.removeFromWorkspace('w1', 'm1'), 'DELETE /workspaces/w1/members/m1'],
  ['listInvitations', (client) => client.members.listInvitations('w1'), 'GET /workspaces/w1/invitations'],
  [
    'createInvitation',
    (client) => client.members.invite('w1', { email: 'ada@example.com', role: 'owner' }),
    'POST /workspaces/w1/invitations',
    { email: 'ada@example.com', role: 'owner' },
  ],
  ['deleteInvitation', (client) => client.members.deleteInvitation('w1', 'i1'), 'DELETE /workspaces/w1/invitations/i1'],
  ['listProjectApiKeys', (client) => client.accessKeys.listOfProject('acme'), 'GET /projects/acme/tokens'],
  [
    'createProjectApiKey',
    (client) => client.accessKeys.createForProject('acme', { name: 'k', permissions: 'verify' }),
    'POST /projects/acme/tokens',
    { name: 'k', permissions: 'verify' },
  ],
  ['deleteProjectApiKey', (client) => client.accessKeys.deleteOfProject('acme', 't1'), 'DELETE /projects/acme/tokens/t1'],
  ['listWorkspaceApiKeys', (client) => client.accessKeys.listOfWorkspace('w1'), 'GET /workspaces/w1/tokens'],
  [
    'createWorkspaceApiKey',
    (client) => client.accessKeys.createForWorkspace('w1', { name: 'k' }),
    'POST /workspaces/w1/tokens',
    { name: 'k' },
  ],
  [
    'listWorkspaceAuditEvents',
    (client) => client.auditEvents.listPage('w1', { page_size: 2 }),
    'GET /workspaces/w1/audit-events?page_size=2',
  ],
  [
    'exportWorkspaceAuditEvents',
    (client) => Array.fromAsync(client.auditEvents.export('w1', { format: 'csv' })),
    'GET /workspaces/w1/audit-events:export?format=csv',
  ],
  ['deleteWorkspaceApiKey', (client) => client.accessKeys.deleteOfWorkspace('w1', 't1'), 'DELETE /workspaces/w1/tokens/t1'],
]

describe('ControlPlane', () => {
  let api: StubApi
  let asked: StubRequest[]
  let answer: (request: StubRequest) => StubAnswer
  let client: ControlPlane
  before(async () => {
    api = await startStubApi((request) => {
      asked.push(request)
      return answer(request)
    })
  })
  after(() => api.stop())
  beforeEach(() => {
    asked = []
    answer = () => ({ body: { id: 'x' } })
    client = new ControlPlane({ endpoint: api.endpoint, apiKey: API_KEY })
  })

  it('has a method for every operation on workspaces and projects', () => {
    const described = Object.entries(operations).filter(([, { path }]) => /^\/(projects|workspaces)(\/|$)/.test(path))
    assert.deepEqual(calls.map(([operation]) => operation).toSorted(), described.map(([operation]) => operation).toSorted())
  })

  for (const [operation, run, sent, body] of calls) {
    it(`${operation} sends ${sent}`, async () => {
      await run(client)
      const [request] = asked
      assert.deepEqual([`${request?.method} ${request?.path}`, request?.body], [sent, body])
      assert.equal(request?.headers.authorization, `Bearer ${API_KEY}`)
    })
  }

  it('repeats what reads and what changes nothing twice, and nothing else', async () => {
    answer = () => (asked.length === 1 ? unavailable : { body: [] })
    await client.projects.list()
    assert.equal(asked.length, 2)
    asked = []
    await client.projects.enable('acme')
    assert.equal(asked.length, 2)
    asked = []
    await assert.rejects(client.projects.create({ name: 'n', environment: 'dev' }), { id: 'service_unavailable' })
    assert.equal(asked.length, 1)
  })

  it('names a place by whatever text, and never another place', async () => {
    await client.projects.get('a/../b')
    assert.equal(asked[0]?.path, '/projects/a%2F..%2Fb')
    await assert.rejects(client.projects.delete('..'), /^TypeError: project_id: must name a resource/)
    await assert.rejects(client.projects.delete(''), TypeError)
    assert.equal(asked.length, 1)
  })

  it('walks the pages of workspaces', async () => {
    answer = ({ path }) => {
      const isFirst = !path.includes('page_token')
      return {
        body: { workspaces: [{ id: isFirst ? 'w1' : 'w2' }], next_page_token: isFirst ? 'w1' : '', has_next_page: isFirst },
      }
    }
    const found = await Array.fromAsync(client.workspaces.list())
    assert.deepEqual(
      found.map(({ id }) => id),
      ['w1', 'w2'],
    )
    assert.equal(asked[1]?.path, '/workspaces?page_token=w1')
  })
})
