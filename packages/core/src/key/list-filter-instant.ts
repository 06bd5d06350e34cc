import type { Instant } from '../ports/clock.ts'

const RFC3339 = /^([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?([Zz]|[+-][0-9]{2}:[0-9]{2})$/
const RFC3339_MAX_CHARACTERS = 35

/** A timestamp of RFC 3339 §5.6. Digits beyond the millisecond are cut off; leap seconds and impossible dates are refused. */
export function parseInstant(text: string): Instant | undefined {
  if (text.length > RFC3339_MAX_CHARACTERS) return undefined
  const [, date, time, fraction = '', offset] = RFC3339.exec(text) ?? []
  if (date === undefined || time === undefined || offset === undefined || !isCalendarDate(date)) return undefined
  // RFC 3339 knows hours up to 23; ISO 8601, which `Date.parse` follows, also 24:00.
  if (time.startsWith('24')) return undefined
  const parsed = Date.parse(`${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}${offset.toUpperCase()}`)
  return Number.isNaN(parsed) ? undefined : (parsed as Instant)
}

/** `Date.parse` rolls 30 February over into March. */
function isCalendarDate(date: string): boolean {
  const midnight = new Date(`${date}T00:00:00.000Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date)
}
