import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { LoggedInvalidation } from '@latchkey/core/ports/invalidations'
import { type RedisCluster, startRedisCluster } from '@latchkey/testkit/servers/redis-cluster'
import { type RedisServer, startRedis } from '@latchkey/testkit/servers/redis-server'
import { openRedis, type Redis } from './redis.ts'
import { RedisInvalidationChannel } from './redis-invalidation-channel.ts'
import type { RedisOptions } from './redis-options.ts'

const acme = '11111111-1111-4111-8111-111111111111' as ProjectId
const change = (sequence: number, version = sequence): LoggedInvalidation => ({
  sequence,
  invalidation: { kind: 'api_key', projectId: acme, keyId: 'key-1' as KeyId, version },
})

let server: RedisServer
let cluster: RedisCluster
before(async () => {
  ;[server, cluster] = await Promise.all([startRedis(), startRedisCluster()])
})
after(async () => {
  await Promise.all([server?.stop(), cluster?.stop()])
})

interface Opened {
  readonly redis: Redis
  readonly channel: RedisInvalidationChannel
  readonly heard: (readonly LoggedInvalidation[])[]
}

const opened: Opened[] = []
afterEach(async () => {
  for (const { channel, redis } of opened.splice(0)) {
    await channel.close()
    await redis.close()
  }
})

async function open(connection: RedisOptions, namespace = 'store-1'): Promise<Opened> {
  const redis = openRedis(connection)
  const channel = new RedisInvalidationChannel({ redis, connection, namespace })
  const heard: (readonly LoggedInvalidation[])[] = []
  opened.push({ redis, channel, heard })
  await channel.listen((entries) => heard.push(entries))
  return { redis, channel, heard }
}

async function until(holds: () => boolean, withinMs = 5000): Promise<number> {
  const startedAt = performance.now()
  while (!holds()) {
    if (performance.now() - startedAt > withinMs) assert.fail(`not within ${withinMs} ms`)
    await delay(5)
  }
  return performance.now() - startedAt
}

for (const [name, connection] of [
  ['one Redis', (): RedisOptions => ({ addresses: [server] })],
  ['a Redis Cluster', (): RedisOptions => ({ addresses: cluster.nodes })],
] as const) {
  describe(`RedisInvalidationChannel on ${name}`, () => {
    it('hands over what others publish, whole and in order, and nothing of its own', async () => {
      const [one, other] = [await open(connection()), await open(connection())]
      await until(() => one.redis.isUp() && one.channel.isWhole() && other.channel.isWhole())
      const gone = change(3, Number.POSITIVE_INFINITY)
      one.channel.publish([change(1), change(2), gone])
      one.channel.publish([{ sequence: 4, invalidation: { kind: 'project', projectId: acme } }])
      one.channel.publish([{ sequence: 5, invalidation: { kind: 'access_key', hash: 'abc' } }])
      await until(() => other.heard.flat().length === 5)
      assert.deepEqual(new Set(other.heard.flat().map(({ sequence }) => sequence)), new Set([1, 2, 3, 4, 5]))
      assert.deepEqual(
        other.heard.flat().find(({ sequence }) => sequence === 3),
        gone,
      )
      assert.deepEqual(one.heard.flat(), [])
    })

    it('does not mix stores', async () => {
      const [one, other] = [await open(connection(), 'store-1'), await open(connection(), 'store-2')]
      const third = await open(connection(), 'store-1')
      await until(() => one.redis.isUp())
      one.channel.publish([change(1)])
      await until(() => third.heard.flat().length === 1)
      assert.deepEqual(other.heard.flat(), [])
    })
  })
}

describe('RedisInvalidationChannel', () => {
  it('carries more than fits one message', async () => {
    const [one, other] = [await open({ addresses: [server] }), await open({ addresses: [server] })]
    await until(() => one.redis.isUp())
    one.channel.publish(Array.from({ length: 1201 }, (_, index) => change(index + 1)))
    await until(() => other.heard.flat().length === 1201)
  })

  it('takes what it cannot read for a hint to look at the log', async () => {
    const { heard } = await open({ addresses: [server] })
    for (const text of ['{', '[]', '{"from":"x","entries":3}', '{"from":"x","entries":[{"sequence":"1"},null,{"sequence":1}]}']) {
      const before = heard.length
      await server.ask('PUBLISH', 'latchkey:store-1:invalidations', text)
      await until(() => heard.length === before + 1)
    }
    assert.deepEqual(heard.flat(), [])
  })

  it('notices within a second that its line is dead, and says so until it listens again', async () => {
    const own = await startRedis()
    try {
      const { channel, heard } = await open({ addresses: [own] })
      assert.ok(channel.isWhole())
      // Connections stay open and nothing comes back.
      own.pause()
      const noticedMs = await until(() => !channel.isWhole())
      assert.ok(noticedMs < 1000, `${noticedMs} ms`)
      const before = heard.length
      own.resume()
      await until(() => channel.isWhole())
      assert.ok(heard.length > before, 'nobody was told to look at the log')
      await own.kill()
      await until(() => !channel.isWhole(), 1000)
      await own.restart()
      await until(() => channel.isWhole())
    } finally {
      await own.stop()
    }
  })

  it('listens to another node when its own is away', async () => {
    const { channel } = await open({ addresses: [{ host: '127.0.0.1', port: 1 }, ...cluster.nodes], isCluster: true })
    await until(() => channel.isWhole())
  })

  it('neither throws nor waits where there is no Redis', async () => {
    const { channel } = await open({ addresses: [{ host: '127.0.0.1', port: 1 }] })
    channel.publish([change(1)])
    assert.equal(channel.isWhole(), false)
  })
})
