import { formatRelative } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { useMinute } from '../../../ui/time.tsx'
import type { ListedKey } from '../key-queries.ts'

const SOON_MS = 7 * 86_400_000

type Shown = 'active' | 'expiring' | 'expired' | 'suspended' | 'revoked'

const looks: Readonly<Record<Shown, readonly [tone: Tone, sign: string]>> = {
  active: ['ok', '●'],
  expiring: ['warn', '◔'],
  expired: ['neutral', '◷'],
  suspended: ['info', '‖'],
  revoked: ['error', '⊘'],
}

/** The server's word, and what the clock has done to it since. */
export function shownStatus({ status, expire_time }: Pick<ListedKey, 'status' | 'expire_time'>, now: number): Shown {
  if (status === 'KEY_STATUS_REVOKED') return 'revoked'
  const left = expire_time === null ? Number.POSITIVE_INFINITY : Date.parse(expire_time) - now
  if (status === 'KEY_STATUS_EXPIRED' || left <= 0) return 'expired'
  if (status === 'KEY_STATUS_SUSPENDED') return 'suspended'
  return left < SOON_MS ? 'expiring' : 'active'
}

export function KeyStatusBadge({ apiKey }: { readonly apiKey: ListedKey }) {
  useMinute()
  const now = Date.now()
  const shown = shownStatus(apiKey, now)
  const [tone, sign] = looks[shown]
  const words: Readonly<Record<Shown, string>> = {
    active: t('Active'),
    expiring: t('Expires {when}', { when: formatRelative(new Date(apiKey.expire_time ?? now), now) }),
    expired: t('Expired'),
    suspended: t('Suspended'),
    revoked: t('Revoked'),
  }
  return (
    <Badge tone={tone} sign={sign}>
      {words[shown]}
    </Badge>
  )
}
