import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildProjectId } from '@latchkey/testkit/builders'
import { atMs, FakeClock, TEST_START } from '@latchkey/testkit/fake-clock'
import { SeededRandom } from '@latchkey/testkit/seeded-random'
import type { Instant } from '../ports/clock.ts'
import type { KeySweep } from '../ports/key-store.ts'
import type { Revocation } from './api-key.ts'
import { endOf, makeSweepKeys } from './key-retention.ts'
import { expiryOfRevoked, REVOKED_RECORD_KEPT_MS } from './revocation.ts'

const DAY_MS = 86_400_000
const revokedAt = (at: Instant): Revocation => ({ at, reason: 'unspecified', description: undefined })

describe('the end of a key', () => {
  it('is none, its expiry, or its revocation, which outranks the expiry', () => {
    assert.equal(endOf({ expiresAt: undefined, revocation: undefined }), undefined)
    assert.deepEqual(endOf({ expiresAt: atMs(7), revocation: undefined }), { ending: 'expired', at: atMs(7) })
    assert.deepEqual(endOf({ expiresAt: undefined, revocation: revokedAt(atMs(5)) }), { ending: 'revoked', at: atMs(5) })
    assert.deepEqual(endOf({ expiresAt: atMs(7), revocation: revokedAt(atMs(5)) }), { ending: 'revoked', at: atMs(5) })
  })

  it('lets the record of a revoked key stay for thirty days, and until its old expiry', () => {
    const keptUntil = (oldExpiry: Instant | undefined) => {
      const end = endOf({ expiresAt: expiryOfRevoked(oldExpiry, atMs(0)), revocation: revokedAt(atMs(0)) })
      return end && end.at + REVOKED_RECORD_KEPT_MS
    }
    assert.equal(keptUntil(undefined), atMs(30 * DAY_MS))
    assert.equal(keptUntil(atMs(DAY_MS)), atMs(30 * DAY_MS))
    assert.equal(keptUntil(atMs(30 * DAY_MS + 1)), atMs(30 * DAY_MS + 1))
    assert.equal(keptUntil(atMs(400 * DAY_MS)), atMs(400 * DAY_MS))
  })

  it('of a key in its grace period is still to come', () => {
    assert.equal(endOf({ expiresAt: atMs(5), revocation: revokedAt(atMs(9)) })?.at, atMs(9))
  })
})

describe('a sweep of keys', () => {
  const openBench = () => {
    const asked: KeySweep[] = []
    const clock = new FakeClock()
    const keyStore = {
      removeEnded: async (sweep: KeySweep) => {
        asked.push(sweep)
        return 3
      },
    }
    return { asked, clock, sweepKeys: makeSweepKeys({ keyStore, clock, random: new SeededRandom('sweep') }) }
  }

  it('asks for keys whose end lies further back than their age', async () => {
    const { asked, sweepKeys } = openBench()
    assert.equal(await sweepKeys({ ending: 'expired', ageMs: DAY_MS }, 50), 3)
    const [{ ending, endedBefore, limit } = assert.fail()] = asked
    assert.deepEqual({ ending, endedBefore, limit }, { ending: 'expired', endedBefore: TEST_START - DAY_MS, limit: 50 })
  })

  it('never takes records of revoked keys before their thirty days', async () => {
    const { asked, sweepKeys } = openBench()
    await assert.rejects(sweepKeys({ ending: 'revoked', ageMs: REVOKED_RECORD_KEPT_MS - 1 }, 50), RangeError)
    assert.equal(asked.length, 0)
    await sweepKeys({ ending: 'revoked', ageMs: REVOKED_RECORD_KEPT_MS }, 50)
    assert.equal(asked.length, 1)
  })

  it('tells each project how many keys went and when they had ended, and nothing else about them', async () => {
    const { asked, sweepKeys } = openBench()
    await sweepKeys({ ending: 'expired', ageMs: DAY_MS }, 50)
    const [acme, globex] = [buildProjectId(), buildProjectId()]
    const swept = { issued: 2, imported: 1, firstEnd: atMs(0), lastEnd: atMs(1500) }
    const [first, second] = [acme, globex].map((projectId) => asked[0]?.audit({ projectId, ...swept }))
    assert.deepEqual([first?.targetKind, first?.targetId, second?.targetId], ['project', acme, globex])
    assert.equal(first?.event, 'retention.swept')
    assert.equal(first.at, TEST_START)
    assert.notEqual(first.id, second?.id)
    assert.equal(first.requestId, second?.requestId)
    assert.deepEqual(Object.keys(first.after ?? {}).sort(), [
      'ended_by',
      'first_end_time',
      'imported_api_keys',
      'issued_api_keys',
      'last_end_time',
    ])
    assert.deepEqual([first.after?.['issued_api_keys'], first.after?.['imported_api_keys']], [2, 1])
  })
})
