import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { type ControlServer, startControlServer, type TestProject } from '../support/control-plane.ts'
import { type MovableClock, movableClock } from '../support/movable-clock.ts'
import { eventually, isGenuine, Receiver } from './receiver.ts'

const DAY_MS = 86_400_000
const KEY_ACTS = ['api_key.issued', 'api_key.revoked']
const webhooks = { allow_private_targets: true, check_interval: '200ms', timeout: '500ms', refusals_burst: 5 }
const config = {
  webhooks,
  usage: { flush_interval: '200ms' },
  last_used: { flush_interval: '100ms' },
  quota: { api_keys_max: 10 },
}

let server: ControlServer
let project: TestProject
let other: TestProject
let clock: MovableClock
let receiver: Receiver

before(async () => {
  clock = movableClock()
  server = await startControlServer({ config, overrides: { clock } })
  other = await server.createProject({ name: 'Other' })
})
after(() => server.stop())

beforeEach(async () => {
  project = await server.createProject()
  receiver = await Receiver.start()
})
afterEach(async () => {
  await receiver.stop()
  await server.control('DELETE', `/projects/${project.id}`)
})

const hooks = () => `/projects/${project.id}/webhooks`

/** An endpoint that leads to the receiver, which is given its secret. */
async function subscribe(facts: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await server.control('POST', hooks(), { url: receiver.url, event_types: KEY_ACTS, ...facts })
  assert.equal(status, 201, JSON.stringify(body))
  receiver.secret = body.secret
  return body.id
}

const deliveryOf = async (webhook: string, message: string | undefined) =>
  (await server.control('GET', `${hooks()}/${webhook}/deliveries/${message}`)).body

/** Every delivery of an endpoint, newest first. */
const deliveriesOf = async (webhook: string, query = '') =>
  (await server.control('GET', `${hooks()}/${webhook}/deliveries${query}`)).body.deliveries

/** The time until the next attempt passes. */
async function nextAttempt(webhook: string): Promise<void> {
  const [{ next_attempt_at }] = await deliveriesOf(webhook)
  clock.moveBy(Math.max(0, Date.parse(next_attempt_at) - clock.now() + 1))
}

