import type { Instant } from '../ports/clock.ts'

const DAY_MS = 86_400_000

/** The day that was written last: instants that follow each other mostly share it, and its text is the dear part. */
let latestDay = { number: Number.NaN, text: '' }

/** RFC 3339 in UTC with milliseconds. */
export function formatInstant(instant: Instant): string {
  const number = Math.floor(instant / DAY_MS)
  if (number !== latestDay.number) latestDay = { number, text: new Date(instant).toISOString().slice(0, -'00:00:00.000Z'.length) }
  const ms = instant - number * DAY_MS
  const seconds = Math.floor(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  return `${latestDay.text}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}.${three(ms % 1000)}Z`
}

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`)
const three = (value: number): string => (value < 100 ? `0${two(value)}` : `${value}`)

/** The last instant that RFC 3339 can write with its four-digit year. */
export const LATEST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999) as Instant
