import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type RedisServer, startRedis } from '@latchkey/testkit/servers/redis-server'
import { type Answer, startTestServer, type TestServer } from '../support/test-server.ts'
import { scrape } from '../telemetry/metrics-text.ts'

const ISSUED = '/v2alpha1/admin/issuedApiKeys'
const VERIFY = '/v2alpha1/admin/apiKeys:verify'
const BATCH = '/v2alpha1/admin/apiKeys:batchVerify'
// Longer than the default: several servers, their callers and Redis share the processors of a test machine.
const DEADLINE = '400ms'
const LIMITED = { rate_limit_policy: { quota: 100, window: '3600s' } }

let redis: RedisServer
let folder: string
let reads: number
const servers: TestServer[] = []
before(async () => {
  redis = await startRedis()
  folder = await mkdtemp(join(tmpdir(), 'latchkey-redis-'))
  await startOne('open')
  await startOne('open')
})
after(async () => {
  for (const server of servers.splice(0)) await server.stop()
  await redis.stop()
  await rm(folder, { recursive: true, force: true })
})

/** One more server on the same database and the same Redis. */
async function startOne(onFailure: 'open' | 'deny'): Promise<TestServer> {
  const server = await startTestServer({
    folder,
    ...(servers[0] === undefined ? {} : { projectKey: servers[0].projectKey }),
    config: {
      cache: { type: 'redis', ttl: '30s', redis: { addrs: [redis.address], timeout: DEADLINE } },
      rate_limit: { enabled: true, backend: 'redis', on_failure: onFailure },
    },
    overrides: {
      keyStore: (store) => ({
        ...store,
        find(projectId, id) {
          reads++
          return store.find(projectId, id)
        },
        findMany(projectId, ids) {
          reads++
          return store.findMany(projectId, ids)
        },
      }),
    },
  })
  servers.push(server)
  return server
}

const at = (index: number): TestServer => servers[index] ?? assert.fail('not started')

async function issue(more: Record<string, unknown> = {}): Promise<{ id: string; secret: string }> {
  const { status, body } = await at(0).call('POST', ISSUED, { name: 'ci', actor_id: 'user_1', ...more })
  assert.equal(status, 201, JSON.stringify(body))
  return { id: body.issued_api_key.key_id, secret: body.secret }
}

const verify = (server: TestServer, credential: string, headers: Record<string, string> = {}): Promise<Answer> =>
  server.call('POST', VERIFY, { credential }, headers)

const cacheOf = ({ headers }: Answer): string | null => headers.get('ory-talos-cache')

async function until(holds: () => Promise<boolean>): Promise<void> {
  const endsAt = performance.now() + 8000
  while (!(await holds())) {
    if (performance.now() > endsAt) assert.fail('not within 8 s')
    await delay(20)
  }
}

const ready = async ({ server }: TestServer): Promise<Answer['body']> => {
  const response = await fetch(`http://127.0.0.1:${server.operationsPort}/health/ready`)
  return { code: response.status, ...((await response.json()) as object) }
}

