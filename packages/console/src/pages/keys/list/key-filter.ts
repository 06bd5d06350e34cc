import type { KeysSearch } from '../keys-search.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** The hour that views such as "expires in 7 days" count from: the filter, and with it what is cached, stays the same. */
export const thisHour = (): string => new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS).toISOString()

const daysFrom = (at: string, days: number): string => new Date(Date.parse(at) + days * DAY_MS).toISOString()

/** The filter of the API (AIP-160) for what the address says. `at` is what relative views count from. */
export function keyFilter({ view, status, actor, q }: KeysSearch, at: string): string | undefined {
  const terms = [
    view === 'active' ? 'status=ACTIVE' : '',
    view === 'expiring' ? `status=ACTIVE AND expire_time<=${quoted(daysFrom(at, 7))}` : '',
    view === 'unused' ? `status=ACTIVE AND last_used_time<${quoted(daysFrom(at, -90))}` : '',
    view === 'revoked' ? 'status=REVOKED' : '',
    status === undefined ? '' : `status=${status}`,
    actor === undefined ? '' : `actor_id=${quoted(actor)}`,
    q === undefined ? '' : `name:"${escaped(q)}*"`,
  ].filter((term) => term !== '')
  return terms.length === 0 ? undefined : terms.join(' AND ')
}

export const isRelative = ({ view }: KeysSearch): boolean => view === 'expiring' || view === 'unused'

const quoted = (text: string): string => `"${escaped(text)}"`
const escaped = (text: string): string => text.replace(/[\\"*]/g, '\\$&')
