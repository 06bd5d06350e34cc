import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import type { KeyId } from '@latchkey/core/key/api-key'
import type { Invalidation, InvalidationChannel, InvalidationLog, LoggedInvalidation } from '@latchkey/core/ports/invalidations'
import { TEST_PROJECT_ID } from '@latchkey/testkit/builders'
import { pino } from 'pino'
import { INVALIDATION_POLL_MS, type InvalidationFollower, makeInvalidationFollower } from './follow-invalidations.ts'

const change = (version: number): Invalidation => ({
  kind: 'api_key',
  projectId: TEST_PROJECT_ID,
  keyId: 'key-1' as KeyId,
  version,
})
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

let follower: InvalidationFollower
let written: Invalidation[]
let told: (Invalidation | 'everything')[]
let logs: string[]
let brokenOnce: boolean
let channelHears: (entries: readonly LoggedInvalidation[]) => void
let isChannelWhole: boolean
let published: LoggedInvalidation[]
let nowMs: number
let withChannel: () => InvalidationFollower
let log: { -readonly [Method in keyof InvalidationLog]: InvalidationLog[Method] }
const tick = async (): Promise<void> => {
  mock.timers.tick(INVALIDATION_POLL_MS)
  await settle()
}

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] })
  written = [change(1)]
  told = []
  logs = []
  let seen = 0
  log = {
    hasNews() {
      const before = seen
      seen = written.length
      return seen !== before
    },
    readInvalidations: (position) => ({
      invalidations: position === 0 ? [] : written.slice(position - 1),
      position: written.length + 1,
      gap: false,
    }),
  }
  brokenOnce = false
  const memories = {
    forget(one: Invalidation): void {
      if (!brokenOnce) told.push(one)
      else {
        brokenOnce = false
        throw new Error('a memory is broken')
      }
    },
    forgetEverything: () => told.push('everything'),
  }
  const logger = pino({}, { write: (line) => logs.push(line) })
  const live: InvalidationLog = {
    hasNews: () => log.hasNews(),
    readInvalidations: (position) => log.readInvalidations(position),
  }
  channelHears = () => {}
  isChannelWhole = true
  published = []
  nowMs = 0
  const channel: InvalidationChannel = {
    publish: (entries) => void published.push(...entries),
    listen: async (heard) => {
      channelHears = heard
    },
    isWhole: () => isChannelWhole,
    close: async () => {},
  }
  const shared = { log: live, isLogCheap: true, memories, clock: { monotonicMs: () => nowMs }, logger }
  follower = makeInvalidationFollower({ ...shared, channels: [] })
  withChannel = () => makeInvalidationFollower({ ...shared, channels: [channel] })
})
afterEach(async () => {
  await follower.stop()
  mock.timers.reset()
})

