import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { keptByOneProcess } from '../support/backend.ts'
import { type ControlServer, startControlServer, type TestProject } from '../support/control-plane.ts'
import { movableClock } from '../support/movable-clock.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const ADMIN = '/v2alpha1/admin'
const VERIFY = `${ADMIN}/apiKeys:verify`
const ISSUE = `${ADMIN}/issuedApiKeys`

const running = new Set<{ stop(): Promise<void> }>()
const folders: string[] = []
async function start(options: Parameters<typeof startTestServer>[0] = {}): Promise<TestServer> {
  const server = await startTestServer({ config: { usage: { flush_interval: '20ms' } }, ...options })
  running.add(server)
  return server
}
async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-usage-'))
  folders.push(folder)
  return folder
}
afterEach(async () => {
  for (const server of running) await server.stop()
  running.clear()
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

type Calling = Pick<TestServer, 'call'>
type Counts = Record<string, string>
interface Group {
  readonly group: string
  readonly is_rest: boolean
  readonly counts: Counts
}

/** A new key and its secret. */
async function issue(server: Calling, attributes: Record<string, unknown> = {}): Promise<{ keyId: string; secret: string }> {
  const { status, body } = await server.call('POST', ISSUE, { name: 'used', ...attributes })
  assert.equal(status, 201, JSON.stringify(body))
  return { keyId: body.issued_api_key.key_id, secret: body.secret }
}

async function verifyTimes(server: Calling, count: number, body: Record<string, unknown>): Promise<void> {
  for (let index = 0; index < count; index++) assert.equal((await server.call('POST', VERIFY, body)).status, 200)
}

/** Outcomes with their counts, of a whole answer or a bucket; those without any are left out. */
const figures = (counts: Counts): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).flatMap(([name, count]) => (count === '0' ? [] : [[name, Number(count)]])))

/** The sum over a range, once so many verifications are in it; the figures are written a moment after they are counted. */
async function totalOf(server: Calling, expected: number, query = ''): Promise<Record<string, number>> {
  for (let tries = 0; ; tries++) {
    const { status, body } = await server.call('GET', `${ADMIN}/usage${query}`)
    assert.equal(status, 200, JSON.stringify(body))
    const total = figures(body.total)
    if ((total['total'] ?? 0) >= expected || tries > 100) return total
    await delay(20)
  }
}

