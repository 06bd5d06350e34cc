import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import { cachedVerification, describeVerificationCache } from '@latchkey/testkit/verification-cache-conformance'
import { MemoryVerificationCache } from './memory-verification-cache.ts'

const acme = '11111111-1111-4111-8111-111111111111' as ProjectId
const globex = '22222222-2222-4222-8222-222222222222' as ProjectId
const keyIdOf = (index: number) => `key-${index}` as KeyId

function openBounded(maxEntries: number, maxTombstones = 100) {
  const clock = { nowMs: 0, monotonicMs: () => clock.nowMs }
  const cache = new MemoryVerificationCache({ clock, maxEntries, maxTombstones })
  const put = (index: number, projectId = acme, version = 1) =>
    cache.put(projectId, `digest-${index}`, cachedVerification(projectId, keyIdOf(index), version), {
      epoch: cache.beginFill(),
      ttlMs: 1000,
    })
  const holds = (index: number, projectId = acme) => cache.get(projectId, `digest-${index}`) !== undefined
  return { clock, cache, put, holds }
}

describeVerificationCache('memory', (clock) => new MemoryVerificationCache({ clock }))

describe('MemoryVerificationCache', () => {
  it('never holds more entries than it may, over all projects', () => {
    const { cache, put, holds } = openBounded(10)
    for (let index = 0; index < 100; index++) {
      put(index, index % 2 === 0 ? acme : globex)
      assert.equal(cache.size, Math.min(index + 1, 10))
      assert.ok(holds(index, index % 2 === 0 ? acme : globex))
    }
  })

  it('spares what is in use', () => {
    const { put, holds } = openBounded(10)
    for (let index = 0; index < 1000; index++) {
      put(index)
      assert.ok(holds(0), `lost after ${index}`)
    }
  })

  it('finds room even when everything is in use', () => {
    const { cache, put, holds } = openBounded(100)
    for (let index = 0; index < 300; index++) {
      put(index)
      for (let used = 0; used <= index; used++) holds(used)
    }
    assert.equal(cache.size, 100)
    assert.ok(holds(299))
  })

  it('counts right through every way out', () => {
    const { clock, cache, put, holds } = openBounded(50)
    for (let index = 0; index < 40; index++) put(index, index < 20 ? acme : globex)
    cache.evict(acme, keyIdOf(0), 2)
    cache.evict(acme, keyIdOf(0), 3)
    assert.equal(cache.size, 39)
    cache.evictProject(acme)
    assert.equal(cache.size, 20)
    for (let index = 20; index < 40; index++) assert.ok(holds(index, globex))
    clock.nowMs = 1000
    assert.equal(holds(20, globex), false)
    assert.equal(cache.size, 19)
    cache.flush()
    assert.equal(cache.size, 0)
    put(1, acme, 3)
    assert.ok(holds(1))
    assert.equal(cache.size, 1)
  })

  it('stays consistent through any mix of operations', () => {
    const { clock, cache, put, holds } = openBounded(8)
    // A small linear congruential generator: the same sequence on every run.
    let state = 42
    const next = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((state / 2_147_483_648) * below)
    }
    for (let step = 0; step < 5000; step++) {
      const index = next(20)
      const action = next(20)
      if (action < 12) put(index, acme, step)
      else if (action < 16) holds(index)
      else if (action < 18) cache.evict(acme, keyIdOf(index), step)
      else if (action === 18) clock.nowMs += 100
      else if (next(10) === 0) cache.evictProject(acme)
      let held = 0
      for (let candidate = 0; candidate < 20; candidate++) if (holds(candidate)) held++
      assert.equal(cache.size, held)
      assert.ok(held <= 8)
    }
  })

  it('lets a tombstone go after a minute', () => {
    const { clock, cache, put, holds } = openBounded(10)
    cache.evict(acme, keyIdOf(1), 2)
    clock.nowMs = 59_999
    put(1)
    assert.equal(holds(1), false)
    clock.nowMs = 60_000
    put(1)
    assert.equal(holds(1), true)
  })

  it('refuses every fill under way when it has to give up a tombstone', () => {
    const { cache } = openBounded(10, 3)
    const epoch = cache.beginFill()
    for (let index = 0; index < 4; index++) cache.evict(acme, keyIdOf(index), 2)
    cache.put(acme, 'digest-0', cachedVerification(acme, keyIdOf(0), 1), { epoch, ttlMs: 1000 })
    assert.equal(cache.get(acme, 'digest-0'), undefined)
    for (let index = 1; index < 4; index++) {
      cache.put(acme, 'digest', cachedVerification(acme, keyIdOf(index), 1), { epoch: cache.beginFill(), ttlMs: 1000 })
      assert.equal(cache.get(acme, 'digest'), undefined)
    }
  })

  it('lets fills pass while tombstones expire without pressure', () => {
    const { clock, cache } = openBounded(10, 3)
    for (let index = 0; index < 3; index++) cache.evict(acme, keyIdOf(index), 2)
    const epoch = cache.beginFill()
    clock.nowMs = 60_000
    cache.evict(acme, keyIdOf(9), 2)
    cache.put(acme, 'digest', cachedVerification(acme, keyIdOf(5), 1), { epoch, ttlMs: 1000 })
    assert.notEqual(cache.get(acme, 'digest'), undefined)
  })

  it('refuses to be opened without room', () => {
    const clock = { monotonicMs: () => 0 }
    for (const maxEntries of [0, -1, Number.NaN])
      assert.throws(() => new MemoryVerificationCache({ clock, maxEntries }), RangeError)
  })
})