describe('following invalidations', () => {
  it('begins with now, and then carries each change over once and in order', async () => {
    await follower.start()
    await tick()
    assert.deepEqual(told, [])
    written.push(change(2), change(3))
    await tick()
    assert.deepEqual(told, [change(2), change(3)])
    await tick()
    written.push(change(4))
    await tick()
    assert.deepEqual(told, [change(2), change(3), change(4)])
  })

  it('forgets everything when the log has a gap, and then what came after it', async () => {
    await follower.start()
    const read = log.readInvalidations
    log.readInvalidations = async (position) => ({ ...(await read(position)), gap: true })
    written.push(change(2))
    await tick()
    assert.deepEqual(told, ['everything', change(2)])
  })

  for (const [when, fail] of Object.entries({
    'at once': () => {
      throw new Error('away')
    },
    later: () => Promise.reject(new Error('away')),
  })) {
    it(`remembers nothing while the log fails ${when}, says so once, and misses nothing afterwards`, async () => {
      await follower.start()
      const { hasNews, readInvalidations } = log
      log.readInvalidations = fail
      written.push(change(2))
      await tick()
      log.hasNews = fail
      await tick()
      await tick()
      assert.deepEqual(told, ['everything', 'everything', 'everything'])
      assert.equal(logs.length, 1)
      assert.match(logs[0] ?? '', /"level":50.*away/)
      Object.assign(log, { hasNews, readInvalidations })
      written.push(change(3))
      await tick()
      assert.deepEqual(told.slice(3), [change(2), change(3)])
      assert.equal(logs.length, 2)
    })
  }

  it('reads again what could not be carried over', async () => {
    await follower.start()
    brokenOnce = true
    written.push(change(2))
    await tick()
    assert.deepEqual(told, ['everything'])
    written.push(change(3))
    await tick()
    assert.deepEqual(told, ['everything', change(2), change(3)])
  })

  it('stops in the middle of a look without beginning another, and waits for it', async () => {
    await follower.start()
    let deliver = (): void => {}
    let looks = 0
    log.hasNews = () => {
      looks++
      return new Promise((resolve) => {
        deliver = () => resolve(false)
      })
    }
    await tick()
    let stopped = false
    const stopping = follower.stop().then(() => {
      stopped = true
    })
    await settle()
    assert.equal(stopped, false)
    deliver()
    await stopping
    await tick()
    assert.equal(looks, 1)
  })

  it('never looks when it was stopped while it started', async () => {
    let looks = 0
    log.hasNews = () => {
      looks++
      return false
    }
    const starting = follower.start()
    await follower.stop()
    await starting
    await tick()
    await follower.stop()
    assert.equal(looks, 0)
  })

  it('cannot start when the log cannot be read', async () => {
    log.readInvalidations = () => Promise.reject(new Error('away'))
    await assert.rejects(follower.start(), /away/)
  })

  it('is blind when a look hangs for a second, and says so', async () => {
    await follower.start()
    let answer = (): void => {}
    log.hasNews = () =>
      new Promise((resolve) => {
        answer = () => resolve(false)
      })
    await tick()
    assert.deepEqual([told, follower.isWhole()], [[], true])
    nowMs = 1_001
    await tick()
    assert.deepEqual([told, follower.isWhole()], [['everything'], false])
    answer()
    await settle()
    assert.equal(follower.isWhole(), true)
  })
})

describe('following invalidations by a channel', () => {
  let following: InvalidationFollower
  beforeEach(async () => {
    following = withChannel()
    await following.start()
  })
  afterEach(() => following.stop())
  const entry = (sequence: number): LoggedInvalidation => ({ sequence, invalidation: change(sequence) })

  it('carries over what is heard at once, and does not read it again', async () => {
    channelHears([entry(2)])
    assert.deepEqual(told, [change(2)])
    written.push(change(2), change(3))
    await tick()
    assert.deepEqual(told, [change(2), change(3)])
  })

  it('counts what this process has committed itself, in whatever order it learns of it', async () => {
    log.readInvalidations = () => Promise.reject(new Error('away'))
    channelHears([entry(3)])
    following.publish([entry(2)])
    following.publish([entry(4)])
    channelHears([entry(5)])
    assert.deepEqual(told, [change(3), change(2), change(4), change(5)])
    await tick()
    assert.ok(!told.some((one) => one === 'everything'), 'nothing is missing')
    channelHears([entry(7)])
    await tick()
    assert.ok(told.some((one) => one === 'everything'), 'the sixth is missing')
  })

  it('asks the log at once for what the channel has lost', async () => {
    written.push(change(2), change(3))
    channelHears([entry(3)])
    assert.deepEqual(told, [change(3)])
    mock.timers.tick(1)
    await settle()
    assert.deepEqual(told, [change(3), change(2), change(3)])
  })

  it('asks the log when it is told that there is something', async () => {
    written.push(change(2))
    channelHears([])
    mock.timers.tick(1)
    await settle()
    assert.deepEqual(told, [change(2)])
  })

  it('remembers on while the log cannot be read and the channel is whole', async () => {
    log.hasNews = () => Promise.reject(new Error('away'))
    nowMs = 60_000
    await tick()
    channelHears([entry(2)])
    assert.deepEqual([told, following.isWhole()], [[change(2)], true])
    isChannelWhole = false
    await tick()
    assert.deepEqual([told, following.isWhole()], [[change(2), 'everything'], false])
  })

  it('remembers nothing while only the log could tell what the channel has lost', async () => {
    const { readInvalidations } = log
    log.readInvalidations = () => Promise.reject(new Error('away'))
    channelHears([entry(9)])
    mock.timers.tick(1)
    await settle()
    assert.deepEqual([told, following.isWhole()], [[change(9), 'everything'], false])
    log.readInvalidations = readInvalidations
    await tick()
    assert.equal(following.isWhole(), true)
  })

  it('tells the others what was committed here', () => {
    following.publish([entry(2)])
    assert.deepEqual(published, [entry(2)])
  })
})
