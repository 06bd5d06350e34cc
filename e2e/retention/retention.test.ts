import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type MovableClock, movableClock } from '../support/movable-clock.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const ADMIN = '/v2alpha1/admin'
const DAY_MS = 86_400_000
const LIMIT_MS = 20_000

interface Issued {
  readonly id: string
  readonly secret: string
}

let clock: MovableClock
let server: TestServer
before(async () => {
  clock = movableClock()
  const config = {
    retention: { interval: '1s', expired_keys: '48h' },
    quota: { api_keys_max: 1000 },
    cache: { enabled: true, ttl: '1h' },
  }
  server = await startTestServer({ config, overrides: { clock } })
})
after(() => server.stop())

async function issue(facts: Record<string, unknown> = {}): Promise<Issued> {
  const { status, body } = await server.call('POST', `${ADMIN}/issuedApiKeys`, { name: 'swept', ttl: '24h', ...facts })
  assert.equal(status, 201)
  return { id: body.issued_api_key.key_id, secret: body.secret }
}

async function verdictOn({ secret }: Issued): Promise<string> {
  const { body } = await server.call('POST', `${ADMIN}/apiKeys:verify`, { credential: secret })
  return body.is_valid ? 'VALID' : body.error_code
}

const statusOf = async ({ id }: Issued): Promise<number> => (await server.call('GET', `${ADMIN}/issuedApiKeys/${id}`)).status

async function untilGone(key: Issued): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; (await statusOf(key)) !== 404; await delay(50)) {
    assert.ok(Date.now() < end, 'the key is still there')
  }
}

describe('retention', () => {
  it('removes an expired key when its time is over: it is unknown then, whatever was cached', async () => {
    const [key, longer] = [await issue(), await issue({ ttl: '240h' })]
    assert.deepEqual([await verdictOn(key), await verdictOn(key)], ['VALID', 'VALID'])
    clock.moveBy(DAY_MS)
    assert.equal(await verdictOn(key), 'VERIFICATION_ERROR_EXPIRED')
    assert.equal(await statusOf(key), 200)
    clock.moveBy(2 * DAY_MS)
    await untilGone(key)
    assert.equal(await verdictOn(key), 'VERIFICATION_ERROR_NOT_FOUND')
    assert.equal(await verdictOn(longer), 'VALID')
  })

  it('keeps a revoked key for thirty days, and until it would have expired', async () => {
    const [short, long] = [await issue(), await issue({ ttl: '1200h' })]
    for (const { id } of [short, long]) await server.call('POST', `${ADMIN}/apiKeys/${id}:revoke`, {})
    const canary = await issue()
    clock.moveBy(29 * DAY_MS)
    await untilGone(canary)
    assert.deepEqual([await statusOf(short), await verdictOn(short)], [200, 'VERIFICATION_ERROR_REVOKED'])
    clock.moveBy(DAY_MS + 1000)
    await untilGone(short)
    assert.equal(await verdictOn(short), 'VERIFICATION_ERROR_NOT_FOUND')
    assert.equal(await verdictOn(long), 'VERIFICATION_ERROR_REVOKED')
    clock.moveBy(20 * DAY_MS + 1000)
    await untilGone(long)
  })

  it('tells the audit log what went, and operators how much', async () => {
    const key = await issue({ name: 'a name that must not be told' })
    clock.moveBy(4 * DAY_MS)
    await untilGone(key)
    const [event = assert.fail()] = (await server.server.readAuditEvents(server.projectId))
      .filter((each) => each.event === 'retention.swept')
      .slice(-1)
    assert.deepEqual([event.caller.id, event.after?.['ended_by'], event.after?.['issued_api_keys']], ['retention', 'expired', 1])
    assert.ok(!JSON.stringify(event).includes('must not be told'))
    const filter = encodeURIComponent('event="retention.swept"')
    const { body } = await server.call('GET', `${ADMIN}/auditEvents?filter=${filter}&page_size=1`)
    assert.equal(body.audit_events[0].id, event.id)
    const metrics = await (await fetch(`http://127.0.0.1:${server.server.operationsPort}/metrics`)).text()
    assert.match(metrics, /^latchkey_swept_rows_total\{kind="expired_keys"\} [1-9]/m)
    assert.ok(server.logs.some((line) => line.includes('"kind":"expired_keys"')))
  })

  it('leaves a list whole whose pages are being read', async () => {
    const [first, gone, last] = [await issue({ ttl: '9000h' }), await issue(), await issue({ ttl: '9000h' })]
    const pageOf = async (token: string) => {
      const { status, body } = await server.call('GET', `${ADMIN}/issuedApiKeys?page_size=2&page_token=${token}`)
      assert.equal(status, 200)
      return { ids: body.issued_api_keys.map((key: { key_id: string }) => key.key_id), token: body.next_page_token }
    }
    const page = await pageOf('')
    assert.deepEqual(page.ids, [last.id, gone.id])
    clock.moveBy(4 * DAY_MS)
    await untilGone(gone)
    assert.equal((await pageOf(page.token)).ids[0], first.id)
  })
})
