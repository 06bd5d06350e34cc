import { useQuery } from '@tanstack/react-query'
import { formatRelative } from '../../i18n/format.ts'
import { t } from '../../i18n/i18n.ts'
import { keyUsageQuery, sourcesQuery } from './key-detail-queries.ts'
import type { KeyRecord } from './loaded-key.ts'

const HOUR_MS = 3_600_000

/** Who would notice: the traffic of a key, in one sentence, before anything dangerous is done to it. */
export function TrafficLine({ project, record }: { readonly project: string; readonly record: KeyRecord }) {
  const day = useQuery(keyUsageQuery(project, record.key_id, '24h')).data
  const hour = useQuery(keyUsageQuery(project, record.key_id, '1h')).data
  const sources = useQuery(sourcesQuery(project, record.key_id)).data
  const now = Date.now()
  const recent = sources?.filter(({ last_seen_time }) => now - Date.parse(last_seen_time) < HOUR_MS)
  return (
    <p>
      {record.last_used_time === null
        ? t('It was never used.')
        : t('Last used {when}.', { when: formatRelative(new Date(record.last_used_time), now) })}{' '}
      {day !== undefined &&
        t('{count, plural, =0 {No verification} one {# verification} other {# verifications}} in 24 hours', {
          count: Number(day.total.total),
        })}
      {hour !== undefined &&
        recent !== undefined &&
        t(', {count, number} in the last hour from {addresses, plural, =0 {no address} one {# address} other {# addresses}}', {
          count: Number(hour.total.total),
          addresses: recent.length,
        })}
      {day !== undefined && '.'}
    </p>
  )
}
