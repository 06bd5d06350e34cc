import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'
import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import { describeRateLimiter } from '@latchkey/testkit/rate-limiter-conformance'
import type { HammerOrder } from '@latchkey/testkit/threads/hammer-limiter.child'
import { MemoryRateLimiter } from '../memory/memory-rate-limiter.ts'
import { SharedLocks } from './shared-locks.ts'
import { createSharedRateLimits, SharedRateLimiter } from './shared-rate-limiter.ts'

const acme = '11111111-1111-4111-8111-111111111111' as ProjectId
const keyIdOf = (index: number) => `key-${index}` as KeyId
const tenASecond = { quota: 10, windowMs: 1000, unit: '' }
const CHILD = new URL(import.meta.resolve('@latchkey/testkit/threads/hammer-limiter.child'))

function openLimiter(shape: Parameters<typeof createSharedRateLimits>[0] = {}) {
  const clock = { nowMs: 0, monotonicMs: () => clock.nowMs }
  const limits = createSharedRateLimits(shape)
  const open = (owner: number) => new SharedRateLimiter({ limits, clock, owner })
  return { clock, limits, open, limiter: open(1) }
}

describeRateLimiter('memory that threads share', () => {
  const { clock, limiter } = openLimiter()
  // Real monotonic clocks have fractions.
  clock.nowMs = 12.75
  return {
    limiter,
    advanceMs(ms) {
      clock.nowMs += ms
    },
  }
})

async function hammer(threads: number, order: Pick<HammerOrder, 'keys' | 'uses' | 'quota'>): Promise<readonly number[]> {
  const { limits } = openLimiter({ stripes: 2, cellsPerStripe: 64 })
  const gate = new Int32Array(new SharedArrayBuffer(4))
  const workers = await Promise.all(
    Array.from({ length: threads }, async (_, index) => {
      const worker = new Worker(CHILD, { workerData: { ...order, limits, owner: index + 1, gate } satisfies HammerOrder })
      await once(worker, 'message')
      return { worker, allowed: once(worker, 'message') }
    }),
  )
  Atomics.store(gate, 0, 1)
  Atomics.notify(gate, 0)
  const counts: number[][] = await Promise.all(workers.map(async ({ allowed }) => (await allowed)[0]))
  return Array.from({ length: order.keys }, (_, key) => counts.reduce((sum, count) => sum + (count[key] ?? 0), 0))
}

