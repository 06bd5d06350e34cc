import type { Instant } from '../ports/clock.ts'

/** RFC 3339 in UTC with milliseconds. */
export const formatInstant = (instant: Instant): string => new Date(instant).toISOString()

/** The last instant that RFC 3339 can write with its four-digit year. */
export const LATEST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999) as Instant