describe('two servers that share a database and a Redis', () => {
  it('count uses together, exactly', async () => {
    const { secret } = await issue(LIMITED)
    const answers = await Promise.all(Array.from({ length: 150 }, (_, index) => verify(at(index % 2), secret)))
    assert.equal(answers.filter(({ body }) => body.is_valid).length, 100)
    assert.ok(answers.every(({ body }) => body.is_valid || body.error_code === 'VERIFICATION_ERROR_RATE_LIMITED'))
    const { body } = await at(1).call('POST', BATCH, { requests: [{ credential: secret }, { credential: secret }] })
    assert.ok(JSON.stringify(body).includes('RATE_LIMITED'))
  })

  it('share what they have read', async () => {
    const { secret } = await issue()
    const other = await issue()
    assert.equal(cacheOf(await verify(at(0), secret)), 'MISS')
    await delay(50)
    reads = 0
    const shared = await verify(at(1), secret)
    assert.equal(shared.body.is_valid, true)
    assert.equal(cacheOf(shared), 'HIT')
    assert.equal(reads, 0)
    await verify(at(0), other.secret)
    await delay(50)
    reads = 0
    const { body } = await at(1).call('POST', BATCH, { requests: [{ credential: secret }, { credential: other.secret }] })
    assert.deepEqual(
      body.results.map((result: { is_valid: boolean }) => result.is_valid),
      [true, true],
    )
    assert.equal(reads, 0)
  })

  it('ask the database when the caller wants them to', async () => {
    const { secret } = await issue()
    await verify(at(0), secret)
    await delay(50)
    reads = 0
    assert.equal(cacheOf(await verify(at(1), secret, { 'cache-control': 'no-cache' })), 'SKIP')
    assert.equal(reads, 1)
    const unseen = await issue()
    await verify(at(0), unseen.secret, { 'cache-control': 'no-store' })
    await delay(50)
    assert.equal(cacheOf(await verify(at(1), unseen.secret)), 'MISS')
  })

  it('keep no credential in Redis', async () => {
    const { secret } = await issue()
    await verify(at(0), secret)
    await delay(50)
    const slots = (await redis.ask('KEYS', '*')) as string[]
    const entries = await Promise.all(slots.filter((slot) => slot.includes(':key:')).map((slot) => redis.ask('GET', slot)))
    assert.ok(entries.length > 0)
    assert.ok([...slots, ...entries].every((text) => !String(text).includes(secret)))
  })

  for (const [what, change] of [
    [
      'revoked',
      (id: string) => at(0).call('POST', `/v2alpha1/admin/apiKeys/${id}:revoke`, { reason: 'REVOCATION_REASON_KEY_COMPROMISE' }),
    ],
    ['suspended', (id: string) => at(0).call('POST', `${ISSUED}/${id}:suspend`, {})],
  ] as const) {
    it(`refuse on one what was ${what} on the other, and never accept it again`, async () => {
      const keys = await Promise.all(Array.from({ length: 10 }, () => issue()))
      for (const { id, secret } of keys) {
        for (const server of servers) assert.equal((await verify(server, secret)).body.is_valid, true)
        assert.ok((await change(id)).status < 300)
        assert.equal((await verify(at(0), secret)).body.is_valid, false)
        const changedAt = performance.now()
        await until(async () => !(await verify(at(1), secret)).body.is_valid)
        assert.ok(performance.now() - changedAt < 1000)
      }
      for (const { secret } of keys) {
        for (const server of servers) assert.equal((await verify(server, secret)).body.is_valid, false)
      }
    })
  }

  it('go on without Redis, say so, and use it again when it is back', async () => {
    const { secret } = await issue(LIMITED)
    const { id, secret: leaked } = await issue()
    for (const server of servers) for (const one of [secret, leaked]) await verify(server, one)
    redis.pause()
    try {
      for (let round = 0; round < 20; round++) {
        const askedAt = performance.now()
        const { body } = await verify(at(round % 2), secret)
        assert.ok(performance.now() - askedAt < 2000, 'a verification waits for Redis')
        assert.equal(body.is_valid, true)
        if (round > 4) assert.equal(body.rate_limit_remaining, undefined)
      }
      const degraded = { redis: 'cannot be reached', push: 'is lost; changes elsewhere show a little later' }
      await until(async () => Object.keys((await ready(at(0))).degraded ?? {}).length === 2)
      assert.deepEqual(await ready(at(0)), { code: 200, status: 'degraded', degraded })
      const metrics = await scrape(at(0))
      assert.equal(metrics.sum('latchkey_dependency_up', { dependency: 'redis' }), 0)
      assert.ok(metrics.sum('latchkey_rate_limit_decisions_total', { scope: 'key', decision: 'unavailable' }) >= 5)
      const revoking = await at(0).call('POST', `/v2alpha1/admin/apiKeys/${id}:revoke`, {})
      assert.equal(revoking.status, 204)
      assert.equal((await verify(at(0), leaked)).body.is_valid, false)
      await until(async () => !(await verify(at(1), leaked)).body.is_valid)
    } finally {
      redis.resume()
    }
    await until(async () => (await ready(at(0))).status === 'ok' && (await ready(at(1))).status === 'ok')
    for (let round = 0; round < 10; round++) {
      for (const server of servers) assert.equal((await verify(server, leaked)).body.is_valid, false)
    }
    assert.notEqual((await verify(at(0), secret)).body.rate_limit_remaining, undefined)
  })

  it('refuse what they cannot count, where that was asked for', async () => {
    const strict = await startOne('deny')
    const [limited, free] = [await issue(LIMITED), await issue()]
    assert.equal((await verify(strict, limited.secret)).body.is_valid, true)
    redis.pause()
    try {
      const refused = await verify(strict, limited.secret)
      assert.equal(refused.body.error_code, 'VERIFICATION_ERROR_RATE_LIMITED')
      assert.equal(refused.headers.get('retry-after'), '1')
      assert.equal((await verify(strict, free.secret)).body.is_valid, true)
      assert.equal((await strict.call('POST', ISSUED, { name: 'ci', actor_id: 'user_1' })).status, 201)
      const metrics = await scrape(strict)
      assert.ok(metrics.sum('latchkey_rate_limit_decisions_total', { scope: 'key', decision: 'denied' }) >= 1)
    } finally {
      redis.resume()
    }
    await until(async () => (await verify(strict, limited.secret)).body.is_valid)
  })

  it('start without Redis', async () => {
    await redis.kill()
    try {
      const server = await startOne('open')
      const { secret } = await issue()
      assert.equal((await verify(server, secret)).body.is_valid, true)
      assert.equal((await ready(server)).status, 'degraded')
      assert.ok(server.logs.some((line) => line.includes('begins without it') && line.includes('ECONNREFUSED')))
    } finally {
      await redis.restart()
    }
    await until(async () => (await ready(servers.at(-1) ?? at(0))).status === 'ok')
  })
})
