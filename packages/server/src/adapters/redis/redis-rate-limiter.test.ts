import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import { nextCell, type RateLimitCell } from '@latchkey/core/verify/gcra'
import { describeRateLimiter, type OpenedRateLimiter } from '@latchkey/testkit/rate-limiter-conformance'
import { type RedisCluster, startRedisCluster } from '@latchkey/testkit/servers/redis-cluster'
import { type RedisServer, startRedis } from '@latchkey/testkit/servers/redis-server'
import fc from 'fast-check'
import { openRedis, type Redis } from './redis.ts'
import { RedisRateLimiter } from './redis-rate-limiter.ts'

const acme = '11111111-1111-4111-8111-111111111111' as ProjectId
const keyIdOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` as KeyId
// The deadline of a busy test machine; what happens at deadlines is tested with the connection.
const patient = { commandDeadlineMs: 10_000, commandsMax: 50_000 }

let server: RedisServer
let cluster: RedisCluster
let redis: Redis
let clustered: Redis
before(async () => {
  ;[server, cluster] = await Promise.all([startRedis(), startRedisCluster()])
  redis = openRedis({ ...patient, addresses: [server] })
  clustered = openRedis({ ...patient, addresses: cluster.nodes })
  assert.ok((await redis.whenUp(5000)) && (await clustered.whenUp(5000)))
})
after(async () => {
  await Promise.all([redis?.close(), clustered?.close()])
  await Promise.all([server?.stop(), cluster?.stop()])
})

let opened = 0
/** Each has no history, and a clock that starts where a real one is. */
function openWith(shared: Redis, startMs = 1_768_478_400_000.75): OpenedRateLimiter & { nowMs: number } {
  const state: OpenedRateLimiter & { nowMs: number } = {
    nowMs: startMs,
    limiter: new RedisRateLimiter({ redis: shared, namespace: `test-${++opened}`, nowMs: () => state.nowMs }),
    advanceMs(ms: number) {
      state.nowMs += ms
    },
  }
  return state
}

describeRateLimiter('one Redis', () => openWith(redis))
describeRateLimiter('a Redis Cluster', () => openWith(clustered))

/**
 * Where Redis differs from the core on purpose when a clock goes back: it keeps nothing of an idle key, and no key waits for
 * longer than a window.
 */
function rememberedAt(nowMs: number, cell: RateLimitCell | undefined): RateLimitCell | undefined {
  if (cell === undefined || cell.backlog === 0) return undefined
  const now = Math.floor(nowMs)
  return cell.atMs - now > cell.windowMs ? { ...cell, atMs: now } : cell
}

describe('RedisRateLimiter', () => {
  const policies = fc.record({
    quota: fc.integer({ min: 1, max: 2000 }),
    windowMs: fc.constantFrom(1, 7, 1000, 60_000, 86_400_000),
    unit: fc.constant(''),
  })
  const uses = fc.array(
    fc.record({
      // Time may stand still, and go back a little.
      elapsedMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90_000 }), fc.double({ min: -0.9, max: 9, noNaN: true })),
      cost: fc.oneof(fc.constant(1), fc.integer({ min: 0, max: 3000 })),
      policy: fc.integer({ min: 0, max: 1 }),
    }),
    { minLength: 1, maxLength: 30 },
  )

  it('decides like the core', async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(policies, policies), uses, async (choice, steps) => {
        const state = openWith(redis)
        let cell: RateLimitCell | undefined
        for (const { elapsedMs, cost, policy: index } of steps) {
          state.nowMs += elapsedMs
          const policy = choice[index] ?? choice[0]
          const expected = nextCell(policy, rememberedAt(state.nowMs, cell), { cost, nowMs: state.nowMs })
          cell = expected.cell
          assert.deepEqual(await state.limiter.consume(acme, keyIdOf(1), policy, cost), expected.decision)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('decides by the clock of Redis, for all who share it', async () => {
    const namespace = `test-${++opened}`
    const instances = [0, 1, 2].map(() => openRedis({ ...patient, addresses: [server] }))
    await Promise.all(instances.map((instance) => instance.whenUp(5000)))
    const limiters = instances.map((instance) => new RedisRateLimiter({ redis: instance, namespace }))
    const policy = { quota: 100, windowMs: 3_600_000, unit: '' }
    const decisions = await Promise.all(
      Array.from({ length: 600 }, (_, index) => limiters[index % 3]?.consume(acme, keyIdOf(1), policy, 1)),
    )
    assert.equal(decisions.filter((decision) => decision?.allowed === true).length, 100)
    await Promise.all(instances.map((instance) => instance.close()))
  })

  it('has a key wait one window at most when the clock was set back', async () => {
    const state = openWith(redis)
    const policy = { quota: 10, windowMs: 1000, unit: '' }
    for (let use = 0; use < 10; use++) await state.limiter.consume(acme, keyIdOf(1), policy, 1)
    state.nowMs -= 3_600_000
    assert.equal((await state.limiter.consume(acme, keyIdOf(1), policy, 1))?.allowed, false)
    state.nowMs += 1000
    assert.equal((await state.limiter.consume(acme, keyIdOf(1), policy, 10))?.allowed, true)
  })

  it('leaves nothing behind of keys that are idle or only asked', async () => {
    const namespace = `test-${++opened}`
    const limiter = new RedisRateLimiter({ redis, namespace })
    const slots = async () => (await server.ask('KEYS', `latchkey:${namespace}:*`)) as string[]
    await limiter.consume(acme, keyIdOf(1), { quota: 10, windowMs: 60_000, unit: '' }, 0)
    await limiter.consume(acme, keyIdOf(2), { quota: 10, windowMs: 60_000, unit: '' }, 11)
    assert.deepEqual(await slots(), [])
    await limiter.consume(acme, keyIdOf(3), { quota: 10, windowMs: 60_000, unit: '' }, 1)
    const [slot] = await slots()
    const life = Number(await server.ask('PTTL', slot ?? ''))
    assert.ok(life > 4000 && life <= 6000, `${life} ms for a tenth of a minute`)
    await limiter.consume(acme, keyIdOf(4), { quota: 10, windowMs: 100, unit: '' }, 10)
    await delay(120)
    assert.equal((await slots()).length, 1)
  })

  it('starts anew on what it cannot read', async () => {
    const namespace = `test-${++opened}`
    const limiter = new RedisRateLimiter({ redis, namespace })
    const policy = { quota: 10, windowMs: 60_000, unit: '' }
    await limiter.consume(acme, keyIdOf(4), policy, 3)
    await server.ask('SET', `latchkey:${namespace}:{${acme}}:limit:${keyIdOf(4)}`, 'from another version')
    assert.equal((await limiter.consume(acme, keyIdOf(4), policy, 1))?.remaining, 9)
  })

  it('goes on with a server that forgot its scripts', async () => {
    const { limiter } = openWith(redis)
    const policy = { quota: 10, windowMs: 60_000, unit: '' }
    await limiter.consume(acme, keyIdOf(1), policy, 1)
    await server.ask('SCRIPT', 'FLUSH')
    assert.equal((await limiter.consume(acme, keyIdOf(1), policy, 1))?.remaining, 8)
  })

  it('has no answer where there is no Redis', async () => {
    const nowhere = openRedis({ addresses: [{ host: '127.0.0.1', port: 1 }] })
    const limiter = new RedisRateLimiter({ redis: nowhere, namespace: 'test' })
    assert.equal(await limiter.consume(acme, keyIdOf(1), { quota: 1, windowMs: 1, unit: '' }, 1), undefined)
    await nowhere.close()
  })
})
