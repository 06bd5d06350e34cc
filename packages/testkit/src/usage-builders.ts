import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { UsageQuery, UsageTally } from '@latchkey/core/ports/usage-store'
import { emptyCounts, outcomeIndex, type UsageOutcome } from '@latchkey/core/usage/usage-event'
import { startOfPeriod } from '@latchkey/core/usage/usage-period'

/** The start of a day, an hour and a minute. */
export const USAGE_DAY = Date.UTC(2026, 10, 21) as Instant
/** Every slot there may be. */
export const FOREVER: Pick<UsageQuery, 'from' | 'to'> = { from: 0 as Instant, to: Date.UTC(2100, 0, 1) as Instant }

export type CountsByOutcome = Partial<Record<UsageOutcome, number>>

export function countsBy(by: CountsByOutcome): number[] {
  const counts = emptyCounts()
  for (const [outcome, count] of Object.entries(by)) counts[outcomeIndex[outcome as UsageOutcome]] = count
  return counts
}

/** Verifications at an instant. */
export const tallyAt = (
  projectId: ProjectId,
  at: number,
  { by = { valid: 1 }, ...facts }: Partial<UsageTally> & { by?: CountsByOutcome } = {},
): UsageTally => ({
  projectId,
  keyId: '',
  actorId: '',
  ip: '',
  minute: startOfPeriod('minute', at),
  firstAt: at as Instant,
  lastAt: at as Instant,
  counts: countsBy(by),
  ...facts,
})

export const allOf = (changes: Partial<UsageQuery> = {}): UsageQuery => ({
  ...FOREVER,
  period: 'hour',
  keyId: undefined,
  actorId: undefined,
  groupBy: 'none',
  top: 10,
  ...changes,
})
