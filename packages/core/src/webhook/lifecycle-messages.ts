import { type ApiKey, type KeyOrigin, type ProjectId, statusAt } from '../key/api-key.ts'
import type { Instant } from '../ports/clock.ts'
import type { InstantField, KeyCondition } from '../ports/key-condition.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { PublishedMessage } from '../ports/webhook-store.ts'
import type { WebhookEventType } from './event-types.ts'
import { messageOfKey, messageOfProject } from './webhook-message.ts'

export const DAY_MS = 86_400_000
/** What time did while nobody looked is still told when it is no older than this. */
export const CATCH_UP_MS = 7 * DAY_MS
/** Commits that were under way at the last look may have come after it. */
const OVERLAP_MS = 60_000

/** What becomes of keys without anybody's doing. */
export const keyLifecycleTypes = ['api_key.expiring_soon', 'api_key.expired', 'api_key.unused'] as const
export type KeyLifecycleType = (typeof keyLifecycleTypes)[number]

export interface LifecycleRules {
  readonly expiringSoonDays: number
  readonly unusedDays: number
}

/** A time of looking, and the one before; `undefined`: there was none. */
export interface Look {
  readonly now: Instant
  readonly last: Instant | undefined
}

/**
 * The lists of keys in which something may be news since the last look: conditions of one list each. A first look sees
 * everything that is so now; what is told already is told apart by its dedup key.
 */
export function newsOf(type: KeyLifecycleType, { now, last }: Look, rules: LifecycleRules): readonly (readonly KeyCondition[])[] {
  const earliest = (now - CATCH_UP_MS) as Instant
  const since = Math.max(last === undefined ? earliest : last - OVERLAP_MS, earliest)
  if (type === 'api_key.expired') return [between('expire_time', since, now)]
  if (type === 'api_key.unused') {
    const unusedMs = rules.unusedDays * DAY_MS
    return (['last_used_time', 'create_time'] as const).map((field) => between(field, since - unusedMs, now - unusedMs))
  }
  const soon = now + rules.expiringSoonDays * DAY_MS
  if (last === undefined) return [between('expire_time', now, soon)]
  const begun = between('expire_time', since + rules.expiringSoonDays * DAY_MS, soon)
  const born: KeyCondition = { field: 'create_time', comparison: '>=', instant: since as Instant }
  return [begun, [born, ...between('expire_time', now, soon)]]
}

const between = (field: InstantField, after: number, until: number): readonly KeyCondition[] => [
  { field, comparison: '>', instant: after as Instant },
  { field, comparison: '<=', instant: until as Instant },
]

/** What there is to tell about a key out of such a list; `undefined`: nothing. */
export function messageAbout(
  apiKey: ApiKey,
  type: KeyLifecycleType,
  { now, rules, random }: { readonly now: Instant; readonly rules: LifecycleRules; readonly random: RandomSource },
): PublishedMessage | undefined {
  const occasion = occasionOf(apiKey, type, now, rules)
  if (occasion === undefined) return undefined
  return { ...messageOfKey(apiKey, random.uuid(), type, now), dedupKey: `${type}:${apiKey.id}:${occasion}` }
}

/** When it happens; a key can have it happen again only at another time. */
function occasionOf(apiKey: ApiKey, type: KeyLifecycleType, now: Instant, rules: LifecycleRules): Instant | undefined {
  const status = statusAt(apiKey, now)
  if (type === 'api_key.expired') return status === 'expired' && apiKey.revocation === undefined ? apiKey.expiresAt : undefined
  const isAlive = (status === 'active' || status === 'suspended') && apiKey.revocation === undefined
  if (!isAlive) return undefined
  if (type === 'api_key.expiring_soon') return apiKey.expiresAt
  const quietSince = apiKey.lastUsedAt ?? apiKey.createdAt
  return quietSince <= now - rules.unusedDays * DAY_MS ? quietSince : undefined
}

export const bothOrigins: readonly KeyOrigin[] = ['issued', 'imported']

/** Percentages of the key quota that receivers are told of. */
export const quotaThresholds = [80, 100] as const
/** So far below a threshold, reaching it is news again. */
const QUOTA_HYSTERESIS_PERCENT = 5

export interface QuotaUse {
  readonly used: number
  readonly limit: number
}

const quotaDedupKey = (threshold: number, limit: number): string => `quota.threshold:${threshold}:${limit}`

/** Thresholds that the use has reached, as messages, the lowest first. */
export const quotaMessages = (
  projectId: ProjectId,
  { used, limit }: QuotaUse,
  { now, random }: { readonly now: Instant; readonly random: RandomSource },
): readonly PublishedMessage[] =>
  quotaThresholds
    .filter((threshold) => limit > 0 && used * 100 >= threshold * limit)
    .map((threshold) => ({
      ...messageOfProject(projectId, {
        uuid: random.uuid(),
        type: 'quota.threshold',
        at: now,
        facts: { quota: 'api_keys', threshold_percent: threshold, used, limit },
      }),
      dedupKey: quotaDedupKey(threshold, limit),
    }))

/** Dedup keys of thresholds that the use is clearly below. */
export const quotaKeysToForget = ({ used, limit }: QuotaUse): readonly string[] =>
  quotaThresholds
    .filter((threshold) => used * 100 < (threshold - QUOTA_HYSTERESIS_PERCENT) * limit)
    .map((threshold) => quotaDedupKey(threshold, limit))

const HOUR_MS = 3_600_000

/** Many refusals within a minute; told once an hour at most. */
export function refusalsBurstMessage(
  projectId: ProjectId,
  { refusals, minute }: { readonly refusals: number; readonly minute: Instant },
  random: RandomSource,
): PublishedMessage {
  const type: WebhookEventType = 'verification.refusals_burst'
  const facts = { refusals, window_seconds: 60 }
  const dedupKey = `${type}:${Math.floor(minute / HOUR_MS)}`
  return { ...messageOfProject(projectId, { uuid: random.uuid(), type, at: minute, facts }), dedupKey }
}
