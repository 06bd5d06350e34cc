import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type PostgresServer, startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { type RedisServer, startRedis } from '@latchkey/testkit/servers/redis-server'
import { Client } from 'pg'
import { type Answer, startTestServer, type TestServer } from '../support/test-server.ts'
import { type Scrape, scrape } from '../telemetry/metrics-text.ts'

// One case per cell of the table in docs/operate/failures.md that needs PostgreSQL or Redis, in its words.

const ISSUED = '/v2alpha1/admin/issuedApiKeys'
const VERIFY = '/v2alpha1/admin/apiKeys:verify'
const NOBODY = 'nobody-has-this-key'
const NO_CACHE = { 'cache-control': 'no-cache' }
const LIMIT = { rate_limit_policy: { quota: 1000, window: '3600s' } }

interface Issued {
  readonly id: string
  readonly secret: string
}

let postgres: PostgresServer
let redis: RedisServer
let server: TestServer
let known: Issued
let limited: Issued
let token: string

before(async () => {
  postgres = await startPostgres({ durable: true })
  redis = await startRedis()
  server = await startTestServer({
    environment: {
      LATCHKEY_DB_DSN: postgres.dsn,
      LATCHKEY_CACHE_TYPE: 'redis',
      LATCHKEY_CACHE_TTL: '60s',
      LATCHKEY_CACHE_REDIS_ADDRS: redis.address,
      LATCHKEY_RATE_LIMIT_ENABLED: 'true',
      LATCHKEY_RATE_LIMIT_BACKEND: 'redis',
    },
  })
  known = await issue()
  limited = await issue(LIMIT)
  const derived = await server.call('POST', '/v2alpha1/admin/apiKeys:derive', {
    credential: known.secret,
    algorithm: 'TOKEN_ALGORITHM_JWT',
  })
  assert.equal(derived.status, 200, JSON.stringify(derived.body))
  token = derived.body.token.token
  for (const { secret } of [known, limited]) assert.equal((await verify(secret)).body.is_valid, true)
})
after(async () => {
  await server?.stop()
  await redis?.stop()
  await postgres?.stop()
})

async function issue(more: Record<string, unknown> = {}): Promise<Issued> {
  const { status, body } = await server.call('POST', ISSUED, { name: 'ci', actor_id: 'user_1', ...more })
  assert.equal(status, 201, JSON.stringify(body))
  return { id: body.issued_api_key.key_id, secret: body.secret }
}

const verify = (credential: string, headers: Record<string, string> = {}): Promise<Answer> =>
  server.call('POST', VERIFY, { credential }, headers)

const metrics = (): Promise<Scrape> => scrape(server)

async function readiness(): Promise<{ readonly code: number; readonly status: string; readonly degraded?: object }> {
  const response = await fetch(`http://127.0.0.1:${server.server.operationsPort}/health/ready`)
  return { code: response.status, ...((await response.json()) as { readonly status: string }) }
}

const isAlive = async (): Promise<boolean> => (await fetch(`${server.endpoint}/health/alive`)).ok

async function until(holds: () => Promise<boolean>): Promise<void> {
  const endsAt = performance.now() + 10_000
  while (!(await holds())) {
    if (performance.now() > endsAt) assert.fail('not within 10 s')
    await delay(20)
  }
}

/** The answer to whoever needs a database that does not answer: soon, and no word about the key. */
async function isRefusedSoon(ask: () => Promise<Answer>): Promise<void> {
  const askedAt = performance.now()
  const { status, body, headers } = await ask()
  assert.equal(status, 503, JSON.stringify(body))
  assert.ok(performance.now() - askedAt < 5000)
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.ok(!JSON.stringify(body).includes('VERIFICATION_ERROR'), JSON.stringify(body))
}

const isWell = async (): Promise<boolean> => (await readiness()).status === 'ok'

for (const [state, begin, end] of [
  ['unreachable', () => postgres.kill(), () => postgres.restart()],
  ['stalled', async () => postgres.pause(), async () => postgres.resume()],
] as const) {
  describe(`database ${state}`, () => {
    before(async () => {
      for (const { secret } of [known, limited]) await verify(secret)
      await begin()
    })
    after(async () => {
      await end()
      await until(isWell)
    })

    it('verify issued/imported: 503 for what is not remembered, never NOT_FOUND', async () => {
      const before = (await metrics()).sum('latchkey_store_failures_total')
      await isRefusedSoon(() => verify(known.secret, NO_CACHE))
      await isRefusedSoon(() => verify(NOBODY))
      assert.ok((await metrics()).sum('latchkey_store_failures_total') > before)
    })

    it('verify issued/imported: what is remembered is answered', async () => {
      const hits = (await metrics()).sum('latchkey_verification_cache_total', { status: 'hit' })
      const { status, body } = await verify(known.secret)
      assert.deepEqual([status, body.is_valid], [200, true])
      assert.equal((await metrics()).sum('latchkey_verification_cache_total', { status: 'hit' }), hits + 1)
    })

    it('verify derived: normal', async () => {
      const { status, body } = await verify(token)
      assert.deepEqual([status, body.is_valid, body.key_id], [200, true, known.id])
    })

    it('admin write: 503 within its deadline', async () => {
      await isRefusedSoon(() => server.call('POST', ISSUED, { name: 'ci', actor_id: 'user_1' }))
      const count = (await metrics()).sum('latchkey_http_requests_total', { route: ISSUED, code: '503' })
      assert.ok(count >= 1)
    })

    it('rate limit: normal', async () => {
      const allowed = (await metrics()).sum('latchkey_rate_limit_decisions_total', { scope: 'key', decision: 'allowed' })
      const { body } = await verify(limited.secret)
      assert.notEqual(body.rate_limit_remaining, undefined)
      assert.equal(
        (await metrics()).sum('latchkey_rate_limit_decisions_total', { scope: 'key', decision: 'allowed' }),
        allowed + 1,
      )
    })

    it('readiness: not ready, and alive', async () => {
      await until(async () => (await readiness()).code === 503)
      assert.equal(await isAlive(), true)
      assert.equal((await metrics()).sum('latchkey_dependency_up', { dependency: 'database' }), 0)
    })
  })
}

