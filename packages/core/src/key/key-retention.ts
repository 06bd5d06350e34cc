import type { AuditEntry } from '../events/audit-event.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { KeyEnding, KeyStore, SweptKeys } from '../ports/key-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { ApiKey } from './api-key.ts'
import { formatInstant } from './instant-text.ts'
import { REVOKED_RECORD_KEPT_MS } from './revocation.ts'

/**
 * From when on the record of a key ages, which may lie in the future; `undefined`: the key has no end. A revoked key that would
 * have expired later than its record must be kept anyway ages from that much before its expiry: so it is never removed before
 * that, either.
 */
export function endOf({
  expiresAt,
  revocation,
}: Pick<ApiKey, 'expiresAt' | 'revocation'>): { readonly ending: KeyEnding; readonly at: Instant } | undefined {
  if (revocation !== undefined) {
    const lastInstant = expiresAt === undefined ? revocation.at : expiresAt - REVOKED_RECORD_KEPT_MS
    return { ending: 'revoked', at: Math.max(revocation.at, lastInstant) as Instant }
  }
  return expiresAt === undefined ? undefined : { ending: 'expired', at: expiresAt }
}

export interface SweepKeysDependencies {
  readonly keyStore: Pick<KeyStore, 'removeEnded'>
  readonly clock: Pick<Clock, 'now'>
  readonly random: Pick<RandomSource, 'uuid'>
}

export interface KeyAge {
  readonly ending: KeyEnding
  /** Records are kept for this long after the end of their key; for revoked ones `REVOKED_RECORD_KEPT_MS` at least. */
  readonly ageMs: number
}

/**
 * Removes one batch of keys whose end lies further back than their age, whatever project they belong to. Each project's chain
 * gets one entry for the batch. Resolves to how many there were; fewer than `limit`: there are no more.
 */
export const makeSweepKeys =
  ({ keyStore, clock, random }: SweepKeysDependencies) =>
  async ({ ending, ageMs }: KeyAge, limit: number): Promise<number> => {
    if (ending === 'revoked' && ageMs < REVOKED_RECORD_KEPT_MS) throw new RangeError('records of revoked keys are kept longer')
    const now = clock.now()
    const requestId = random.uuid()
    return keyStore.removeEnded({
      ending,
      endedBefore: (now - ageMs) as Instant,
      limit,
      audit: (swept) => entryOf(swept, { ending, id: random.uuid(), at: now, requestId }),
    })
  }

type EntryFacts = Pick<AuditEntry, 'id' | 'at' | 'requestId'> & { readonly ending: KeyEnding }

const entryOf = (swept: SweptKeys, { ending, id, at, requestId }: EntryFacts): AuditEntry => ({
  id,
  at,
  event: 'retention.swept',
  caller: { kind: 'operator', id: 'retention', name: 'retention' },
  targetKind: 'project',
  targetId: swept.projectId,
  ip: undefined,
  requestId,
  before: undefined,
  after: {
    ended_by: ending,
    issued_api_keys: swept.issued,
    imported_api_keys: swept.imported,
    first_end_time: formatInstant(swept.firstEnd),
    last_end_time: formatInstant(swept.lastEnd),
  },
})
