import type { Instant } from '../ports/clock.ts'

/** Lengths of the buckets that verifications are counted in; each begins at a whole one of itself, in UTC. */
export const usagePeriods = ['minute', 'hour', 'day'] as const
export type UsagePeriod = (typeof usagePeriods)[number]

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export const periodMs: Readonly<Record<UsagePeriod, number>> = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS }

/** How long buckets of each length are kept unless the operator says otherwise. */
export const keptForMs: Readonly<Record<UsagePeriod, number>> = { minute: 48 * HOUR_MS, hour: 90 * DAY_MS, day: 400 * DAY_MS }

/** When the bucket began that an instant falls into: an instant on the boundary belongs to what begins there. */
export const startOfPeriod = (period: UsagePeriod, at: number): Instant =>
  (Math.floor(at / periodMs[period]) * periodMs[period]) as Instant