describe('usage', () => {
  it('shows 10 valid, 4 expired and 3 limited verifications as exactly those numbers', async () => {
    const clock = movableClock()
    const server = await start({
      config: { usage: { flush_interval: '20ms' }, rate_limit: { enabled: true } },
      overrides: { clock },
    })
    const limited = await issue(server, { rate_limit_policy: { quota: 10, window: '720h' } })
    const short = await issue(server, { ttl: '60s', actor_id: 'ann' })
    await verifyTimes(server, 13, { credential: limited.secret })
    clock.moveBy(60_000)
    await verifyTimes(server, 4, { credential: short.secret })
    const expected = { total: 17, valid: 10, expired: 4, rate_limited: 3 }
    assert.deepEqual(await totalOf(server, 17), expected)
    for (const granularity of ['MINUTE', 'HOUR', 'DAY']) {
      assert.deepEqual(await totalOf(server, 17, `?granularity=${granularity}`), expected)
    }
    const { body } = await server.call('GET', `${ADMIN}/usage?group_by=KEY&granularity=DAY`)
    assert.deepEqual(
      body.groups.map(({ group, is_rest, counts }: Group) => [group, is_rest, figures(counts)]),
      [
        [limited.keyId, false, { total: 13, valid: 10, rate_limited: 3 }],
        [short.keyId, false, { total: 4, expired: 4 }],
      ],
    )
    const one = await server.call('GET', `${ADMIN}/usage?group_by=ACTOR&granularity=DAY&top=1`)
    assert.deepEqual(
      one.body.groups.map(({ group, is_rest, counts }: Group) => [group, is_rest, figures(counts)['total']]),
      [
        ['', false, 13],
        ['', true, 4],
      ],
    )
    assert.deepEqual(await totalOf(server, 4, `?key_id=${short.keyId}`), { total: 4, expired: 4 })
    assert.deepEqual(await totalOf(server, 4, '?actor_id=ann'), { total: 4, expired: 4 })
  })

  it('counts batches, derived tokens to their parent and unknown credentials to no key, and no rehearsal', async () => {
    const server = await start()
    const { keyId, secret } = await issue(server, { actor_id: 'ann', scopes: ['read'] })
    const derived = await server.call('POST', `${ADMIN}/apiKeys:derive`, {
      credential: secret,
      algorithm: 'TOKEN_ALGORITHM_JWT',
    })
    const { token } = derived.body.token
    await verifyTimes(server, 2, { credential: token })
    await verifyTimes(server, 5, { credential: secret, dry_run: true })
    await verifyTimes(server, 3, { credential: 'sk_nobody', dry_run: true })
    const requests = [
      { credential: secret },
      { credential: secret, dry_run: true },
      { credential: token, required_scopes: ['write'] },
      { credential: 'sk_nobody' },
      { credential: '' },
    ]
    await server.call('POST', `${ADMIN}/apiKeys:batchVerify`, { requests })
    assert.deepEqual(await totalOf(server, 6), {
      total: 6,
      valid: 3,
      insufficient_scope: 1,
      not_found: 1,
      invalid_format: 1,
    })
    assert.deepEqual(await totalOf(server, 4, `?key_id=${keyId}`), { total: 4, valid: 3, insufficient_scope: 1 })
    assert.deepEqual(await totalOf(server, 2, '?key_id='), { total: 2, not_found: 1, invalid_format: 1 })
  })

  it('tells from where a key was used, on the key as well', async () => {
    const server = await start({ config: { usage: { flush_interval: '20ms' }, last_used: { flush_interval: '20ms' } } })
    const { keyId, secret } = await issue(server)
    assert.equal((await server.call('GET', `${ISSUE}/${keyId}`)).body.last_used_ip, '')
    await verifyTimes(server, 3, { credential: secret })
    await totalOf(server, 3)
    const { sources } = (await server.call('GET', `${ADMIN}/usage/sources?key_id=${keyId}`)).body
    assert.deepEqual(
      sources.map(({ ip, count }: Record<string, string>) => [ip, count]),
      [['127.0.0.1', '3']],
    )
    assert.ok(Date.parse(sources[0].first_seen_time) <= Date.parse(sources[0].last_seen_time))
    for (let tries = 0; tries < 100; tries++) {
      if ((await server.call('GET', `${ISSUE}/${keyId}`)).body.last_used_time !== null) break
      await delay(20)
    }
    assert.equal((await server.call('GET', `${ISSUE}/${keyId}`)).body.last_used_ip, '127.0.0.1')
  })

  it('lists refusals page by page, and no token opens another list', async () => {
    const clock = movableClock()
    const server = await start({ overrides: { clock } })
    const { keyId, secret } = await issue(server, { ttl: '1m' })
    clock.moveBy(120_000)
    await verifyTimes(server, 2, { credential: secret })
    await verifyTimes(server, 3, { credential: 'sk_nobody' })
    clock.moveBy(60_000)
    await verifyTimes(server, 1, { credential: 'sk_nobody' })
    await totalOf(server, 6)
    const failures = `${ADMIN}/verificationFailures`
    const all = (await server.call('GET', failures)).body.verification_failures
    assert.deepEqual(
      all.map(({ key_id, error_code, ip, count }: Record<string, string>) => [key_id, error_code, ip, count]),
      [
        ['', 'VERIFICATION_ERROR_NOT_FOUND', '127.0.0.1', '1'],
        ['', 'VERIFICATION_ERROR_NOT_FOUND', '127.0.0.1', '3'],
        [keyId, 'VERIFICATION_ERROR_EXPIRED', '127.0.0.1', '2'],
      ],
    )
    const walked: unknown[] = []
    let token = ''
    do {
      const { body } = await server.call('GET', `${failures}?page_size=1&page_token=${token}`)
      walked.push(...body.verification_failures)
      token = body.next_page_token
      if (token === '') continue
      assert.equal((await server.call('GET', `${failures}?key_id=${keyId}&page_token=${token}`)).status, 400)
    } while (token !== '')
    assert.deepEqual(walked, all)
    assert.deepEqual((await server.call('GET', `${failures}?key_id=${keyId}`)).body.verification_failures, [all[2]])
    const since = encodeURIComponent(all[0].start_time)
    assert.deepEqual((await server.call('GET', `${failures}?start_time=${since}`)).body.verification_failures, [all[0]])
    assert.deepEqual((await server.call('GET', `${failures}?end_time=${since}`)).body.verification_failures, all.slice(1))
  })

  it('refuses ranges and figures that make no sense or are too much', async () => {
    const server = await start()
    const day = (number: number) => `2026-01-${String(number).padStart(2, '0')}T00:00:00Z`
    for (const query of [
      'usage?start_time=yesterday',
      'usage?granularity=WEEK',
      'usage?group_by=PERSON',
      'usage?top=0',
      'usage?top=101',
      `usage?start_time=${day(2)}&end_time=${day(1)}`,
      `usage?start_time=${day(1)}&end_time=${day(1)}`,
      `usage?start_time=${day(1)}&end_time=${day(30)}&granularity=MINUTE`,
      `usage?start_time=${day(1)}&end_time=${day(30)}&group_by=KEY&top=100`,
      'usage/sources',
      'verificationFailures?end_time=soon',
      'verificationFailures?page_token=abc',
      `verificationFailures?start_time=${day(2)}&end_time=${day(2)}`,
    ]) {
      assert.equal((await server.call('GET', `${ADMIN}/${query}`)).status, 400, query)
    }
  })

  it('never shows the figures of another project', async () => {
    const server: ControlServer = await startControlServer({ config: { usage: { flush_interval: '20ms' } } })
    running.add(server)
    const [acme, globex]: TestProject[] = [await server.createProject(), await server.createProject({ name: 'Globex' })]
    assert.ok(acme !== undefined && globex !== undefined)
    const { keyId, secret } = await acme.issue({ name: 'used', actor_id: 'ann' })
    await verifyTimes(acme, 2, { credential: secret })
    await verifyTimes(globex, 1, { credential: secret })
    assert.deepEqual(await totalOf(acme, 2), { total: 2, valid: 2 })
    assert.deepEqual(await totalOf(globex, 1), { total: 1, not_found: 1 })
    for (const query of [`usage?key_id=${keyId}`, 'usage?actor_id=ann', `usage?key_id=${keyId}&group_by=KEY`]) {
      assert.deepEqual(figures((await globex.call('GET', `${ADMIN}/${query}`)).body.total), {})
    }
    assert.deepEqual((await globex.call('GET', `${ADMIN}/usage/sources?key_id=${keyId}`)).body.sources, [])
    const { body } = await globex.call('GET', `${ADMIN}/verificationFailures?key_id=${keyId}`)
    assert.deepEqual(body.verification_failures, [])
  })

  it('loses nothing when it is stopped', { skip: keptByOneProcess }, async () => {
    const folder = await openFolder()
    const config = { usage: { flush_interval: '1h' } }
    const first = await start({ folder, config })
    const { secret } = await issue(first)
    await verifyTimes(first, 25, { credential: secret })
    assert.deepEqual(await totalOf(first, 0), {})
    await first.stop()
    const second = await start({ folder, config, projectKey: first.projectKey })
    assert.deepEqual(await totalOf(second, 25), { total: 25, valid: 25 })
  })

  it('adds up what two processes count on one store', { skip: keptByOneProcess }, async () => {
    const folder = await openFolder()
    const first = await start({ folder })
    const second = await start({ folder, projectKey: first.projectKey })
    const { secret } = await issue(first)
    await Promise.all([verifyTimes(first, 20, { credential: secret }), verifyTimes(second, 22, { credential: secret })])
    for (const server of [first, second]) assert.deepEqual(await totalOf(server, 42), { total: 42, valid: 42 })
  })

  it('counts nothing when it is switched off, and says so', async () => {
    const server = await start({ config: { usage: { enabled: false, flush_interval: '10ms' } } })
    const { secret } = await issue(server)
    await verifyTimes(server, 3, { credential: secret })
    await delay(50)
    const { body } = await server.call('GET', `${ADMIN}/usage`)
    assert.deepEqual([body.recording, figures(body.total), body.buckets], [false, {}, []])
  })
})
