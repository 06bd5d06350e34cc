import assert from 'node:assert/strict'
import { connect, createServer, type Socket } from 'node:net'
import { after, afterEach, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { Secret } from '@latchkey/core/credential/secret'
import { type RedisCluster, startRedisCluster } from '@latchkey/testkit/servers/redis-cluster'
import { type RedisServer, startRedis } from '@latchkey/testkit/servers/redis-server'
import { RedisUnavailable } from './circuit.ts'
import { slotOf } from './key-slot.ts'
import { openRedis, type Redis } from './redis.ts'
import type { RedisChange, RedisOptions } from './redis-options.ts'

const DEADLINE_MS = 100
/** What a busy test machine may add to any wait. */
const SLACK_MS = 400

let cluster: RedisCluster
before(async () => {
  cluster = await startRedisCluster()
})
after(() => cluster?.stop())

const opened: Redis[] = []
const servers: RedisServer[] = []
afterEach(async () => {
  for (const redis of opened.splice(0)) await redis.close()
  for (const server of servers.splice(0)) {
    server.resume()
    await server.stop()
  }
})

function open(options: RedisOptions): Redis {
  const redis = openRedis(options)
  opened.push(redis)
  return redis
}

async function start(settings: Record<string, string> = {}): Promise<RedisServer> {
  const server = await startRedis({ settings })
  servers.push(server)
  return server
}

/** A server, and a connection to it that works. */
async function openPair(options: Partial<RedisOptions> = {}): Promise<{ server: RedisServer; redis: Redis }> {
  const server = await start()
  const redis = open({ addresses: [server], commandDeadlineMs: DEADLINE_MS, ...options })
  assert.ok(await redis.whenUp(5000))
  return { server, redis }
}

/** How long it takes until it fails. */
async function failing(act: () => Promise<unknown>): Promise<number> {
  const beganAt = performance.now()
  await assert.rejects(act, RedisUnavailable)
  return performance.now() - beganAt
}

const get = (redis: Redis): Promise<unknown> => redis.run('{a}', ['GET', '{a}'])

describe('a connection to Redis', () => {
  it('gives answers and refusals as they are', async () => {
    const { redis } = await openPair()
    assert.equal(await redis.run('a', ['SET', 'a', 'ä"\r\n']), 'OK')
    assert.equal(await redis.run('a', ['GET', 'a']), 'ä"\r\n')
    await assert.rejects(redis.run('a', ['LPUSH', 'a', 'x']), /WRONGTYPE/)
    assert.ok(redis.isUp())
  })

  it('fails at once while there is no server, and works once there is one', async () => {
    const { server, redis } = await openPair()
    await server.kill()
    while (redis.isUp()) await delay(5)
    assert.ok((await failing(() => get(redis))) < SLACK_MS / 4)
    await server.restart()
    assert.ok(await redis.whenUp(5000))
    assert.equal(await get(redis), null)
  })

  it('waits one deadline for a server that answers nothing, and then no longer', async () => {
    const changes: RedisChange[] = []
    const { server, redis } = await openPair({ onChange: (change) => changes.push(change) })
    server.pause()
    const waits = await Promise.all(Array.from({ length: 50 }, () => failing(() => get(redis))))
    for (const ms of waits) assert.ok(ms >= DEADLINE_MS - 5 && ms < DEADLINE_MS + SLACK_MS, `${ms} ms`)
    for (let round = 0; round < 20; round++) {
      assert.ok((await failing(() => get(redis))) < DEADLINE_MS / 2)
      await delay(50)
    }
    server.resume()
    assert.ok(await redis.whenUp(3000))
    assert.equal(await get(redis), null)
    assert.deepEqual(
      changes.map(({ isUp }) => isUp),
      [true, false, true],
    )
  })

  it('comes back from a pause that was long enough to replace the connection', async () => {
    const { server, redis } = await openPair()
    server.pause()
    await delay(2500)
    server.resume()
    assert.ok(await redis.whenUp(5000))
    assert.equal(await get(redis), null)
  })

  it('replaces a line that went dead without a word', async () => {
    const server = await start()
    const line = await openLine(server.port)
    const redis = open({ addresses: [{ host: '127.0.0.1', port: line.port }], commandDeadlineMs: DEADLINE_MS })
    assert.ok(await redis.whenUp(5000))
    line.silence()
    while (redis.isUp()) await delay(5)
    // New connections pass; only the old one is dead.
    assert.ok(await redis.whenUp(5000))
    assert.equal(await get(redis), null)
    assert.equal(line.connections(), 2)
    await redis.close()
    line.close()
  })

  it('never hands an answer to another question, however many came too late', async () => {
    const server = await start()
    const line = await openLine(server.port)
    const redis = open({ addresses: [{ host: '127.0.0.1', port: line.port }], commandDeadlineMs: 80 })
    assert.ok(await redis.whenUp(5000))
    let [answered, late, asked] = [0, 0, 0]
    const ask = async (question: string): Promise<void> => {
      try {
        assert.equal(await redis.run('{a}', ['ECHO', question]), question)
        answered++
      } catch (error) {
        if (!(error instanceof RedisUnavailable)) throw error
        if (/within/.test(error.message)) late++
      }
    }
    for (let round = 0; round < 8; round++) {
      const release = line.hold()
      const early = Array.from({ length: 200 }, () => ask(`question ${asked++}`))
      await delay(50)
      const timely = Array.from({ length: 200 }, () => ask(`question ${asked++}`))
      await Promise.all(early)
      // The answers that nobody waits for any more come just before those that are still due.
      release()
      await Promise.all(timely)
      await redis.whenUp(1000)
    }
    line.close()
    assert.ok(answered >= 400 && late >= 1200, `${answered} answered, ${late} late`)
  })

  it('bounds what is under way, and holds nothing for a server that is away', async () => {
    const { server, redis } = await openPair({ commandsMax: 20, commandDeadlineMs: 300 })
    server.pause()
    const many = await Promise.allSettled(Array.from({ length: 1000 }, () => get(redis)))
    const reasons = many.map((outcome) => (outcome.status === 'rejected' ? String(outcome.reason) : 'answered'))
    // A heartbeat may be one of those.
    const refused = reasons.filter((reason) => reason.includes('too much')).length
    assert.ok(refused >= 980 && refused <= 981, `${refused} refused`)
    const before = process.memoryUsage().heapUsed
    for (let round = 0; round < 50_000; round++) redis.run('a', ['SET', 'a', 'x'.repeat(1000)]).catch(() => {})
    await delay(0)
    const grownMiB = (process.memoryUsage().heapUsed - before) / 2 ** 20
    assert.ok(grownMiB < 150, `${grownMiB} MiB`)
  })

  it('proves itself with a password, and does not get in with another', async () => {
    const server = await start({ requirepass: 'canary-5d' })
    const right = open({ addresses: [server], password: new Secret('canary-5d') })
    const wrong = open({ addresses: [server], password: new Secret('canary-5e') })
    const none = open({ addresses: [server] })
    assert.ok(await right.whenUp(5000))
    assert.equal(await get(right), null)
    assert.equal(await wrong.whenUp(500), false)
    assert.equal(none.isUp(), false)
    assert.match(String(wrong.lastFailure()), /WRONGPASS/)
    assert.doesNotMatch(String(wrong.lastFailure()), /canary/)
  })

  it('uses the database it was told to', async () => {
    const server = await start()
    const [first, second] = [open({ addresses: [server] }), open({ addresses: [server], database: 3 })]
    assert.ok((await first.whenUp(5000)) && (await second.whenUp(5000)))
    await second.run('a', ['SET', 'a', '3'])
    assert.equal(await first.run('a', ['GET', 'a']), null)
    assert.equal(await second.run('a', ['GET', 'a']), '3')
  })

  it('ends when it is closed, whatever state it is in', async () => {
    const { server, redis } = await openPair()
    server.pause()
    const asked = get(redis)
    await redis.close()
    await assert.rejects(asked)
    await assert.rejects(get(redis))
  })
})

describe('a connection to a Redis Cluster', () => {
  const openCluster = async (): Promise<Redis> => {
    const redis = open({ addresses: [cluster.nodes[0]], isCluster: true, commandDeadlineMs: DEADLINE_MS })
    assert.ok(await redis.whenUp(5000))
    return redis
  }

  it('knows where keys are', async () => {
    const texts = ['123456789', '{a}b', 'x{a}y', 'a{}b', '{}', '}{', 'a}{b', 'ü', '', 'latchkey:n:{p}:key:k']
    for (const text of texts) assert.equal(slotOf(text), Number(await cluster.nodes[0].ask('CLUSTER', 'KEYSLOT', text)), text)
  })

  it('reaches every node from one', async () => {
    const redis = await openCluster()
    for (let index = 0; index < 60; index++) {
      await redis.run(`key-${index}`, ['SET', `key-${index}`, `${index}`])
      assert.equal(await redis.run(`key-${index}`, ['GET', `key-${index}`]), `${index}`)
    }
    const sizes = await Promise.all(cluster.nodes.map(async ({ ask }) => Number(await ask('DBSIZE'))))
    assert.ok(sizes.every((size) => size > 0))
  })

  it('goes on with the other nodes while one answers nothing', async () => {
    const redis = await openCluster()
    const [, away] = cluster.nodes
    const keys = Array.from({ length: 30 }, (_, index) => `key-${index}`)
    const ask = async (key: string): Promise<boolean> =>
      redis.run(key, ['GET', key]).then(
        () => true,
        () => false,
      )
    away?.pause()
    try {
      await Promise.all(keys.map(ask))
      const beganAt = performance.now()
      const answers: boolean[] = []
      for (let round = 0; round < 10; round++) answers.push(...(await Promise.all(keys.map(ask))))
      assert.ok(performance.now() - beganAt < DEADLINE_MS + SLACK_MS, 'the node that is away is waited for')
      const answered = answers.filter(Boolean).length
      assert.ok(answered > 100 && answered < 300, `${answered} of 300`)
      assert.equal(redis.isUp(), false)
      // What needs no certain node goes to one that is there.
      for (let round = 0; round < 6; round++) assert.equal(await redis.run(undefined, ['PING']), 'PONG')
    } finally {
      away?.resume()
    }
    assert.ok(await redis.whenUp(5000))
    assert.ok((await Promise.all(keys.map(ask))).every(Boolean))
  })

  it('waits for a Cluster that is not there yet', async () => {
    const redis = open({ addresses: [{ host: '127.0.0.1', port: 1 }, cluster.nodes[1] ?? cluster.nodes[0]] })
    assert.ok(await redis.whenUp(5000))
  })
})

/** Hands bytes on: answers late when told so, and nothing more on the connections that there are when told to be silent. */
async function openLine(to: number) {
  const sockets: Socket[] = []
  let made = 0
  let held: Promise<void> | undefined
  const proxy = createServer((near) => {
    made++
    const far = connect(to, '127.0.0.1')
    sockets.push(near, far)
    near.pipe(far)
    let handedOver: Promise<unknown> = Promise.resolve()
    const handOver = (chunk: Buffer): void => {
      const waited = held
      handedOver = handedOver.then(() => waited).then(() => near.write(chunk))
    }
    far.on('data', handOver)
    for (const socket of [near, far]) socket.on('error', () => {})
  })
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening))
  const address = proxy.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    connections: () => made,
    /** Keeps answers back until what it returns is called. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return () => {
        held = undefined
        resolve()
      }
    },
    silence() {
      for (const socket of sockets) socket.unpipe().removeAllListeners('data').resume()
    },
    close() {
      proxy.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