describe('after the database', () => {
  it('nothing absent was remembered', async () => {
    const { secret } = await issue()
    assert.equal((await verify(secret)).body.is_valid, true)
    assert.equal((await verify(known.secret, NO_CACHE)).body.is_valid, true)
    assert.equal((await metrics()).sum('latchkey_dependency_up', { dependency: 'database' }), 1)
  })
})

describe('Redis down', () => {
  before(async () => {
    await redis.kill()
    await until(async () => 'redis' in ((await readiness()).degraded ?? {}))
  })
  after(async () => {
    await redis.restart()
    await until(isWell)
  })

  it('verify issued/imported: from the database', async () => {
    const { secret } = await issue()
    assert.equal((await verify(secret)).body.is_valid, true)
    assert.equal((await verify(NOBODY)).body.error_code, 'VERIFICATION_ERROR_NOT_FOUND')
  })

  it('verify derived: normal', async () => assert.equal((await verify(token)).body.is_valid, true))

  it('admin write: a revoke succeeds, holds, and what is yet to be removed from Redis is counted', async () => {
    const { id, secret } = await issue()
    assert.equal((await verify(secret)).body.is_valid, true)
    assert.equal((await server.call('POST', `/v2alpha1/admin/apiKeys/${id}:revoke`, {})).status, 204)
    assert.equal((await verify(secret)).body.is_valid, false)
    assert.ok((await metrics()).sum('latchkey_queue_depth', { queue: 'evictions' }) >= 1)
  })

  it('rate limit: passes without figures, each use counted', async () => {
    const decision = { scope: 'key', decision: 'unavailable' }
    const before = (await metrics()).sum('latchkey_rate_limit_decisions_total', decision)
    const { body } = await verify(limited.secret)
    assert.deepEqual([body.is_valid, body.rate_limit_remaining], [true, undefined])
    assert.equal((await metrics()).sum('latchkey_rate_limit_decisions_total', decision), before + 1)
  })

  it('readiness: ready, degraded', async () => {
    const { code, degraded } = await readiness()
    assert.deepEqual([code, degraded && 'redis' in degraded], [200, true])
    assert.equal((await metrics()).sum('latchkey_dependency_up', { dependency: 'redis' }), 0)
  })

  it('invalidations lost on one way: ready, degraded, and said by which', async () => {
    const { degraded } = await readiness()
    assert.equal(degraded && 'push' in degraded, true)
    const seen = await metrics()
    assert.deepEqual(
      ['any', 'push'].map((by) => seen.sum('latchkey_coherence_whole', { by })),
      [1, 0],
    )
  })
})

describe('audit store failing', () => {
  let administrator: Client
  before(async () => {
    administrator = new Client({ connectionString: postgres.dsn })
    await administrator.connect()
    await administrator.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE SQLSTATE '58030'; END $$`,
    )
    await administrator.query('CREATE TRIGGER refuse BEFORE INSERT ON audit_events EXECUTE FUNCTION refuse()')
  })
  after(async () => {
    await administrator.end()
  })

  it('verify issued/imported and derived: normal', async () => {
    for (const credential of [known.secret, token]) {
      assert.equal((await verify(credential, NO_CACHE)).body.is_valid, true)
    }
  })

  it('admin write: closed, and nothing changed', async () => {
    const { id, secret } = known
    await isRefusedSoon(() => server.call('POST', `/v2alpha1/admin/apiKeys/${id}:revoke`, {}))
    assert.equal((await verify(secret, NO_CACHE)).body.is_valid, true)
    assert.ok((await metrics()).sum('latchkey_store_failures_total') >= 1)
  })

  it('readiness: ready, degraded, until a change is stored', async () => {
    const { code, degraded } = await readiness()
    assert.deepEqual([code, Object.keys(degraded ?? {})], [200, ['writes']])
    assert.equal((await metrics()).sum('latchkey_dependency_up', { dependency: 'writes' }), 0)
    await administrator.query('DROP TRIGGER refuse ON audit_events')
    await issue()
    assert.equal(await isWell(), true)
  })
})
