import { invalidField } from '../errors/domain-error.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { UsageFigures, UsageQuery, UsageStore } from '../ports/usage-store.ts'
import type { Project } from '../project/project.ts'
import { periodMs, startOfPeriod, type UsagePeriod } from './usage-period.ts'

/** Slots of one query: all minutes, hours or days that are kept. */
export const SLOTS_MAX = 3_000
/** Slots times groups: what an answer may come to. */
export const FIGURES_MAX = 15_000
export const TOP_DEFAULT = 10
export const TOP_MAX = 100

const DEFAULT_SLOTS: Readonly<Record<UsagePeriod, number>> = { minute: 60, hour: 24, day: 30 }

export interface QueryUsageDependencies {
  readonly usageStore: Pick<UsageStore, 'queryUsage'>
  readonly clock: Pick<Clock, 'now'>
}

export interface QueryUsageRequest extends Pick<UsageQuery, 'period' | 'keyId' | 'actorId' | 'groupBy'> {
  /** `undefined`: as far back as is usual for the length of the slots. */
  readonly startAt: Instant | undefined
  /** `undefined`: now. */
  readonly endAt: Instant | undefined
  readonly top: number
}

export interface UsageReport extends UsageFigures {
  /** Where the first slot begins and the last one ends: the range that was asked for, in whole slots. */
  readonly from: Instant
  readonly to: Instant
}

/** How often the keys of a project were verified. Refuses with `bad_request` a range that is empty or too long. */
export const makeQueryUsage =
  ({ usageStore, clock }: QueryUsageDependencies) =>
  async (project: Project, request: QueryUsageRequest): Promise<UsageReport> => {
    const { period, keyId, actorId, groupBy, top } = request
    const { from, to } = rangeOf(request, clock.now())
    const slots = (to - from) / periodMs[period]
    if (slots > SLOTS_MAX) throw invalidField('start_time', `the range has ${slots} slots, at most ${SLOTS_MAX} are possible`)
    if (groupBy !== 'none' && slots * top > FIGURES_MAX) {
      throw invalidField('top', `${slots} slots of ${top} groups are too much: at most ${FIGURES_MAX} figures are possible`)
    }
    const figures = await usageStore.queryUsage(project.id, { period, from, to, keyId, actorId, groupBy, top })
    return { ...figures, from, to }
  }

/** Every slot that has a part in the range: the end itself is no longer meant. */
function rangeOf({ period, startAt, endAt }: QueryUsageRequest, now: Instant): { from: Instant; to: Instant } {
  const length = periodMs[period]
  const end = endAt ?? ((now + 1) as Instant)
  const to = (startOfPeriod(period, end - 1) + length) as Instant
  if (startAt === undefined) return { from: (to - DEFAULT_SLOTS[period] * length) as Instant, to }
  if (startAt >= end) throw invalidField('start_time', 'must be before end_time')
  return { from: startOfPeriod(period, startAt), to }
}
