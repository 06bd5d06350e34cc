import type { Instant } from '../ports/clock.ts'

const DAY_MS = 86_400_000

/** Texts of days, the dear part: keys are made on the same few days, and end on the same few others. */
const days = new Map<number, string>()
const DAYS_MAX = 1000

/** RFC 3339 in UTC with milliseconds. */
export function formatInstant(instant: Instant): string {
  const number = Math.floor(instant / DAY_MS)
  const ms = instant - number * DAY_MS
  const seconds = Math.floor(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  return `${days.get(number) ?? writeDay(number)}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}.${three(ms % 1000)}Z`
}

/** With the `T` that follows it. */
function writeDay(number: number): string {
  const text = new Date(number * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length)
  if (days.size >= DAYS_MAX) days.clear()
  days.set(number, text)
  return text
}

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`)
const three = (value: number): string => (value < 100 ? `0${two(value)}` : `${value}`)

/** The last instant that RFC 3339 can write with its four-digit year. */
export const LATEST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999) as Instant