describe('a webhook', () => {
  it('is told what happens to keys, genuinely, and not what is secret about them', async () => {
    await subscribe()
    const { keyId, secret } = await project.issue({ name: 'ci', metadata: { team: 'payments' } })
    await project.call('POST', `/v2alpha1/admin/issuedApiKeys/${keyId}:revoke`, {})
    await eventually('two messages', () => receiver.received.length === 2)
    assert.deepEqual(receiver.types.toSorted(), ['api_key.issued', 'api_key.revoked'])
    for (const { data, body, isGenuine: isOurs } of receiver.received) {
      assert.equal(isOurs, true)
      assert.deepEqual([data.project_id, data.api_key.key_id, data.caller.kind], [project.id, keyId, 'access_key'])
      assert.deepEqual([data.api_key.metadata, body.includes(secret)], [{ team: 'payments' }, false])
    }
  })

  it('is told of every act there is, and of nothing else', async () => {
    await subscribe({ event_types: [] })
    const admin = '/v2alpha1/admin'
    const { keyId } = await project.issue()
    const one = `${admin}/issuedApiKeys/${keyId}`
    await project.call('PATCH', one, { name: 'new' })
    await project.call('POST', `${one}:suspend`)
    await project.call('POST', `${one}:resume`)
    await project.call('POST', `${one}:rotate`, {})
    const imported = await project.call('POST', `${admin}/importedApiKeys`, {
      name: 'x',
      actor_id: 'a',
      raw_key: 'sk_live_0123456789',
    })
    await project.call('DELETE', `${admin}/importedApiKeys/${imported.body.key_id}`)
    const own = `/projects/${project.id}`
    await server.control('PATCH', own, [{ op: 'replace', path: '/name', value: 'Store' }])
    await server.control('POST', `${own}/talos/rotate-hmac-secret`, { mode: 'graceful' })
    const token = await server.control('POST', `${own}/tokens`, { name: 'gateway', permissions: 'verify' })
    await server.control('DELETE', `${own}/tokens/${token.body.id}`)
    await server.control('POST', `${own}:suspend`)
    await server.control('POST', `${own}:resume`)
    const expected = ['issued', 'updated', 'suspended', 'resumed', 'rotated', 'imported', 'deleted'].map(
      (act) => `api_key.${act}`,
    )
    expected.push('project.updated', 'project.secret_rotated', 'project.suspended', 'project.resumed')
    expected.push('access_key.created', 'access_key.deleted')
    await eventually('all messages', () => expected.every((type) => receiver.types.includes(type)))
    assert.deepEqual(
      receiver.types.filter((type) => !expected.includes(type) && type !== 'api_key.expiring_soon'),
      [],
    )
    assert.equal(
      receiver.received
        .map(({ body }) => body)
        .join('')
        .includes(token.body.value),
      false,
    )
  })

  it('is told only what it wants, and nothing while it is disabled', async () => {
    const id = await subscribe({ event_types: ['api_key.revoked'] })
    const { keyId } = await project.issue()
    const revoke = (key: string) => project.call('POST', `/v2alpha1/admin/issuedApiKeys/${key}:revoke`, {})
    await revoke(keyId)
    await eventually('the message', () => receiver.received.length === 1)
    await server.control('PATCH', `${hooks()}/${id}`, { enabled: false })
    await revoke((await project.issue()).keyId)
    await server.control('PATCH', `${hooks()}/${id}`, { enabled: true })
    await revoke((await project.issue()).keyId)
    await eventually('the next message', () => receiver.received.length === 2)
    assert.deepEqual(receiver.types, ['api_key.revoked', 'api_key.revoked'])
  })

  it('shows its secret once, and has two signatures while one replaces the other', async () => {
    const id = await subscribe()
    const first = receiver.secret
    assert.match(first, /^whsec_[A-Za-z0-9+/]{43}=$/)
    const rotated = await server.control('POST', `${hooks()}/${id}:rotate-secret`, {})
    const second = rotated.body.secret
    assert.notEqual(second, first)
    const shown = await Promise.all([
      server.control('GET', hooks()),
      server.control('GET', `${hooks()}/${id}`),
      server.control('PATCH', `${hooks()}/${id}`, { description: 'x' }),
    ])
    assert.doesNotMatch(JSON.stringify(shown.map(({ body }) => body)), /whsec_/)
    await project.issue()
    await eventually('the message', () => receiver.received.length === 1)
    const [{ headers, body } = assert.fail()] = receiver.received
    assert.equal(String(headers['webhook-signature']).split(' ').length, 2)
    assert.deepEqual([isGenuine(first, headers, body), isGenuine(second, headers, body)], [true, true])
    await server.control('POST', `${hooks()}/${id}:rotate-secret`, { grace_period: '0s' })
    await project.issue()
    await eventually('the next message', () => receiver.received.length === 2)
    const last = receiver.received[1] ?? assert.fail()
    assert.deepEqual([isGenuine(first, last.headers, last.body), isGenuine(second, last.headers, last.body)], [false, false])
  })

  it('is sent a test that says nothing', async () => {
    const id = await subscribe({ event_types: ['api_key.revoked'] })
    const { status, body } = await server.control('POST', `${hooks()}/${id}:test`)
    assert.deepEqual([status, body.type, body.state], [202, 'webhook.test', 'pending'])
    await eventually('the test', () => receiver.received.length === 1)
    assert.deepEqual([receiver.ids, receiver.received[0]?.isGenuine], [[body.message_id], true])
    await eventually('that it is noted', async () => (await deliveryOf(id, body.message_id)).state === 'delivered')
    const { payload, last_status } = await deliveryOf(id, body.message_id)
    assert.deepEqual([payload, last_status], [receiver.received[0]?.body, 204])
  })
})

