import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { KeyId, ProjectId, RateLimitPolicy } from '@latchkey/core/key/api-key'
import type { RateLimitDecision, RateLimiter } from '@latchkey/core/ports/rate-limiter'

/** A limiter with no history and the means to let time pass for it: whole milliseconds, exactly. */
export interface OpenedRateLimiter {
  readonly limiter: RateLimiter
  readonly advanceMs: (ms: number) => void | Promise<void>
  readonly close?: () => void | Promise<void>
}

const acme = '11111111-1111-4111-8111-111111111111' as ProjectId
const globex = '22222222-2222-4222-8222-222222222222' as ProjectId
const keyIdOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` as KeyId
const keyId = keyIdOf(1)
const hundredAMinute: RateLimitPolicy = { quota: 100, windowMs: 60_000, unit: 'request' }

type Consume = (policy: RateLimitPolicy, cost?: number, id?: KeyId, projectId?: ProjectId) => Promise<RateLimitDecision>
type Case = (consume: Consume, advanceMs: OpenedRateLimiter['advanceMs']) => Promise<void>

/** What every rate limiter promises, whatever it is made of. */
export function describeRateLimiter(adapter: string, open: () => OpenedRateLimiter | Promise<OpenedRateLimiter>): void {
  const promises = (what: string, check: Case) =>
    it(what, async () => {
      const { limiter, advanceMs, close } = await open()
      try {
        await check(async (policy, cost = 1, id = keyId, projectId = acme) => {
          const decision = await limiter.consume(projectId, id, policy, cost)
          return decision ?? assert.fail('the backend did not answer')
        }, advanceMs)
      } finally {
        await close?.()
      }
    })
  describe(`RateLimiter on ${adapter}`, () => {
    describeExactness(promises)
    describeTime(promises)
    describeIsolation(promises)
  })
}

/** How many of so many uses, all begun before the first is decided, are allowed. */
async function burst(consume: Consume, policy: RateLimitPolicy, uses: number, id = keyId): Promise<number> {
  const decisions = await Promise.all(Array.from({ length: uses }, () => consume(policy, 1, id)))
  return decisions.filter((decision) => decision.allowed).length
}

function describeExactness(promises: (what: string, check: Case) => void): void {
  promises('allows exactly the quota of 1,000 concurrent uses', async (consume) => {
    assert.equal(await burst(consume, hundredAMinute, 1000), 100)
  })

  promises('counts down and tells when the quota is whole again', async (consume) => {
    assert.deepEqual(await consume(hundredAMinute), { allowed: true, remaining: 99, resetAfterMs: 600, retryAfterMs: 0 })
    assert.deepEqual(await consume(hundredAMinute), { allowed: true, remaining: 98, resetAfterMs: 1200, retryAfterMs: 0 })
  })

  promises('charges a cost of n like n uses, whole or not at all', async (consume) => {
    assert.equal((await consume(hundredAMinute, 60)).remaining, 40)
    assert.deepEqual(await consume(hundredAMinute, 41), {
      allowed: false,
      remaining: 40,
      resetAfterMs: 36_000,
      retryAfterMs: 600,
    })
    assert.equal((await consume(hundredAMinute, 40)).remaining, 0)
  })

  promises('says that a cost above the quota never passes', async (consume) => {
    const decision = await consume(hundredAMinute, 101)
    assert.deepEqual(decision, { allowed: false, remaining: 100, resetAfterMs: 0, retryAfterMs: undefined })
  })

  promises('charges refused uses nothing', async (consume, advanceMs) => {
    await burst(consume, hundredAMinute, 500)
    await advanceMs(600)
    assert.equal((await consume(hundredAMinute)).allowed, true)
    assert.equal((await consume(hundredAMinute)).allowed, false)
  })

  promises('keeps the uses made when the policy changes', async (consume) => {
    await consume(hundredAMinute, 60)
    assert.equal((await consume({ quota: 200, windowMs: 60_000, unit: '' })).remaining, 139)
    assert.equal((await consume({ quota: 61, windowMs: 1000, unit: '' })).allowed, false)
    assert.equal((await consume(hundredAMinute)).remaining, 38)
  })
}

function describeTime(promises: (what: string, check: Case) => void): void {
  promises('lets a caller in that waited as told, and not 1 ms earlier', async (consume, advanceMs) => {
    const policy = { quota: 7, windowMs: 1000, unit: '' }
    assert.equal(await burst(consume, policy, 8), 7)
    const { retryAfterMs } = await consume(policy)
    assert.equal(retryAfterMs, 143)
    await advanceMs(142)
    assert.deepEqual((await consume(policy)).retryAfterMs, 1)
    await advanceMs(1)
    assert.equal((await consume(policy)).allowed, true)
  })

  promises('has the whole quota again after a window, and not 1 ms earlier', async (consume, advanceMs) => {
    await burst(consume, hundredAMinute, 100)
    await advanceMs(59_999)
    assert.equal(await burst(consume, hundredAMinute, 200), 99)
    await advanceMs(60_000)
    assert.equal(await burst(consume, hundredAMinute, 200), 100)
  })

  promises('accepts quota plus refill under five-fold overload, within one', async (consume, advanceMs) => {
    const policy = { quota: 50, windowMs: 10_000, unit: '' }
    let accepted = 0
    // Two windows in steps of 40 ms, one use each: 500 uses against 50 + 2 × 50.
    for (let step = 0; step < 500; step++) {
      if ((await consume(policy)).allowed) accepted++
      await advanceMs(40)
    }
    assert.ok(accepted === 150 || accepted === 149, `${accepted} of 150`)
  })
}

function describeIsolation(promises: (what: string, check: Case) => void): void {
  promises('keeps 10,000 keys independent', async (consume) => {
    const policy = { quota: 2, windowMs: 60_000, unit: '' }
    for (let round = 0; round < 3; round++) {
      const decisions = await Promise.all(Array.from({ length: 10_000 }, (_, index) => consume(policy, 1, keyIdOf(index))))
      assert.ok(decisions.every((decision) => decision.allowed === round < 2))
    }
  })

  promises('keeps one key id in two projects independent', async (consume) => {
    await burst(consume, hundredAMinute, 100)
    assert.equal((await consume(hundredAMinute, 1, keyId, globex)).remaining, 99)
    assert.equal((await consume(hundredAMinute)).allowed, false)
  })
}
