import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { UsageTally } from '@latchkey/core/ports/usage-store'
import { addCounts, emptyCounts, REST_OF_KEYS, sumOfCounts, type UsageEvent } from '@latchkey/core/usage/usage-event'
import { countsBy, USAGE_DAY } from '@latchkey/testkit/usage-builders'
import { UsageRecorder, type UsageRecorderOptions } from './usage-recorder.ts'

const acme = '11111111-1111-4111-8111-111111111111' as ProjectId
const globex = '22222222-2222-4222-8222-222222222222' as ProjectId

const eventAt = (ms: number, facts: Partial<UsageEvent> = {}): UsageEvent => ({
  projectId: acme,
  keyId: 'key-1',
  actorId: 'ann',
  outcome: 'valid',
  ip: '10.0.0.1',
  at: (USAGE_DAY + ms) as Instant,
  ...facts,
})

/** A recorder over a store that keeps what it was given, and can be down. */
function openRecorder(options: Partial<UsageRecorderOptions> = {}) {
  const batches: (readonly UsageTally[])[] = []
  const errors: unknown[] = []
  const store = {
    isDown: false,
    async recordUsage(tallies: readonly UsageTally[]): Promise<void> {
      await Promise.resolve()
      if (store.isDown) throw new Error('store is down')
      batches.push(tallies)
    },
  }
  const recorder = new UsageRecorder({ usageStore: store, onError: (error) => errors.push(error), ...options })
  const written = () => batches.flat()
  const sum = (): readonly number[] => {
    const counts = emptyCounts()
    for (const tally of written()) addCounts(counts, tally.counts)
    return counts
  }
  return { recorder, store, batches, errors, written, sum }
}

