import type { Latchkey } from '@latchkey/sdk/client'
import type { UsageSearch } from './usage-search.ts'

type Granularity = 'MINUTE' | 'HOUR' | 'DAY'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export const slotMs: Readonly<Record<Granularity, number>> = { MINUTE: 60_000, HOUR: HOUR_MS, DAY: DAY_MS }

/** What the server keeps unless its operator says otherwise (`retention.usage`). */
export const keptForMs: Readonly<Record<Granularity, number>> = { MINUTE: 48 * HOUR_MS, HOUR: 90 * DAY_MS, DAY: 400 * DAY_MS }

/** Few enough bars to be told apart. */
const SLOTS_AT_MOST = 200

/** The finest slots of a range that are still kept and not too many. */
export function granularityFor(from: number, to: number, now: number): Granularity {
  const fits = (granularity: Granularity): boolean =>
    (to - from) / slotMs[granularity] <= SLOTS_AT_MOST && now - from <= keptForMs[granularity]
  return (['MINUTE', 'HOUR'] as const).find(fits) ?? 'DAY'
}

type UsageQuery = NonNullable<Parameters<Latchkey['usage']['query']>[0]>
type Asked = Pick<UsageQuery, 'granularity' | 'start_time' | 'end_time'>

/** What to ask the server for; `undefined` while the range of the address is none. */
export function askedRange({ range = '24h', from, to }: UsageSearch, now: number): Asked | undefined {
  switch (range) {
    case '1h':
      return { granularity: 'MINUTE' }
    case '24h':
      return { granularity: 'HOUR' }
    case '7d':
      return { granularity: 'HOUR', start_time: new Date(now - 7 * DAY_MS + HOUR_MS).toISOString() }
    case '30d':
      return { granularity: 'DAY' }
    default:
      return customRange(from, to, now)
  }
}

function customRange(from: string | undefined, to: string | undefined, now: number): Asked | undefined {
  const start = Date.parse(from ?? '')
  const end = to === undefined ? now : Math.min(Date.parse(to), now)
  if (Number.isNaN(start) || Number.isNaN(end) || start >= end) return undefined
  const last = to === undefined || Date.parse(to) > now ? {} : { end_time: new Date(end).toISOString() }
  return { granularity: granularityFor(start, end, now), start_time: new Date(start).toISOString(), ...last }
}