describe('SharedRateLimiter', () => {
  it('allows exactly the quota of what four threads ask of one key at once', async () => {
    assert.deepEqual(await hammer(4, { keys: 1, uses: 50_000, quota: 77_777 }), [77_777])
  })

  it('and of each of eight keys under two locks', async () => {
    assert.deepEqual(await hammer(4, { keys: 8, uses: 80_000, quota: 12_345 }), Array<number>(8).fill(12_345))
  })

  it('decides as the limiter of one process does, whatever is asked of it', () => {
    const { clock, limiter } = openLimiter({ stripes: 2, cellsPerStripe: 64 })
    const memory = new MemoryRateLimiter({ clock })
    let state = 1
    const draw = (below: number) => {
      state = (state * 48_271) % 2_147_483_647
      return state % below
    }
    for (let use = 0; use < 20_000; use++) {
      clock.nowMs += draw(40) / 4
      const policy = { quota: 1 + draw(3) * 4, windowMs: [1000, 7001][draw(2)] ?? 0, unit: '' }
      const asked = [acme, keyIdOf(draw(30)), policy, draw(5)] as const
      assert.deepEqual(limiter.consume(...asked), memory.consume(...asked))
    }
  })

  it('sees in one thread what another has counted', () => {
    const { open } = openLimiter()
    assert.equal(open(1).consume(acme, keyIdOf(1), tenASecond, 10)?.allowed, true)
    assert.equal(open(2).consume(acme, keyIdOf(1), tenASecond, 1)?.allowed, false)
  })

  it('takes for a new key the cell of one whose quota is whole again, and of nobody else', () => {
    const { clock, limiter } = openLimiter({ stripes: 1, cellsPerStripe: 16 })
    for (let index = 0; index < 16; index++) limiter.consume(acme, keyIdOf(index), tenASecond, index === 5 ? 1 : 10)
    clock.nowMs = 100
    limiter.consume(acme, keyIdOf(16), tenASecond, 10)
    for (let index = 0; index < 16; index++)
      assert.equal(limiter.consume(acme, keyIdOf(index), tenASecond, 0)?.remaining, index === 5 ? 10 : 1)
    assert.equal(limiter.consume(acme, keyIdOf(16), tenASecond, 0)?.remaining, 0)
  })

  it('lets go of who is closest to idle when everybody is busy', () => {
    const { limiter } = openLimiter({ stripes: 1, cellsPerStripe: 4 })
    for (let index = 0; index < 4; index++) limiter.consume(acme, keyIdOf(index), tenASecond, index === 2 ? 1 : 10)
    limiter.consume(acme, keyIdOf(9), tenASecond, 10)
    for (const index of [0, 1, 3, 9]) assert.equal(limiter.consume(acme, keyIdOf(index), tenASecond, 1)?.allowed, false)
  })

  it('takes no cell for a key that only asked', () => {
    const { limiter } = openLimiter({ stripes: 1, cellsPerStripe: 1 })
    limiter.consume(acme, keyIdOf(1), tenASecond, 10)
    assert.equal(limiter.consume(acme, keyIdOf(2), tenASecond, 0)?.remaining, 10)
    assert.equal(limiter.consume(acme, keyIdOf(2), tenASecond, 11)?.allowed, false)
    assert.equal(limiter.consume(acme, keyIdOf(1), tenASecond, 0)?.remaining, 0)
  })

  it('gives back what was consumed, and no more', () => {
    const { limiter } = openLimiter()
    limiter.consume(acme, keyIdOf(1), tenASecond, 4)
    limiter.giveBack(acme, keyIdOf(1), tenASecond, 3)
    assert.equal(limiter.consume(acme, keyIdOf(1), tenASecond, 0)?.remaining, 9)
    limiter.giveBack(acme, keyIdOf(1), tenASecond, 30)
    limiter.giveBack(acme, keyIdOf(2), tenASecond, 30)
    for (const index of [1, 2]) assert.equal(limiter.consume(acme, keyIdOf(index), tenASecond, 0)?.remaining, 10)
  })

  it('does not wait for ever for a thread that ended while it counted, and takes up its half of a cell', () => {
    const { limits, open } = openLimiter({ stripes: 1, cellsPerStripe: 16 })
    const [one, other] = [open(1), open(2)]
    for (const index of [1, 2]) one.consume(acme, keyIdOf(index), tenASecond, 9)
    const words = new Int32Array(limits.buffer)
    // The thread 3 was ended while it held the lock and had written a part of the first key's cell.
    new SharedLocks(words.subarray(0, 1), 3).acquire(0)
    const states = new Float64Array(limits.buffer, limits.buffer.byteLength - 16 * 32)
    const half = states.findIndex((number, at) => at % 4 === 0 && number > 0) / 4
    words[1] = half + 1
    states[half * 4 + 1] = 1e15
    assert.equal(one.consume(acme, keyIdOf(1), tenASecond, 1), undefined)
    other.releaseLocksOf(3)
    const remaining = [1, 2].map((index) => one.consume(acme, keyIdOf(index), tenASecond, 0)?.remaining)
    assert.deepEqual(remaining.toSorted(), [1, 10])
  })

  it('refuses a shape or a number that would not work', () => {
    for (const stripes of [0, 3, Number.NaN]) assert.throws(() => createSharedRateLimits({ stripes }), RangeError)
    for (const owner of [0, 1.5]) assert.throws(() => openLimiter().open(owner), RangeError)
  })
})
