import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import { describeRateLimiter } from '@latchkey/testkit/rate-limiter-conformance'
import { MemoryRateLimiter, type MemoryRateLimiterOptions } from './memory-rate-limiter.ts'

const acme = '11111111-1111-4111-8111-111111111111' as ProjectId
const keyIdOf = (index: number) => `key-${index}` as KeyId
const tenASecond = { quota: 10, windowMs: 1000, unit: '' }

function openLimiter(options: Omit<MemoryRateLimiterOptions, 'clock'> = {}) {
  const clock = { nowMs: 0, monotonicMs: () => clock.nowMs }
  return { clock, limiter: new MemoryRateLimiter({ clock, ...options }) }
}

describeRateLimiter('memory', () => {
  // Real monotonic clocks have fractions.
  const { clock, limiter } = openLimiter()
  clock.nowMs = 12.75
  const advanceMs = (ms: number) => {
    clock.nowMs += ms
  }
  return { limiter, advanceMs }
})

describe('MemoryRateLimiter', () => {
  it('answers at once', () => {
    const { limiter } = openLimiter()
    assert.equal(limiter.consume(acme, keyIdOf(1), tenASecond, 1).allowed, true)
  })

  it('forgets keys whose quota is whole again while new ones come', () => {
    const { clock, limiter } = openLimiter()
    for (let index = 0; index < 20_000; index++) {
      limiter.consume(acme, keyIdOf(index), tenASecond, 10)
      clock.nowMs += 10
      assert.ok(limiter.size <= 400, `${limiter.size} keys, of which 100 are busy`)
    }
  })

  it('forgets nobody who still has a backlog', () => {
    const { clock, limiter } = openLimiter()
    for (let index = 0; index < 1000; index++) limiter.consume(acme, keyIdOf(index), tenASecond, 10)
    clock.nowMs = 999
    for (let index = 1000; index < 5000; index++) limiter.consume(acme, keyIdOf(index), tenASecond, 1)
    // A hundredth of one use is left.
    for (let index = 0; index < 1000; index++) assert.equal(limiter.consume(acme, keyIdOf(index), tenASecond, 0).remaining, 9)
    assert.equal(limiter.size, 5000)
  })

  it('stays within its bound when everybody is busy, and lets go of who is closest to idle', () => {
    const { limiter } = openLimiter({ maxKeys: 4 })
    for (let index = 0; index < 4; index++) limiter.consume(acme, keyIdOf(index), tenASecond, index === 2 ? 1 : 10)
    limiter.consume(acme, keyIdOf(9), tenASecond, 10)
    assert.equal(limiter.size, 4)
    for (const index of [0, 1, 3, 9]) assert.equal(limiter.consume(acme, keyIdOf(index), tenASecond, 1).allowed, false)
  })

  it('remembers no key that only asked', () => {
    const { limiter } = openLimiter()
    assert.equal(limiter.consume(acme, keyIdOf(1), tenASecond, 0).remaining, 10)
    assert.equal(limiter.consume(acme, keyIdOf(2), tenASecond, 11).allowed, false)
    assert.equal(limiter.size, 0)
  })

  it('refuses to be opened without room', () => {
    for (const maxKeys of [0, Number.NaN]) assert.throws(() => openLimiter({ maxKeys }), RangeError)
  })
})
