import { auditKeysOf } from '@latchkey/core/events/audit-keys'
import { makeCutChain } from '@latchkey/core/events/cut-chain'
import { makeSweepKeys } from '@latchkey/core/key/key-retention'
import type { Clock, Instant } from '@latchkey/core/ports/clock'
import type { KeyEnding } from '@latchkey/core/ports/key-store'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { RetentionSweep, SweptBatch } from '../background/retention-sweeper.ts'
import type { Config } from '../config/config.ts'
import type { JoinedInstallation } from './open-installation.ts'

/** Another process that has been away for longer forgets everything instead of catching up. */
const KEEP_INVALIDATIONS_MS = 60 * 60 * 1000
const NEVER = 0 as Instant
const NOTHING: SweptBatch = { removed: 0, hasMore: false }

export interface RetentionSurroundings {
  /** The one in effect. */
  readonly config: () => Pick<Config, 'retention' | 'audit'>
  readonly clock: Pick<Clock, 'now'>
  readonly random: Pick<RandomSource, 'uuid'>
}

/** Everything of a store that does not stay for ever, in the order in which it is swept. */
export function buildRetentionSweeps(
  { store, masterKeys }: Pick<JoinedInstallation, 'store' | 'masterKeys'>,
  surroundings: RetentionSurroundings,
): readonly RetentionSweep[] {
  const { config, clock, random } = surroundings
  const sweepKeys = makeSweepKeys({ keyStore: store.keys, clock, random })
  const ages = () => config().retention
  const before = (ageMs: number): Instant => (clock.now() - ageMs) as Instant
  const keys = (ending: KeyEnding, ageMs: number | undefined, limit: number): Promise<SweptBatch> =>
    batchOf(ageMs, limit, (age) => sweepKeys({ ending, ageMs: age }, limit))
  return [
    {
      kind: 'outbox',
      removeBatch: (limit) => batchOf(KEEP_INVALIDATIONS_MS, limit, (age) => store.pruneOutbox(before(age), limit)),
    },
    { kind: 'expired_keys', removeBatch: (limit) => keys('expired', ages().expiredKeysMs, limit) },
    { kind: 'revoked_keys', removeBatch: (limit) => keys('revoked', ages().revokedKeysMs, limit) },
    {
      kind: 'idempotency',
      removeBatch: (limit) => batchOf(ages().idempotencyMs, limit, (age) => store.keys.forgetRequests(before(age), limit)),
    },
    {
      kind: 'sessions',
      removeBatch: (limit) => batchOf(ages().sessionsMs, limit, (age) => store.accounts.deleteExpired(before(age), limit)),
    },
    { kind: 'usage', removeBatch: usageBatch(store, surroundings) },
    {
      kind: 'audit',
      removeBatch: auditBatch(
        store,
        makeCutChain({ auditLog: store.auditLog, keys: auditKeysOf(masterKeys), clock }),
        () => config().audit.retentionMs,
      ),
    },
  ]
}

/** A full batch means that there may be more. */
async function batchOf(
  ageMs: number | undefined,
  limit: number,
  remove: (ageMs: number) => Promise<number>,
): Promise<SweptBatch> {
  if (ageMs === undefined) return NOTHING
  const removed = await remove(ageMs)
  return { removed, hasMore: removed >= limit }
}

const usageBatch =
  ({ usage }: JoinedInstallation['store'], { config, clock }: RetentionSurroundings): RetentionSweep['removeBatch'] =>
  async (limit) => {
    const { minute, hour, day, failures, sources } = config().retention.usageMs
    const before = (ageMs: number | undefined): Instant => (ageMs === undefined ? NEVER : ((clock.now() - ageMs) as Instant))
    const ends = {
      minute: before(minute),
      hour: before(hour),
      day: before(day),
      failures: before(failures),
      sources: before(sources),
    }
    return usage.removeUsageBefore(ends, limit)
  }

/** Chain after chain; where a batch ends, the next goes on. */
function auditBatch(
  { auditLog }: JoinedInstallation['store'],
  cutChain: ReturnType<typeof makeCutChain>,
  retentionMs: () => number | undefined,
): RetentionSweep['removeBatch'] {
  let waiting: readonly string[] = []
  return async (limit) => {
    const ageMs = retentionMs()
    if (ageMs === undefined) return NOTHING
    if (waiting.length === 0) waiting = await auditLog.listChains()
    let removed = 0
    for (let looks = 0; looks < limit && removed < limit; looks++) {
      const [chainId, ...rest] = waiting
      if (chainId === undefined) break
      const wanted = limit - removed
      const cut = await cutChain(chainId, ageMs, wanted)
      removed += cut
      if (cut < wanted) waiting = rest
    }
    return { removed, hasMore: waiting.length > 0 }
  }
}
