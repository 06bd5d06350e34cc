import { preferences } from '../../app/preferences.ts'
import { formatLocale } from '../../i18n/i18n.ts'

const inZone = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(formatLocale(), {
    ...options,
    hour12: false,
    ...(preferences().zone === 'utc' ? { timeZone: 'UTC' } : {}),
  })

const made = new Map<string, Intl.DateTimeFormat>()

function formatter(kind: 'slot' | 'clock' | 'day'): Intl.DateTimeFormat {
  const name = [kind, formatLocale(), preferences().zone].join()
  const known = made.get(name)
  if (known !== undefined) return known
  const day = { month: 'short', day: 'numeric' } as const
  const clock = { hour: '2-digit', minute: '2-digit' } as const
  const options = { slot: { year: 'numeric', ...day, ...clock, timeZoneName: 'short' }, clock, day } as const
  const format = inZone(options[kind])
  made.set(name, format)
  return format
}

/** A slot from its beginning to its end, with the zone. */
export const slotName = (start: number, end: number): string => formatter('slot').formatRange(start, end)

/** Where a slot begins, as short as an axis needs it. */
export function slotShortName(start: number, granularity: 'MINUTE' | 'HOUR' | 'DAY'): string {
  if (granularity === 'DAY') return formatter('day').format(start)
  return formatter('clock').format(start)
}
