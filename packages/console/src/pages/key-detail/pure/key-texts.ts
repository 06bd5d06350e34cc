import type { AuditEvent, KeyStatus, RevocationReason } from '@latchkey/sdk/messages'
import { formatDuration, formatInstant, formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import type { Tone } from '../../../ui/badge.tsx'
import type { EditableField, KeyRecord } from '../loaded-key.ts'
import { parseGoDurationMs } from './go-duration.ts'

const DAY_MS = 86_400_000
const SOON_MS = 7 * DAY_MS

export interface StatusLook {
  readonly tone: Tone
  readonly sign: string
  readonly text: string
}

/** How the state of a key is shown: always with its word. */
export function lookOf({ status, expire_time }: Pick<KeyRecord, 'status' | 'expire_time'>, now: number): StatusLook {
  if (status === 'KEY_STATUS_ACTIVE' && expire_time !== null && Date.parse(expire_time) - now < SOON_MS) {
    return { tone: 'warn', sign: '◔', text: t('Active, expires soon') }
  }
  return looks()[status]
}

const looks = (): Readonly<Record<KeyStatus, StatusLook>> => ({
  KEY_STATUS_UNSPECIFIED: { tone: 'neutral', sign: '?', text: t('Unknown') },
  KEY_STATUS_ACTIVE: { tone: 'ok', sign: '●', text: t('Active') },
  KEY_STATUS_REVOKED: { tone: 'error', sign: '⊘', text: t('Revoked') },
  KEY_STATUS_EXPIRED: { tone: 'neutral', sign: '◷', text: t('Expired') },
  KEY_STATUS_SUSPENDED: { tone: 'warn', sign: '▲', text: t('Suspended') },
})

export const reasonText = (reason: RevocationReason | undefined): string =>
  ({
    REVOCATION_REASON_KEY_COMPROMISE: t('Compromised'),
    REVOCATION_REASON_SUPERSEDED: t('Replaced by another key'),
    REVOCATION_REASON_AFFILIATION_CHANGED: t('The owner changed'),
    REVOCATION_REASON_PRIVILEGE_WITHDRAWN: t('Access withdrawn'),
    REVOCATION_REASON_UNSPECIFIED: t('No reason given'),
  })[reason ?? 'REVOCATION_REASON_UNSPECIFIED']

export const fieldName = (field: EditableField): string =>
  ({
    name: t('Name'),
    scopes: t('Scopes'),
    metadata: t('Metadata'),
    rate_limit_policy: t('Rate limit'),
    ip_restriction: t('Allowed addresses'),
  })[field]

/** The value of a field as one text: what people compare. */
export function fieldText(key: KeyRecord, field: EditableField): string {
  if (field === 'rate_limit_policy') return rateText(key.rate_limit_policy) ?? t('No limit')
  if (field === 'ip_restriction') return key.ip_restriction?.allowed_cidrs.join(', ') || t('Anywhere')
  if (field === 'scopes') return key.scopes.join(', ') || t('None')
  return field === 'metadata' ? JSON.stringify(key.metadata, undefined, 2) : key.name
}

/** "600 requests per minute". */
export function rateText(policy: KeyRecord['rate_limit_policy']): string | undefined {
  if (policy === null) return undefined
  return t('{quota} {unit} per {window}', {
    quota: formatNumber(Number(policy.quota)),
    unit: policy.unit === '' ? t('requests') : policy.unit,
    window: formatDuration(parseGoDurationMs(policy.window) ?? 0),
  })
}

/** What the key can do, in one sentence. */
export function sentenceOf(key: KeyRecord): string {
  if (key.status === 'KEY_STATUS_REVOKED') return t('{name} can do nothing any more: it is revoked.', { name: key.name })
  if (key.status === 'KEY_STATUS_EXPIRED') return t('{name} can do nothing any more: it has expired.', { name: key.name })
  if (key.status === 'KEY_STATUS_SUSPENDED') return t('{name} can do nothing until it is resumed.', { name: key.name })
  return permissionSentence(key)
}

/** What a key with these settings can do, whatever state it is in. */
export function permissionSentence(key: KeyRecord): string {
  const parts = [
    key.scopes.length === 0 ? t('carries no scopes') : t('can {scopes}', { scopes: key.scopes.join(', ') }),
    key.actor_id === '' ? '' : t('for {actor}', { actor: key.actor_id }),
    rateText(key.rate_limit_policy) ?? t('without a rate limit'),
    key.ip_restriction === null
      ? t('from anywhere')
      : t('only from {ranges}', { ranges: key.ip_restriction.allowed_cidrs.join(', ') }),
    key.expire_time === null ? t('for ever') : t('until {instant}', { instant: formatInstant(new Date(key.expire_time)) }),
  ]
  return `${key.name} ${parts.filter((part) => part !== '').join(', ')}.`
}

const DAY_AGO_MS = DAY_MS

/** Whether somebody would notice its end: it verified within the last 24 hours. */
export const usedLately = ({ last_used_time }: Pick<KeyRecord, 'last_used_time'>, now: number): boolean =>
  last_used_time !== null && now - Date.parse(last_used_time) < DAY_AGO_MS

export const eventText = ({ event }: Pick<AuditEvent, 'event'>): string =>
  ({
    'api_key.issued': t('Issued'),
    'api_key.imported': t('Imported'),
    'api_key.updated': t('Changed'),
    'api_key.rotated': t('Rotated'),
    'api_key.revoked': t('Revoked'),
    'api_key.self_revoked': t('Revoked by its holder'),
    'api_key.suspended': t('Suspended'),
    'api_key.resumed': t('Resumed'),
    'api_key.deleted': t('Deleted'),
    'token.derived': t('Token derived'),
  })[event] ?? event
