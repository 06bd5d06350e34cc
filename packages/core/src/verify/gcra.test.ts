import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { RateLimitPolicy } from '../key/api-key.ts'
import { idleFromMs, nextCell, type RateLimitCell } from './gcra.ts'

const policyOf = (quota: number, windowMs: number): RateLimitPolicy => ({ quota, windowMs, unit: 'request' })
const hundredAMinute = policyOf(100, 60_000)

/** A key's cell over time. */
class Meter {
  cell: RateLimitCell | undefined
  use(policy: RateLimitPolicy, nowMs: number, cost = 1) {
    const step = nextCell(policy, this.cell, { nowMs, cost })
    this.cell = step.cell
    return step.decision
  }
  /** How many of so many uses at one instant are allowed. */
  burst(policy: RateLimitPolicy, nowMs: number, uses: number): number {
    return Array.from({ length: uses }, () => this.use(policy, nowMs)).filter((decision) => decision.allowed).length
  }
}

describe('nextCell', () => {
  it('allows exactly the quota at once and counts it down', () => {
    const meter = new Meter()
    assert.deepEqual(meter.use(hundredAMinute, 0), { allowed: true, remaining: 99, resetAfterMs: 600, retryAfterMs: 0 })
    assert.equal(meter.burst(hundredAMinute, 0, 98), 98)
    assert.deepEqual(meter.use(hundredAMinute, 0), { allowed: true, remaining: 0, resetAfterMs: 60_000, retryAfterMs: 0 })
    assert.deepEqual(meter.use(hundredAMinute, 0), { allowed: false, remaining: 0, resetAfterMs: 60_000, retryAfterMs: 600 })
  })

  it('lets a caller in that waited as told, and not 1 ms earlier', () => {
    for (const [quota, windowMs] of [
      [100, 60_000],
      [7, 1000],
      [3, 1001],
      [999, 1000],
      [1, 86_400_000],
    ] as const) {
      const policy = policyOf(quota, windowMs)
      const meter = new Meter()
      assert.equal(meter.burst(policy, 5, quota + 1), quota)
      const { retryAfterMs } = meter.use(policy, 5)
      assert.ok(retryAfterMs !== undefined && retryAfterMs > 0)
      const full = meter.cell
      assert.equal(meter.use(policy, 5 + retryAfterMs - 1).allowed, false)
      meter.cell = full
      assert.equal(meter.use(policy, 5 + retryAfterMs).allowed, true)
    }
  })

  it('has the whole quota again after the reset time, and not 1 ms earlier', () => {
    const meter = new Meter()
    meter.burst(hundredAMinute, 0, 37)
    const { resetAfterMs } = meter.use(hundredAMinute, 0, 0)
    assert.equal(resetAfterMs, 37 * 600)
    assert.equal(meter.use(hundredAMinute, resetAfterMs - 1, 0).remaining, 99)
    assert.equal(meter.use(hundredAMinute, resetAfterMs, 0).remaining, 100)
  })

  it('accepts quota plus refill under five-fold overload', () => {
    for (const [quota, windowMs] of [
      [100, 60_000],
      [7, 1000],
      [333, 10_000],
    ] as const) {
      const policy = policyOf(quota, windowMs)
      const meter = new Meter()
      let accepted = 0
      const uses = quota * 5 * 2
      for (let index = 0; index < uses; index++) if (meter.use(policy, (index * 2 * windowMs) / uses).allowed) accepted++
      assert.ok(Math.abs(accepted - 3 * quota) <= 1, `${accepted} of ${3 * quota}`)
      assert.ok(accepted <= 3 * quota)
    }
  })

  it('charges a cost of n like n uses, whole or not at all', () => {
    const meter = new Meter()
    assert.equal(meter.use(hundredAMinute, 0, 60).remaining, 40)
    assert.deepEqual(meter.use(hundredAMinute, 0, 41), { allowed: false, remaining: 40, resetAfterMs: 36_000, retryAfterMs: 600 })
    assert.equal(meter.use(hundredAMinute, 0, 40).remaining, 0)
  })

  it('says that a cost above the quota will never pass', () => {
    const meter = new Meter()
    assert.deepEqual(meter.use(hundredAMinute, 0, 101), {
      allowed: false,
      remaining: 100,
      resetAfterMs: 0,
      retryAfterMs: undefined,
    })
    assert.equal(meter.use(hundredAMinute, 0, 100).allowed, true)
  })

  it('reports without charging at a cost of 0, even when nothing is left', () => {
    const meter = new Meter()
    meter.burst(hundredAMinute, 0, 100)
    assert.deepEqual(meter.use(hundredAMinute, 0, 0), { allowed: true, remaining: 0, resetAfterMs: 60_000, retryAfterMs: 0 })
    assert.equal(meter.use(hundredAMinute, 0).allowed, false)
  })

  it('charges refused uses nothing, however many', () => {
    const meter = new Meter()
    meter.burst(hundredAMinute, 0, 100_000)
    assert.equal(meter.use(hundredAMinute, 599).allowed, false)
    assert.equal(meter.use(hundredAMinute, 600).allowed, true)
    assert.equal(meter.use(hundredAMinute, 600).allowed, false)
  })

  it('floors fractions of a millisecond', () => {
    const meter = new Meter()
    meter.burst(hundredAMinute, 0.9, 100)
    assert.equal(meter.use(hundredAMinute, 599.999).allowed, false)
    assert.equal(meter.use(hundredAMinute, 600.001).allowed, true)
    assert.ok(Number.isSafeInteger(meter.cell?.atMs) && Number.isSafeInteger(meter.cell?.backlog))
  })

  it('stands still while the clock is back: neither refills, nor charges, nor drains twice', () => {
    const half = new Meter()
    half.burst(hundredAMinute, 10_000, 50)
    assert.equal(half.use(hundredAMinute, 0).remaining, 49)
    assert.equal(half.use(hundredAMinute, 10_600).remaining, 49)
    const meter = new Meter()
    meter.burst(hundredAMinute, 10_000, 100)
    assert.equal(meter.use(hundredAMinute, 0).allowed, false)
    assert.equal(meter.use(hundredAMinute, 10_599).allowed, false)
    assert.equal(meter.use(hundredAMinute, 10_600).allowed, true)
  })

  it('keeps the uses made when the policy changes', () => {
    const meter = new Meter()
    meter.burst(hundredAMinute, 0, 60)
    assert.equal(meter.use(policyOf(200, 60_000), 0, 0).remaining, 140)
    assert.equal(meter.use(policyOf(200, 1000), 0, 0).remaining, 140)
    assert.equal(meter.use(policyOf(50, 60_000), 0).allowed, false)
    assert.equal(meter.use(hundredAMinute, 0, 0).remaining, 50)
  })

  it('stays bounded and finite with the largest policies there can be', () => {
    const policy = policyOf(Number.MAX_SAFE_INTEGER, 36_500 * 86_400_000)
    const meter = new Meter()
    const decision = meter.use(policy, 0, Number.MAX_SAFE_INTEGER)
    assert.equal(decision.allowed, true)
    assert.equal(decision.remaining, 0)
    assert.equal(meter.use(policy, 1e12, 1).allowed, true)
  })

  it('is idle exactly when forgetting it changes nothing', () => {
    const meter = new Meter()
    meter.burst(policyOf(7, 1000), 3, 5)
    const cell = meter.cell
    assert.ok(cell !== undefined)
    assert.equal(nextCell(policyOf(7, 1000), cell, { nowMs: idleFromMs(cell), cost: 0 }).cell.backlog, 0)
    assert.notEqual(nextCell(policyOf(7, 1000), cell, { nowMs: idleFromMs(cell) - 1, cost: 0 }).cell.backlog, 0)
  })

  it('agrees with exact arithmetic on any sequence of uses', () => {
    const gap = fc.oneof(fc.constant(0), fc.nat(2000), fc.nat(10_000_000))
    const uses = fc.array(fc.record({ gap, cost: fc.integer({ min: 1, max: 30 }) }), { maxLength: 60 })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1000, max: 100_000_000 }),
        uses,
        (quota, windowMs, sequence) => {
          const meter = new Meter()
          let nowMs = 0
          let exactBacklog = 0n
          for (const { gap, cost } of sequence) {
            nowMs += gap
            const drainedBacklog = exactBacklog - BigInt(gap) * BigInt(quota)
            exactBacklog = drainedBacklog > 0n ? drainedBacklog : 0n
            const wanted = exactBacklog + BigInt(cost) * BigInt(windowMs)
            const allowed = wanted <= BigInt(quota) * BigInt(windowMs)
            if (allowed) exactBacklog = wanted
            assert.equal(meter.use(policyOf(quota, windowMs), nowMs, cost).allowed, allowed)
            assert.equal(BigInt(meter.cell?.backlog ?? -1), exactBacklog)
          }
        },
      ),
    )
  })
})
