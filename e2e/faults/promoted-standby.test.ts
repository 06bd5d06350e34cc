import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type PostgresServer, startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { type PostgresStandby, startPostgresStandby } from '@latchkey/testkit/servers/postgres-standby'
import { type RedisServer, startRedis } from '@latchkey/testkit/servers/redis-server'
import { backend } from '../support/backend.ts'
import { migrated } from '../support/migrated.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { MovingAddress } from './moving-address.ts'

const ADMIN = '/v2alpha1/admin'
const WRITERS = 8
const WRITE_MS = 1500
const OUTAGE_MS = 1500
const RESUMES_WITHIN_MS = 10_000

interface Asked {
  readonly requestId: string
  /** Absent when it was not acknowledged. */
  readonly secret: string | undefined
}

// Two durable servers take their time: for runs that are about PostgreSQL.
const isMeant = backend.store === 'postgres'

describe('a standby that is promoted', { skip: !isMeant && 'runs with LATCHKEY_TEST_STORE=postgres' }, () => {
  let primary: PostgresServer
  let standby: PostgresStandby
  let address: MovingAddress
  let redis: RedisServer
  let server: TestServer

  before(async () => {
    primary = await startPostgres({ durable: true })
    await migrated(primary.dsn)
    standby = await startPostgresStandby(primary)
    address = await MovingAddress.open(primary.port)
    const dsn = `postgres://latchkey@127.0.0.1:${address.port}/latchkey`
    redis = await startRedis()
    const cache = { LATCHKEY_CACHE_TYPE: 'redis', LATCHKEY_CACHE_REDIS_ADDRS: redis.address }
    server = await startTestServer({ environment: { LATCHKEY_DB_DSN: dsn, ...cache } })
  })
  after(async () => {
    await server.stop()
    await redis.stop()
    address.close()
    await standby.stop()
    await primary.stop()
  })

  const issue = (requestId: string) => server.call('POST', `${ADMIN}/issuedApiKeys`, { name: requestId, request_id: requestId })

  const verify = async (credential: string): Promise<string> => {
    const { status, body } = await server.call('POST', `${ADMIN}/apiKeys:verify`, { credential })
    if (status !== 200) return String(status)
    return body.is_valid ? 'VALID' : body.error_code
  }

  /** Several writers, one key after the other, until told to stop. */
  async function writeUntil(isOver: () => boolean): Promise<readonly Asked[]> {
    const asked: Asked[] = []
    const write = async (writer: number): Promise<void> => {
      for (let round = 0; !isOver(); round++) {
        const requestId = `w${writer}r${round}`
        const { status, body } = await issue(requestId)
        assert.ok(status === 201 || status === 503, `${status} ${JSON.stringify(body)}`)
        asked.push({ requestId, secret: status === 201 ? body.secret : undefined })
        if (status !== 201) await delay(20)
      }
    }
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))
    return asked
  }

  it('has every key that was acknowledged, once, and takes the next writes', async () => {
    const known = (await issue('known')).body.secret
    assert.equal(await verify(known), 'VALID')
    let isOver = false
    const writing = writeUntil(() => isOver)
    await delay(WRITE_MS)
    await primary.kill()
    const meanwhile: string[] = []
    const outageEndsMs = performance.now() + OUTAGE_MS
    while (performance.now() < outageEndsMs) {
      meanwhile.push(await verify(known))
      await delay(20)
    }
    isOver = true
    const asked = await writing
    await standby.promote()
    address.leadTo(standby.port)
    const promotedMs = performance.now()
    while ((await issue('afterwards')).status !== 201) {
      assert.ok(performance.now() - promotedMs < RESUMES_WITHIN_MS, 'writes do not resume')
      await delay(50)
    }
    const acknowledged = asked.filter(({ secret }) => secret !== undefined)
    assert.ok(acknowledged.length > WRITERS && acknowledged.length < asked.length, `${acknowledged.length} of ${asked.length}`)
    // Redis tells what others revoke, so that what is cached may be believed.
    assert.ok(meanwhile.length > 0)
    assert.deepEqual([...new Set(meanwhile)], ['VALID'])
    for (const { secret = '' } of acknowledged) assert.equal(await verify(secret), 'VALID')
    assert.equal(await verify(known), 'VALID')
    for (const { requestId } of asked) assert.equal((await issue(requestId)).status, 201)
    const names = await listNames()
    assert.deepEqual([names.length, new Set(names).size], [asked.length + 2, asked.length + 2])
  })

  async function listNames(): Promise<readonly string[]> {
    const names: string[] = []
    for (let token = ''; ; ) {
      const { body } = await server.call('GET', `${ADMIN}/issuedApiKeys?page_size=500&page_token=${encodeURIComponent(token)}`)
      names.push(...body.issued_api_keys.map(({ name }: { name: string }) => name))
      token = body.next_page_token ?? ''
      if (token === '') return names
    }
  }
})
