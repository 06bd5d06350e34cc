import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { backend } from '../support/backend.ts'
import type { TestProject } from '../support/control-plane.ts'
import { asOperator, type ControlServer, startControlServer } from '../support/control-plane.ts'
import { movableClock } from '../support/movable-clock.ts'
import type { Answer } from '../support/test-server.ts'

const QUOTA = { verify: 5, read: 3, write: 4, public: 2 } as const
const WINDOW_S = 60

const clock = movableClock()
let server: ControlServer
let limited: TestProject
let other: TestProject
let secret: string

before(async () => {
  const window = `${WINDOW_S}s`
  const api_rate_limits = Object.fromEntries(Object.entries(QUOTA).map(([bucket, quota]) => [bucket, { quota, window }]))
  server = await startControlServer({ config: { plans: [{ name: 'slow', api_rate_limits }] }, overrides: { clock } })
  limited = await server.createProject()
  other = await server.createProject({ name: 'Other' })
  secret = (await limited.issue()).secret
  await asOperator(server, (administration) => administration.setWorkspacePlan(server.workspaceId, 'slow'))
})
after(() => server.stop())

const ADMIN = '/v2alpha1/admin'
const verify = (project: TestProject) => project.call('POST', `${ADMIN}/apiKeys:verify`, { credential: secret })
const verifyMany = (project: TestProject) =>
  project.call('POST', `${ADMIN}/apiKeys:batchVerify`, { requests: [{ credential: secret }] })
const asks: Readonly<Record<keyof typeof QUOTA, (project: TestProject, turn: number) => Promise<Answer>>> = {
  verify: (project, turn) => (turn % 2 === 0 ? verify(project) : verifyMany(project)),
  read: (project) => project.call('GET', `${ADMIN}/issuedApiKeys`),
  write: (project, turn) => project.call('POST', `${ADMIN}/issuedApiKeys`, { name: `n${turn}` }),
  public: (project) => project.call('GET', '/v2alpha1/derivedKeys/jwks.json'),
}

describe('the API rate limits of a plan', () => {
  for (const [bucket, quota] of Object.entries(QUOTA) as [keyof typeof QUOTA, number][]) {
    it(`count the ${bucket} requests of each project by themselves`, async () => {
      const answers: Answer[] = []
      for (let turn = 0; turn <= quota; turn++) answers.push(await asks[bucket](limited, turn))
      const refused = answers.pop()
      for (const [turn, { status, headers, body }] of answers.entries()) {
        assert.ok(status < 300, JSON.stringify(body))
        assert.equal(headers.get('x-ratelimit-limit'), String(quota))
        assert.equal(headers.get('x-ratelimit-remaining'), String(quota - 1 - turn))
        assert.ok(Number(headers.get('x-ratelimit-reset')) >= 1 && Number(headers.get('x-ratelimit-reset')) <= WINDOW_S)
      }
      assert.equal(refused?.status, 429)
      assert.deepEqual([refused.body.error.id, refused.body.error.details[0].metadata], ['too_many_requests', { bucket }])
      assert.equal(refused.headers.get('x-ratelimit-remaining'), '0')
      const retryAfter = Number(refused.headers.get('retry-after'))
      assert.ok(retryAfter >= 1 && retryAfter <= Math.ceil(WINDOW_S / quota), `Retry-After: ${retryAfter}`)
      assert.ok((await asks[bucket](other, 0)).status < 300, 'the other project goes on')
      // Redis counts by its own clock, which nobody moves.
      if (backend.cache === 'redis') return
      clock.moveBy(retryAfter * 1000)
      assert.ok((await asks[bucket](limited, quota)).status < 300, 'after Retry-After there is room')
    })
  }

  it('do not stand in the way of the control plane', async () => {
    for (let turn = 0; turn < 10; turn++)
      assert.equal((await server.control('GET', `/projects/${limited.id}`)).headers.get('x-ratelimit-limit'), null)
  })
})