describe('a delivery', () => {
  it('waits for a receiver that is down, and arrives once, under its id', async () => {
    const id = await subscribe()
    await receiver.stop()
    await project.issue()
    await eventually('a failed attempt', async () => (await deliveriesOf(id))[0]?.last_error === 'connection_failed')
    await nextAttempt(id)
    await eventually('a second attempt', async () => (await deliveriesOf(id))[0]?.attempts === 2)
    await receiver.listen()
    await eventually('that the attempt is over', async () => (await deliveriesOf(id))[0]?.last_error !== undefined)
    await nextAttempt(id)
    await eventually('the message', () => receiver.received.length === 1)
    await eventually('that it is noted', async () => (await deliveriesOf(id))[0]?.state === 'delivered')
    const [{ message_id, attempts }] = await deliveriesOf(id)
    assert.deepEqual([receiver.ids, attempts >= 3], [[message_id], true])
  })

  it('is given up after eight attempts with one id, and replayed with the same', async () => {
    const id = await subscribe()
    // A status of its own tells each attempt from the one before it.
    const statusOf = (attempt: number): number => 500 + attempt
    receiver.answer = statusOf(1)
    await project.issue()
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await eventually(`attempt ${attempt}`, () => receiver.received.length === attempt)
      await eventually('its end', async () => (await deliveriesOf(id))[0]?.last_status === statusOf(attempt))
      receiver.answer = statusOf(attempt + 1)
      if (attempt < 8) await nextAttempt(id)
    }
    const [{ message_id }, ...more] = await deliveriesOf(id, '?state=dead')
    assert.deepEqual([new Set(receiver.ids), more], [new Set([message_id]), []])
    receiver.answer = 200
    const replayed = await server.control('POST', `${hooks()}/${id}/deliveries/${message_id}:replay`)
    assert.deepEqual([replayed.status, replayed.body.state, replayed.body.attempts], [202, 'pending', 0])
    await eventually('the replay', () => receiver.received.length === 9)
    assert.equal(receiver.ids[8], message_id)
    await eventually('that it is noted', async () => (await deliveryOf(id, message_id)).state === 'delivered')
    assert.deepEqual((await server.control('POST', `${hooks()}/${id}:replay`, {})).body, { replayed: 0 })
  })

  it('that is dead can be replayed with all others', async () => {
    const id = await subscribe()
    receiver.answer = 410
    await project.issue()
    await eventually('that it is dead', async () => (await deliveriesOf(id, '?state=dead')).length === 1)
    assert.equal((await server.control('POST', `${hooks()}/${id}:replay`)).status, 409)
    receiver.answer = 200
    await server.control('PATCH', `${hooks()}/${id}`, { enabled: true })
    assert.deepEqual((await server.control('POST', `${hooks()}/${id}:replay`)).body, { replayed: 1 })
    await eventually('both attempts', () => receiver.received.length === 2)
    assert.equal(new Set(receiver.ids).size, 1)
  })

  it('that is answered 410 disables the webhook, and says so in the audit log', async () => {
    const id = await subscribe()
    receiver.answer = 410
    await project.issue()
    const webhook = async () => (await server.control('GET', `${hooks()}/${id}`)).body
    await eventually('that it is disabled', async () => (await webhook()).state === 'disabled')
    assert.equal((await webhook()).disabled_because, 'gone')
    await project.issue()
    assert.equal((await deliveriesOf(id)).length, 1)
    const events = (await server.server.readAuditEvents(project.id)).map(({ event, caller }) => `${event} ${caller.kind}`)
    assert.ok(events.includes('webhook.disabled operator'))
    assert.equal((await server.control('POST', `${hooks()}/${id}:test`)).status, 409)
  })

  it('does not follow redirects', async () => {
    const target = await Receiver.start()
    const id = await subscribe()
    receiver.answer = (answer) => answer.writeHead(307, { location: target.url }).end()
    await project.issue()
    await eventually('the attempt', async () => (await deliveriesOf(id))[0]?.last_status === 307)
    const [{ state, last_error }] = await deliveriesOf(id)
    assert.deepEqual([state, last_error, target.received.length], ['pending', 'status_not_2xx', 0])
    await target.stop()
  })

  it('ends when the receiver takes too long, and holds up no other', async () => {
    const quick = await Receiver.start()
    const id = await subscribe()
    await server.control('POST', hooks(), { url: quick.url, event_types: KEY_ACTS })
    receiver.answer = () => {}
    for (let count = 0; count < 6; count += 1) await project.issue()
    await eventually('what goes to the quick one', () => quick.received.length === 6, 2_000)
    await eventually('the time-out', async () =>
      (await deliveriesOf(id)).some((each: { last_error?: string }) => each.last_error === 'timeout'),
    )
    await quick.stop()
  })

  it('counts by its status, however long the answer goes on', async () => {
    const id = await subscribe()
    receiver.answer = (answer) => {
      answer.writeHead(200)
      const flood = () => {
        while (answer.writable && answer.write(Buffer.alloc(16_384)));
      }
      answer.on('drain', flood)
      flood()
    }
    await project.issue()
    await eventually('the end of it', async () => (await deliveriesOf(id))[0]?.state === 'delivered')
    receiver.answer = (answer) => answer.writeHead(200).write('drip')
    await project.issue()
    await eventually('the end of a slow one', async () => (await deliveriesOf(id))[0]?.state === 'delivered')
  })

  it('is listed page by page', async () => {
    const id = await subscribe()
    for (let count = 0; count < 5; count += 1) await project.issue()
    await eventually('all', () => receiver.received.length === 5)
    const ids: string[] = []
    let token = ''
    do {
      const { body } = await server.control('GET', `${hooks()}/${id}/deliveries?page_size=2&page_token=${token}`)
      ids.push(...body.deliveries.map(({ message_id }: { message_id: string }) => message_id))
      token = body.next_page_token
    } while (token !== '')
    assert.deepEqual(ids.toSorted(), receiver.ids.toSorted())
    for (const bad of ['page_token=msg_none', 'state=lost', 'page_size=-1']) {
      assert.equal((await server.control('GET', `${hooks()}/${id}/deliveries?${bad}`)).status, 400, bad)
    }
  })
})

