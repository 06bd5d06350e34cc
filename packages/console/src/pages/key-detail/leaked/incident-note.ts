import type { UsageReport, UsageSource } from '@latchkey/sdk/messages'
import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import type { KeyRecord } from '../loaded-key.ts'

const DAY_MS = 86_400_000

export interface Incident {
  readonly project: string
  readonly key: KeyRecord
  readonly usage: UsageReport | undefined
  readonly sources: readonly UsageSource[] | undefined
  /** The key that takes its place, once there is one. */
  readonly replacementId: string | undefined
  readonly now: number
}

/** What happened, for those who have to know: one fact per line, instants in UTC, no secret. */
export function incidentNote({ project, key, usage, sources, replacementId, now }: Incident): string {
  const seen = sources?.filter(({ last_seen_time }) => now - Date.parse(last_seen_time) < DAY_MS)
  const isRevoked = key.status === 'KEY_STATUS_REVOKED'
  const facts: readonly (readonly [string, string])[] = [
    [t('Key'), `${key.name} (${key.key_id})`],
    [t('Project'), project],
    [t('Actor'), key.actor_id || '—'],
    [t('Scopes'), key.scopes.join(', ') || '—'],
    [t('Issued'), key.create_time],
    [t('Last used'), key.last_used_time ?? t('never')],
    [t('Verifications in 24 hours'), usage === undefined ? '—' : usageText(usage)],
    [t('Addresses in 24 hours'), seen?.map(({ ip, count }) => `${ip || t('not told apart')} (${count})`).join(', ') || '—'],
    [t('Revoked'), isRevoked ? key.update_time : t('not yet')],
    [t('Replaced by'), replacementId ?? t('nothing yet')],
    [t('Written'), new Date(now).toISOString()],
  ]
  return [t('API key compromised'), ...facts.map(([name, value]) => `${name}: ${value}`)].join('\n')
}

const usageText = ({ total: { total, valid } }: UsageReport): string =>
  t('{total}, {valid} of them valid', { total: formatNumber(Number(total)), valid: formatNumber(Number(valid)) })
