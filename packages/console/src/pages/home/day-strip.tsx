import type { UsageCounts } from '@latchkey/contract/messages/usage'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { formatNumber, formatPercent } from '../../i18n/format.ts'
import { t } from '../../i18n/i18n.ts'
import { FailurePanel, Note, Panel, Skeleton } from '../../ui/panel.tsx'
import { dayQuery } from './home-queries.ts'
import { placeIn } from './places.ts'

/** The last day in three figures. */
export function DayStrip({ project }: { readonly project: string }) {
  const { data, error, refetch } = useQuery(dayQuery(project))
  return (
    <Panel title={t('Last 24 hours')} actions={<Link {...placeIn(project, 'api-keys/usage')}>{t('Show usage')}</Link>}>
      {error !== null && <FailurePanel what={t('The usage could not be loaded')} error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Skeleton rows={1} height={48} />}
      {data !== undefined && !data.recording && (
        <Note tone="info" title={t('Verifications are not counted')}>
          {t('Set usage.enabled to true in the configuration of the server to see how keys are used.')}
        </Note>
      )}
      {data?.recording === true && <Figures counts={data.total} />}
    </Panel>
  )
}

function Figures({ counts }: { readonly counts: UsageCounts }) {
  const [total, valid] = [Number(counts.total), Number(counts.valid)]
  const [top] = rejections(counts)
  return (
    <dl className="grid gap-4 sm:grid-cols-3">
      <Figure name={t('Verifications')} value={formatNumber(total)} />
      <Figure name={t('Valid')} value={total === 0 ? '—' : formatPercent(valid / total)} />
      <Figure
        name={t('Most frequent refusal')}
        value={top === undefined ? t('None') : `${top.name} · ${formatNumber(top.count)}`}
      />
    </dl>
  )
}

const Figure = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt className="text-muted">{name}</dt>
    <dd className="text-title font-semibold">{value}</dd>
  </div>
)

/** Most frequent first. */
function rejections(counts: UsageCounts): readonly { readonly name: string; readonly count: number }[] {
  const names: Readonly<Record<Exclude<keyof UsageCounts, 'total' | 'valid'>, string>> = {
    not_found: t('Unknown key'),
    expired: t('Expired'),
    revoked: t('Revoked'),
    suspended: t('Suspended'),
    signature_invalid: t('Bad signature'),
    invalid_format: t('Bad format'),
    ip_not_allowed: t('Address not allowed'),
    insufficient_scope: t('Scope missing'),
    rate_limited: t('Rate limited'),
    internal: t('Internal error'),
  }
  return Object.entries(names)
    .map(([outcome, name]) => ({ name, count: Number(counts[outcome as keyof UsageCounts]) }))
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count)
}
