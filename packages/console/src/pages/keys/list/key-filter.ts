import type { KeysSearch, KeyView } from '../keys-search.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** The hour that views such as "expires in 7 days" count from: the filter, and with it what is cached, stays the same. */
export const thisHour = (): string => new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS).toISOString()

const daysFrom = (at: string, days: number): string => new Date(Date.parse(at) + days * DAY_MS).toISOString()

/** The filter of the API (AIP-160) for what the address says. `at` is what relative views count from. */
export function keyFilter(
  { view, status, actor, q }: Pick<KeysSearch, 'view' | 'status' | 'actor' | 'q'>,
  at: string,
): string | undefined {
  const terms = [
    view === undefined ? '' : termsOf(view, at),
    status === undefined ? '' : `status=${status}`,
    actor === undefined ? '' : `actor_id=${quoted(actor)}`,
    q === undefined ? '' : `name:"${escaped(q)}*"`,
  ].filter((term) => term !== '')
  return terms.length === 0 ? undefined : terms.join(' AND ')
}

function termsOf(view: KeyView, at: string): string {
  switch (view) {
    case 'active':
      return 'status=ACTIVE'
    case 'expiring':
      return `status=ACTIVE AND expire_time<=${quoted(daysFrom(at, 7))}`
    case 'never-expires':
      return 'status=ACTIVE AND NOT expire_time:*'
    case 'unused':
      return `status=ACTIVE AND last_used_time<${quoted(daysFrom(at, -90))}`
    case 'never-used':
      return `status=ACTIVE AND NOT last_used_time:* AND create_time<${quoted(daysFrom(at, -90))}`
    case 'revoked':
      return 'status=REVOKED'
  }
}

const RELATIVE: ReadonlySet<KeyView | undefined> = new Set<KeyView>(['expiring', 'unused', 'never-used'])
export const isRelative = ({ view }: KeysSearch): boolean => RELATIVE.has(view)

const quoted = (text: string): string => `"${escaped(text)}"`
const escaped = (text: string): string => text.replace(/[\\"*]/g, '\\$&')
