import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeSweepKeys } from '@latchkey/core/key/key-retention'
import type { Instant } from '@latchkey/core/ports/clock'
import { makeVerifyCredential } from '@latchkey/core/verify/verify-credential'
import { buildProject } from '@latchkey/testkit/build-project'
import { buildInsertion, buildIssuedKey } from '@latchkey/testkit/builders'
import { insertExpiredKeys } from '@latchkey/testkit/sqlite/insert-expired-keys'
import { onTemporaryDatabase, type TemporaryDatabase } from '@latchkey/testkit/sqlite/temporary-database'
import { asking, credentialOf, fromAnywhere } from '@latchkey/testkit/verify-bench'
import { MemoryRateLimiter } from '../adapters/memory/memory-rate-limiter.ts'
import { MemoryVerificationCache } from '../adapters/memory/memory-verification-cache.ts'
import { systemClock as clock, systemRandom as random } from '../composition/system-clock.ts'
import { startRetentionSweeper } from './retention-sweeper.ts'

const DAY_MS = 86_400_000
const EXPIRED_KEYS = 100_000
/** How many of them go; set it to all of them for a long run. */
const SWEPT_KEYS = Number(process.env['LATCHKEY_SWEPT_KEYS'] ?? 10_000)
const VERIFICATIONS_PER_SECOND = 1000
/**
 * What 99 of 100 gaps must stay below: some ten milliseconds where the disk is quick. All keys in one transaction would keep
 * everybody waiting for seconds; the limit tells that apart from a slow disk and a busy machine.
 */
const GAP_LIMIT_MS = 500

/** Calls `work` so many times a second, as the event loop lets it; notes how long it was kept away each time. */
function startLoad(perSecond: number, work: () => void): { stop(): { readonly gaps: readonly number[]; readonly done: number } } {
  const gaps: number[] = []
  const startedAt = performance.now()
  let [last, done] = [startedAt, 0]
  const timer = setInterval(() => {
    const now = performance.now()
    gaps.push(now - last)
    last = now
    for (const due = ((now - startedAt) / 1000) * perSecond; done < due; done++) work()
  }, 1)
  return {
    stop() {
      clearInterval(timer)
      return { gaps: gaps.sort((a, b) => a - b), done }
    },
  }
}

/** Verifies a key of the project on the store; `count` is told of each valid one. */
async function prepareVerification({ store, projectId }: TemporaryDatabase, count: () => void): Promise<() => void> {
  const key = buildIssuedKey({ projectId, createdAt: clock.now(), expiresAt: (clock.now() + DAY_MS) as Instant })
  await store.keys.insert(projectId, buildInsertion({ key }))
  const project = { ...buildProject(), id: projectId }
  const verify = makeVerifyCredential({
    keyStore: store.keys,
    cache: new MemoryVerificationCache({ clock }),
    rateLimiter: new MemoryRateLimiter({ clock }),
    noteUse: () => {},
    noteOutcome: () => {},
    clock,
  })
  const credential = credentialOf(key, project)
  return async () => {
    if ((await verify(project, asking(credential), fromAnywhere)).valid) count()
  }
}

const quantile = (sorted: readonly number[], share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN

describe('a sweep of expired keys, of which there are 100,000', () => {
  it(
    'keeps none of 1,000 verifications a second waiting',
    { timeout: 300_000 },
    onTemporaryDatabase(async (database) => {
      const { store, path, projectId } = database
      const before = clock.now() - 90 * DAY_MS
      insertExpiredKeys(path, { projectId, count: EXPIRED_KEYS, expiredAt: before - SWEPT_KEYS })
      let valid = 0
      const verify = await prepareVerification(database, () => valid++)
      const sweepKeys = makeSweepKeys({ keyStore: store.keys, clock: { now: () => (before + 90 * DAY_MS) as Instant }, random })
      const removeBatch = async (limit: number) => {
        const removed = await sweepKeys({ ending: 'expired', ageMs: 90 * DAY_MS }, limit)
        return { removed, hasMore: removed === limit }
      }
      const logger = { info() {}, error: (...line: unknown[]) => assert.fail(String(line)) }
      const sweeper = startRetentionSweeper({ sweeps: [{ kind: 'expired_keys', removeBatch }], everyMs: () => DAY_MS, logger })
      const load = startLoad(VERIFICATIONS_PER_SECOND, verify)
      await sweeper.sweep()
      const { gaps, done } = load.stop()
      await sweeper.stop()
      assert.equal(await store.projects.countQuotaUse(projectId), EXPIRED_KEYS - SWEPT_KEYS + 1)
      assert.deepEqual([valid, done > VERIFICATIONS_PER_SECOND], [done, true])
      const figures = [0.5, 0.99, 0.999, 0.999999].map((share) => `${share}: ${quantile(gaps, share).toFixed(1)} ms`).join(', ')
      if (process.env['LATCHKEY_TEST_MEASURE']) process.stdout.write(`# ${done} verifications, gaps: ${figures}\n`)
      assert.ok(quantile(gaps, 0.99) < GAP_LIMIT_MS, figures)
    }),
  )
})