describe('UsageRecorder', () => {
  it('writes nothing on the request path, and one tally per key, address and minute at the next flush', async () => {
    const { recorder, written } = openRecorder()
    for (const ms of [3, 1, 2]) recorder.note(eventAt(ms))
    recorder.note(eventAt(4, { outcome: 'expired' }))
    assert.deepEqual(written(), [])
    await recorder.flush()
    const facts = { projectId: acme, keyId: 'key-1', actorId: 'ann', ip: '10.0.0.1', minute: USAGE_DAY }
    const [firstAt, lastAt] = [(USAGE_DAY + 3) as Instant, (USAGE_DAY + 4) as Instant]
    assert.deepEqual(written(), [{ ...facts, firstAt, lastAt, counts: countsBy({ valid: 3, expired: 1 }) }])
    await recorder.flush()
    assert.equal(written().length, 1)
  })

  it('counts the last millisecond of a minute to it, and the next to the next, even when the clock goes back', async () => {
    const { recorder, written } = openRecorder()
    for (const ms of [59_999, 60_000, 59_999, 60_001]) recorder.note(eventAt(ms))
    await recorder.flush()
    assert.deepEqual(
      written().map(({ minute, counts }) => [minute - USAGE_DAY, sumOfCounts(counts)]),
      [
        [0, 2],
        [60_000, 2],
      ],
    )
  })

  it('keeps projects, keys and addresses apart', async () => {
    const { recorder, written } = openRecorder()
    const apart = [{}, { projectId: globex }, { keyId: '' }, { ip: '' }, { ip: '10.0.0.2' }]
    for (const facts of [...apart, ...apart]) recorder.note(eventAt(0, facts))
    await recorder.flush()
    assert.deepEqual(new Set(written().map(({ counts }) => sumOfCounts(counts))), new Set([2]))
    assert.equal(new Set(written().map(({ projectId, keyId, ip }) => `${projectId} ${keyId} ${ip}`)).size, 5)
  })

  it('counts 10,000 refusals in a minute exactly, whatever flushes come between', async () => {
    const { recorder, sum } = openRecorder()
    for (let index = 0; index < 10_000; index++) {
      recorder.note(eventAt(index * 5, { keyId: '', outcome: 'not_found', ip: `10.0.0.${index % 7}` }))
      if (index % 997 === 0) await recorder.flush()
    }
    await recorder.stop()
    assert.deepEqual(sum(), countsBy({ not_found: 10_000 }))
  })

  it('loses nothing of what comes while it writes', async () => {
    const { recorder, sum } = openRecorder()
    for (let index = 0; index < 300; index++) recorder.note(eventAt(0, { keyId: `key-${index}` }))
    const flushing = recorder.flush()
    recorder.note(eventAt(0))
    await flushing
    recorder.note(eventAt(0))
    await recorder.stop()
    assert.deepEqual(sum(), countsBy({ valid: 302 }))
  })

  it('keeps counting while the store is down, in the minutes where things happened, and writes all of it later', async () => {
    const { recorder, store, errors, written } = openRecorder()
    store.isDown = true
    for (let minute = 0; minute < 5; minute++) {
      for (let key = 0; key < 150; key++) recorder.note(eventAt(minute * 60_000, { keyId: `key-${key}` }))
      await recorder.flush()
    }
    assert.equal(errors.length, 5)
    assert.deepEqual(written(), [])
    store.isDown = false
    await recorder.flush()
    const minutes = Map.groupBy(written(), ({ minute }) => minute - USAGE_DAY)
    assert.deepEqual([...minutes.keys()], [0, 60_000, 120_000, 180_000, 240_000])
    for (const tallies of minutes.values()) assert.equal(tallies.length, 150)
    assert.equal(recorder.uncounted, 0)
  })

  it('writes no batch twice when the store fails between two', async () => {
    const { recorder, store, batches, sum } = openRecorder()
    for (let key = 0; key < 250; key++) recorder.note(eventAt(0, { keyId: `key-${key}` }))
    const flushing = recorder.flush()
    while (batches.length === 0) await Promise.resolve()
    store.isDown = true
    await flushing
    store.isDown = false
    await recorder.flush()
    assert.deepEqual(sum(), countsBy({ valid: 250 }))
    assert.equal(batches.flat().length, 250)
  })

  it('stays within its room with 100,000 keys and 100,000 addresses, and still counts every one', async () => {
    const maxSources = 1_000
    const { recorder, store, written, sum } = openRecorder({ maxSources })
    store.isDown = true
    for (let index = 0; index < 100_000; index++) {
      recorder.note(eventAt(0, { keyId: `key-${index}`, ip: `2001:db8::${index.toString(16)}` }))
      recorder.note(eventAt(0, { keyId: '', outcome: 'not_found', ip: `2001:db8::${index.toString(16)}` }))
    }
    await recorder.flush()
    assert.ok(recorder.queued <= maxSources + 10, `${recorder.queued} are told apart`)
    store.isDown = false
    await recorder.stop()
    assert.deepEqual(sum(), countsBy({ valid: 100_000, not_found: 100_000 }))
    assert.ok(written().length <= maxSources + 10)
    const rest = written().filter(({ keyId }) => keyId === REST_OF_KEYS)
    assert.deepEqual([...new Set(rest.map(({ ip }) => ip))], [''])
    assert.equal(recorder.uncounted, 0)
  })

  it('does not wait for the interval when half of its room is taken', async () => {
    const { recorder, written } = openRecorder({ maxSources: 10, flushEveryMs: 3_600_000 })
    recorder.start()
    for (let index = 0; index < 6; index++) recorder.note(eventAt(0, { keyId: `key-${index}` }))
    for (let waited = 0; written().length === 0 && waited < 1_000; waited += 5) await sleep(5)
    assert.equal(written().length, 6)
    await recorder.stop()
  })

  it('writes by itself in its interval, and the rest at the stop', async () => {
    const { recorder, sum } = openRecorder({ flushEveryMs: 10 })
    recorder.start()
    recorder.note(eventAt(0))
    for (let waited = 0; sumOfCounts(sum()) === 0 && waited < 2_000; waited += 5) await sleep(5)
    assert.deepEqual(sum(), countsBy({ valid: 1 }))
    recorder.note(eventAt(0))
    await recorder.stop()
    assert.deepEqual(sum(), countsBy({ valid: 2 }))
  })

  it('reports what the store refuses even at the stop', async () => {
    const { recorder, store, errors } = openRecorder()
    store.isDown = true
    recorder.note(eventAt(0))
    await recorder.stop()
    assert.equal(errors.length, 1)
  })
})

describe('UsageRecorder after a quiet time', () => {
  it('writes the first figures within a second instead of at the next interval, and then keeps to the interval', async (context) => {
    context.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] })
    const { recorder, sum, batches } = openRecorder({ flushEveryMs: 10_000 })
    recorder.start()
    recorder.note(eventAt(1))
    context.mock.timers.tick(999)
    assert.equal(batches.length, 0)
    context.mock.timers.tick(1)
    await Promise.resolve()
    assert.equal(sumOfCounts(sum()), 1)
    recorder.note(eventAt(2))
    context.mock.timers.tick(8_999)
    await Promise.resolve()
    assert.equal(batches.length, 1)
    await recorder.stop()
    assert.equal(sumOfCounts(sum()), 2)
  })
})
