import { formatLocale } from './i18n.ts'

const cached = new Map<string, Intl.DateTimeFormat>()

/** `undefined`: the reader's own zone. */
let zone: 'UTC' | undefined

export const showUtc = (utc: boolean): void => {
  zone = utc ? 'UTC' : undefined
}

/** The whole instant with its zone: 3 Mar 2027, 14:05:09 CET. */
export const formatInstant = (instant: Date, inZone: 'UTC' | undefined = zone): string =>
  formatterOf(
    {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hour12: false,
      timeZoneName: 'short',
    },
    inZone,
  ).format(instant)

/** The day alone: 3 Mar 2027. */
export const formatDay = (instant: Date): string =>
  formatterOf({ year: 'numeric', month: 'short', day: 'numeric' }, zone).format(instant)

export const formatNumber = (value: number): string => new Intl.NumberFormat(formatLocale()).format(value)

export const formatPercent = (share: number): string =>
  new Intl.NumberFormat(formatLocale(), { style: 'percent', maximumFractionDigits: 1 }).format(share)

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** "3 days ago", "in 2 hours": the largest unit that fits. */
export function formatRelative(instant: Date, now: number): string {
  const ms = instant.getTime() - now
  const relative = new Intl.RelativeTimeFormat(formatLocale(), { numeric: 'auto' })
  for (const [unit, unitMs] of steps) if (Math.abs(ms) >= unitMs) return relative.format(Math.trunc(ms / unitMs), unit)
  return relative.format(Math.trunc(ms / 1000), 'second')
}

/** "1.5 min", "3 d": a length of time for people. */
export function formatDuration(ms: number): string {
  for (const [unit, unitMs] of steps) {
    if (ms >= unitMs)
      return new Intl.NumberFormat(formatLocale(), { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 }).format(
        ms / unitMs,
      )
  }
  return new Intl.NumberFormat(formatLocale(), {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'long',
    maximumFractionDigits: 1,
  }).format(ms / 1000)
}

function formatterOf(options: Intl.DateTimeFormatOptions, timeZone: 'UTC' | undefined): Intl.DateTimeFormat {
  const name = JSON.stringify([formatLocale(), options, timeZone])
  const known = cached.get(name)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(formatLocale(), timeZone === undefined ? options : { ...options, timeZone })
  cached.set(name, made)
  return made
}
