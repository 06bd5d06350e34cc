import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { ApiKey, KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import { buildImportedKey, buildIssuedKey, buildProjectId } from '@latchkey/testkit/builders'
import { atMs, FakeClock } from '@latchkey/testkit/fake-clock'
import { type RedisCluster, startRedisCluster } from '@latchkey/testkit/servers/redis-cluster'
import { type RedisServer, startRedis } from '@latchkey/testkit/servers/redis-server'
import { evictScript, putScript } from './key-cache-scripts.ts'
import { openRedis, type Redis } from './redis.ts'
import { RedisKeyCache } from './redis-key-cache.ts'

const patient = { commandDeadlineMs: 10_000 }
const LIFE_MS = 30_000

let server: RedisServer
let cluster: RedisCluster
let redis: Redis
let clustered: Redis
before(async () => {
  ;[server, cluster] = await Promise.all([startRedis(), startRedisCluster()])
  redis = openRedis({ ...patient, addresses: [server] })
  clustered = openRedis({ ...patient, addresses: cluster.nodes })
  assert.ok((await redis.whenUp(5000)) && (await clustered.whenUp(5000)))
  for (const { ask } of [server, ...cluster.nodes])
    for (const { source } of [putScript, evictScript]) await ask('SCRIPT', 'LOAD', source)
})
after(async () => {
  await Promise.all([redis?.close(), clustered?.close()])
  await Promise.all([server?.stop(), cluster?.stop()])
})

interface Shared {
  readonly cache: RedisKeyCache
  readonly clock: FakeClock
  find(key: ApiKey): Promise<ApiKey | undefined>
  /** Waits until Redis has it. */
  put(key: ApiKey, ttlMs?: number): Promise<void>
}

let opened = 0
const newNamespace = (): string => `test-${++opened}`

/** One process that trusts what it finds; several with one namespace share. */
async function open(namespace = newNamespace(), over = redis): Promise<Shared> {
  const shared = openUntrusted(namespace, over)
  // In a Cluster only what was put a second later is beyond doubt.
  await delay(over.isCluster ? 1010 : 10)
  const probe = buildIssuedKey({ projectId: buildProjectId() })
  for (let tries = 0; tries < 200; tries++) {
    await shared.put(probe)
    if ((await shared.find(probe)) !== undefined) break
    await delay(10)
  }
  return shared
}

function openUntrusted(namespace: string, over: Redis): Shared {
  const clock = new FakeClock()
  const cache = new RedisKeyCache({ redis: over, namespace, clock })
  const find = async ({ projectId, id }: ApiKey): Promise<ApiKey | undefined> => {
    const [found] = await cache.find(projectId, [[id]])
    return found?.key
  }
  const put = async (key: ApiKey, ttlMs = LIFE_MS): Promise<void> => {
    cache.put(key, ttlMs)
    await over.run(key.projectId, ['GET', `{${key.projectId}}`])
  }
  return { cache, clock, find, put }
}

const newer = <K extends ApiKey>(key: K): K => ({ ...key, version: key.version + 1 })
const full = (): ApiKey =>
  buildIssuedKey({
    projectId: buildProjectId(),
    name: 'Schlüssel "1"\n',
    scopes: ['read:*', 'write'],
    metadata: JSON.parse('{"a":{"b":[1,null,"x"]},"__proto__":{"c":1}}'),
    rateLimit: { quota: 5, windowMs: 1000, unit: 'requests' },
    allowedCidrs: ['10.0.0.0/8'],
    expiresAt: atMs(1000),
    lastUsedAt: atMs(1),
    lastUsedIp: '10.0.0.1',
    suspendedAt: atMs(2),
    version: 7,
  })

for (const [name, over] of [
  ['one Redis', () => redis],
  ['a Redis Cluster', () => clustered],
] as const) {
  describe(`RedisKeyCache on ${name}`, () => {
    it('hands every kind of key over to other processes as it is', async () => {
      const namespace = newNamespace()
      const [one, other] = await Promise.all([open(namespace, over()), open(namespace, over())])
      for (const key of [full(), buildIssuedKey(), buildImportedKey()]) {
        await one.put(key)
        assert.deepEqual(await other.find(key), key)
      }
    })

    it('answers for many at once, in their order', async () => {
      const { cache, put } = await open(newNamespace(), over())
      const projectId = buildProjectId()
      const keys = Array.from({ length: 100 }, () => buildIssuedKey({ projectId }))
      for (const key of keys.filter((_, index) => index % 3 === 0)) await put(key)
      const found = await cache.find(
        projectId,
        keys.map(({ id }) => [id]),
      )
      assert.deepEqual(
        found.map((hit) => hit?.key.id),
        keys.map(({ id }, index) => (index % 3 === 0 ? id : undefined)),
      )
    })

    it('never shows what comes in late', async () => {
      const namespace = newNamespace()
      const [revoker, reader] = await Promise.all([open(namespace, over()), open(namespace, over())])
      for (let round = 0; round < (over().isCluster ? 40 : 200); round++) {
        const read = buildIssuedKey({ projectId: buildProjectId() })
        // The reader has read the store, is overtaken by a revocation, and only then puts what it read.
        await revoker.cache.evict(read.projectId, read.id, 2)
        await reader.put(read)
        assert.equal(await reader.find(read), undefined)
        assert.equal(await revoker.find(read), undefined)
        await reader.put(newer(read))
        assert.equal((await reader.find(read))?.version, 2)
      }
    })

    it('forgets everywhere at once, and for good what was deleted', async () => {
      const namespace = newNamespace()
      const [one, other] = await Promise.all([open(namespace, over()), open(namespace, over())])
      const key = buildIssuedKey()
      await one.put(key)
      await other.cache.evict(key.projectId, key.id, Number.POSITIVE_INFINITY)
      assert.equal(await one.find(key), undefined)
      await one.put({ ...key, version: 1_000_000 })
      assert.equal(await one.find(key), undefined)
    })
  })
}

describe('RedisKeyCache', () => {
  it('keeps the newer of two that overtake each other', async () => {
    const { find, put } = await open()
    const key = buildIssuedKey()
    await put(newer(key))
    await put(key)
    assert.equal((await find(key))?.version, 2)
  })

  it('spares an entry that is as new as the eviction', async () => {
    const { cache, find, put } = await open()
    const key = buildIssuedKey()
    await put(newer(key))
    await cache.evict(key.projectId, key.id, 2)
    assert.equal((await find(key))?.version, 2)
    await cache.evict(key.projectId, key.id, 1)
    await put(key)
    assert.equal((await find(key))?.version, 2)
  })

  it('keeps projects and installations apart', async () => {
    const [one, other] = await Promise.all([open(), open()])
    const key = buildIssuedKey({ projectId: buildProjectId() })
    await one.put(key)
    assert.equal(await other.find(key), undefined)
    assert.equal(await one.find({ ...key, projectId: buildProjectId() }), undefined)
  })

  it('believes its own tombstones more than Redis', async () => {
    const namespace = newNamespace()
    const [{ cache, clock, find, put }, other] = await Promise.all([open(namespace), open(namespace)])
    const key = buildIssuedKey()
    await put(key)
    const slot = `latchkey:${namespace}:{${key.projectId}}:key:${key.id}`
    const entry = String(await server.ask('GET', slot))
    await cache.evict(key.projectId, key.id, 2)
    // As after a failover to a replica that had not got so far.
    await server.ask('SET', slot, entry)
    await server.ask('DEL', `latchkey:${namespace}:{${key.projectId}}:evicted:${key.id}`)
    assert.deepEqual(await other.find(key), key)
    assert.equal(await find(key), undefined)
    clock.advance(LIFE_MS - 1)
    assert.equal(await find(key), undefined)
  })

  it('finds nothing that was put before it began, or before it lost touch', async () => {
    const namespace = newNamespace()
    const early = await open(namespace)
    const key = buildIssuedKey()
    await early.put(key)
    const late = await open(namespace)
    assert.equal(await late.find(key), undefined)
    assert.deepEqual(await early.find(key), key)
    await late.put(key)
    assert.deepEqual(await late.find(key), key)
    late.cache.distrust()
    assert.equal(await late.find(key), undefined)
    await delay(10)
    assert.equal(await late.find(key), undefined)
    await late.put(key)
    assert.deepEqual(await late.find(key), key)
  })

  it('lets entries go when they end, and none lives longer than a minute', async () => {
    const namespace = newNamespace()
    const { cache, find, put } = await open(namespace)
    const [short, long, none] = [buildIssuedKey(), buildIssuedKey(), buildIssuedKey()]
    await put(short, 30)
    await put(long, 3_600_000)
    for (const ttlMs of [0, -1, 0.5, Number.NaN]) await put(none, ttlMs)
    assert.equal(await find(none), undefined)
    const [hit] = await cache.find(long.projectId, [[long.id]])
    assert.ok(hit !== undefined && hit.ttlMs <= 60_000 && hit.ttlMs > 50_000)
    const life = Number(await server.ask('PTTL', `latchkey:${namespace}:{${long.projectId}}:key:${long.id}`))
    assert.ok(life <= 60_000 && life > 50_000)
    await delay(40)
    assert.equal(await find(short), undefined)
  })

  it('says how much of its life an entry has left, and believes none beyond its end by its own clock', async () => {
    const { cache, clock, find, put } = await open()
    const key = buildIssuedKey()
    await put(key, 20_000)
    clock.advance(15_000)
    assert.equal((await cache.find(key.projectId, [[key.id]]))[0]?.ttlMs, 5000)
    clock.advance(4999)
    assert.equal((await cache.find(key.projectId, [[key.id]]))[0]?.ttlMs, 1)
    clock.advance(1)
    assert.equal(await find(key), undefined)
  })

  it('leaves to the store which of several imports counts, and looks there after any of them changed', async () => {
    const namespace = newNamespace()
    const [one, other] = await Promise.all([open(namespace), open(namespace)])
    const projectId = buildProjectId()
    const [raw, digest, third] = [0, 1, 2].map(() => buildImportedKey({ projectId })) as [ApiKey, ApiKey, ApiKey]
    const ids = [raw.id, digest.id, third.id]
    const find = async ({ cache }: Shared) => (await cache.find(projectId, [ids]))[0]?.key
    await one.put(raw)
    assert.deepEqual(await find(one), raw)
    await one.put(digest)
    assert.equal(await find(one), undefined)
    await server.ask('DEL', `latchkey:${namespace}:{${projectId}}:key:${digest.id}`)
    assert.deepEqual(await find(one), raw)
    await other.cache.evict(projectId, digest.id, 2)
    assert.equal(await find(one), undefined)
    assert.equal(await find(other), undefined)
  })

  it('takes for unknown what it cannot read', async () => {
    const namespace = newNamespace()
    const { find, put } = await open(namespace)
    const key = buildIssuedKey()
    await put(key)
    const slot = `latchkey:${namespace}:{${key.projectId}}:key:${key.id}`
    const entry = String(await server.ask('GET', slot))
    assert.deepEqual(await find(key), key)
    const [version = '', putAt = '', ...rest] = entry.split(' ')
    const record = JSON.parse(rest.join(' '))
    const hostile = [
      '',
      'x',
      entry.slice(0, -1),
      `2 ${putAt} ${rest.join(' ')}`,
      `${version} ${putAt} null`,
      `${version} ${putAt} ${JSON.stringify({ ...record, format: 2 })}`,
      `${version} ${putAt} ${JSON.stringify({ ...record, key: null })}`,
      `${version} ${putAt} ${JSON.stringify({ ...record, key: { ...record.key, id: 'another' as KeyId } })}`,
      `${version} ${putAt} ${JSON.stringify({ ...record, key: { ...record.key, projectId: 'another' as ProjectId } })}`,
    ]
    for (const text of hostile) {
      await server.ask('SET', slot, text)
      assert.equal(await find(key), undefined, text)
      await put(key)
    }
    await server.ask('DEL', slot)
    await server.ask('LPUSH', slot, 'another type')
    assert.equal(await find(key), undefined)
  })

  it('keeps no credential', async () => {
    const namespace = newNamespace()
    const { put } = await open(namespace)
    const key = full()
    await put(key)
    const entry = String(await server.ask('GET', `latchkey:${namespace}:{${key.projectId}}:key:${key.id}`))
    const members = Object.keys(JSON.parse(entry.slice(entry.indexOf('{'))).key).sort()
    assert.deepEqual(members, Object.keys(JSON.parse(JSON.stringify(key))).sort())
  })

  it('finds nothing while an eviction is due, and catches up with it', async () => {
    const own = await startRedis()
    const connection = openRedis({ addresses: [own] })
    try {
      await connection.whenUp(5000)
      const namespace = newNamespace()
      const [revoker, reader] = [await open(namespace, connection), await open(namespace, connection)]
      const [key, other] = [buildIssuedKey(), buildIssuedKey()]
      await reader.put(key)
      await reader.put(other)
      await revoker.put(other)
      own.pause()
      const beganAt = performance.now()
      await revoker.cache.evict(key.projectId, key.id, 2)
      assert.ok(performance.now() - beganAt < 1000, 'a revocation must not wait for Redis')
      assert.equal(revoker.cache.pendingEvictions, 1)
      own.resume()
      assert.ok(await connection.whenUp(5000))
      for (let look = 0; revoker.cache.pendingEvictions > 0; look++) {
        assert.equal(await revoker.find(other), undefined)
        assert.ok(look < 500, 'the eviction is not carried out')
        await delay(10)
      }
      assert.equal(await reader.find(key), undefined)
      assert.deepEqual(await revoker.find(other), other)
      revoker.cache.close()
    } finally {
      await connection.close()
      await own.stop()
    }
  })

  it('knows nothing where there is no Redis', async () => {
    const nowhere = openRedis({ addresses: [{ host: '127.0.0.1', port: 1 }] })
    const { cache, find } = openUntrusted(newNamespace(), nowhere)
    try {
      const key = buildIssuedKey({ expiresAt: 1 as Instant })
      cache.put(key, 1000)
      await cache.evict(key.projectId, key.id, 2)
      assert.equal(await find(key), undefined)
    } finally {
      cache.close()
      await nowhere.close()
    }
  })
})