describe('webhooks of other projects', () => {
  it('cannot be seen, changed, tested or replayed', async () => {
    const id = await subscribe()
    await project.issue()
    await eventually('the message', () => receiver.received.length === 1)
    const theirs = `/projects/${other.id}/webhooks`
    for (const [method, path, body] of [
      ['GET', `/${id}`],
      ['PATCH', `/${id}`, { enabled: false }],
      ['DELETE', `/${id}`],
      ['POST', `/${id}:rotate-secret`, {}],
      ['POST', `/${id}:test`],
      ['POST', `/${id}:replay`, {}],
      ['GET', `/${id}/deliveries`],
      ['GET', `/${id}/deliveries/${receiver.ids[0]}`],
      ['POST', `/${id}/deliveries/${receiver.ids[0]}:replay`],
    ] as const) {
      assert.equal((await server.control(method, `${theirs}${path}`, body)).status, 404, `${method} ${path}`)
    }
    assert.deepEqual((await server.control('GET', theirs)).body, { webhooks: [] })
    await other.issue()
    await project.issue()
    await eventually('the second message', () => receiver.received.length === 2)
    assert.ok(receiver.received.every(({ data }) => data.project_id === project.id))
  })
})

describe('what only time brings about', () => {
  it('is told once: that a key expires soon, has expired, is not used', async () => {
    await subscribe({ event_types: ['api_key.expiring_soon', 'api_key.expired', 'api_key.unused'] })
    const { keyId: soon } = await project.issue({ ttl: '10d' })
    const { keyId: late } = await project.issue({ ttl: '400d' })
    await eventually('a look', async () => true)
    clock.moveBy(4 * DAY_MS)
    await eventually('the warning', () => receiver.received.length === 1)
    clock.moveBy(7 * DAY_MS)
    await eventually('the end', () => receiver.received.length === 2)
    clock.moveBy(80 * DAY_MS)
    await eventually('the silence', () => receiver.received.length === 3)
    const told = receiver.received.map(({ type, data }) => [type, data.api_key.key_id])
    assert.deepEqual(told, [
      ['api_key.expiring_soon', soon],
      ['api_key.expired', soon],
      ['api_key.unused', late],
    ])
    await new Promise((resolve) => setTimeout(resolve, 600))
    assert.equal(receiver.received.length, 3)
  })

  it('tells of the quota at 80 and at 100 percent, once each until it is clearly below', async () => {
    await subscribe({ event_types: ['quota.threshold'] })
    const keyIds: string[] = []
    const issue = async (count: number) => {
      for (let made = 0; made < count; made += 1) keyIds.push((await project.issue()).keyId)
    }
    const revoke = async (count: number) => {
      for (const keyId of keyIds.splice(0, count)) await project.call('POST', `/v2alpha1/admin/issuedApiKeys/${keyId}:revoke`, {})
    }
    const looks = () => new Promise((resolve) => setTimeout(resolve, 500))
    const told = () => receiver.received.map(({ data }) => [data.threshold_percent, data.used, data.limit])
    await issue(7)
    await looks()
    assert.deepEqual(told(), [])
    await issue(1)
    await eventually('80 percent', () => receiver.received.length === 1)
    await issue(2)
    await eventually('100 percent', () => receiver.received.length === 2)
    await revoke(1)
    await looks()
    await issue(1)
    await eventually('100 percent again', () => receiver.received.length === 3)
    assert.deepEqual(told(), [
      [80, 8, 10],
      [100, 10, 10],
      [100, 10, 10],
    ])
  })

  it('tells of a burst of refusals', async () => {
    await subscribe({ event_types: ['verification.refusals_burst'] })
    for (let count = 0; count < 6; count += 1) await project.verify('ory_ak_v1_nothing_nothing')
    await eventually('the message', () => receiver.received.length === 1)
    assert.ok(receiver.received[0]?.data.refusals >= 5)
  })
})
