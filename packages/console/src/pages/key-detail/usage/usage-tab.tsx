import type { UsageReport } from '@latchkey/sdk/messages'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useRights } from '../../../app/session.ts'
import { formatInstant, formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { EmptyState, FailurePanel, Note, Panel, Skeleton } from '../../../ui/panel.tsx'
import { Table, Td, Th } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { failuresQuery, keyUsageQuery, sourcesQuery } from '../key-detail-queries.ts'
import { type KeyDetailSearch, type UsageRange, usageRanges } from '../key-detail-search.ts'
import type { KeyViewProps } from '../key-view.ts'
import { groupName, groupSwatch, groupsOf, type OutcomeGroup, UsageBars } from './usage-bars.tsx'

const rangeName = (range: UsageRange): string =>
  ({ '1h': t('1 hour'), '24h': t('24 hours'), '7d': t('7 days'), '30d': t('30 days') })[range]

/** How the key was used: how often, with what outcome, from where. */
export function UsageTab({ project, loaded: { key } }: KeyViewProps) {
  const { range = '24h' } = useSearch({ strict: false }) as KeyDetailSearch
  const rights = useRights(project)
  const { data, error, refetch } = useQuery({ ...keyUsageQuery(project, key.key_id, range), refetchInterval: 10_000 })
  if (!rights.may('usage:read')) return <Note tone="neutral">{t('Your role may not see usage.')}</Note>
  return (
    <div className="grid grid-cols-1 gap-4">
      <Panel title={t('Verifications')} actions={<RangeLinks project={project} keyId={key.key_id} range={range} />}>
        {error !== null && (
          <FailurePanel what={t('The usage could not be loaded')} error={error} onRetry={() => void refetch()} />
        )}
        {error === null && data === undefined && <Skeleton rows={3} height={24} />}
        {data !== undefined && <Report report={data} range={range} />}
      </Panel>
      <FailuresPanel project={project} keyId={key.key_id} />
      <SourcesPanel project={project} keyId={key.key_id} />
    </div>
  )
}

const RangeLinks = ({
  project,
  keyId,
  range,
}: {
  readonly project: string
  readonly keyId: string
  readonly range: UsageRange
}) => (
  <nav aria-label={t('Time range')} className="flex flex-wrap gap-1">
    {usageRanges.map((each) => (
      <Link
        key={each}
        to="/projects/$project/api-keys/keys/$keyId"
        params={{ project, keyId }}
        search={{ tab: 'usage', range: each } as never}
        replace
        aria-current={each === range ? 'true' : undefined}
        className={`rounded-control px-2 py-1 text-table no-underline hover:no-underline ${each === range ? 'bg-neutral-ground font-medium text-ink' : 'text-muted hover:text-ink'}`}
      >
        {rangeName(each)}
      </Link>
    ))}
  </nav>
)

function Report({ report, range }: { readonly report: UsageReport; readonly range: UsageRange }) {
  if (!report.recording) return <Note tone="warn">{t('This server does not count verifications (usage.enabled is off).')}</Note>
  if (Number(report.total.total) === 0) {
    return <EmptyState title={t('No verifications in this time')}>{t('A verification appears here within seconds.')}</EmptyState>
  }
  const parts = groupsOf(report.total)
  return (
    <div className="grid grid-cols-1 gap-4">
      <UsageBars label={rangeName(range)} range={range} report={report} />
      <p className="flex justify-between gap-2 text-table text-muted">
        <time dateTime={report.start_time}>{formatInstant(new Date(report.start_time))}</time>
        <time dateTime={report.end_time} className="text-end">
          {formatInstant(new Date(report.end_time))}
        </time>
      </p>
      <ul className="flex flex-wrap gap-x-6 gap-y-2">
        {(Object.keys(parts) as OutcomeGroup[]).map((group) => (
          <li key={group} className="flex items-center gap-2">
            <span aria-hidden className={`size-3 rounded-sm ${groupSwatch[group]}`} />
            {groupName(group)}: <strong>{formatNumber(parts[group])}</strong>
          </li>
        ))}
      </ul>
    </div>
  )
}

function FailuresPanel({ project, keyId }: { readonly project: string; readonly keyId: string }) {
  const failures = useQuery(failuresQuery(project, keyId)).data?.verification_failures ?? []
  if (failures.length === 0) return null
  return (
    <Panel title={t('Last rejections')}>
      <Table
        label={t('Last rejections')}
        head={
          <>
            <Th>{t('When')}</Th>
            <Th>{t('Reason')}</Th>
            <Th>{t('From')}</Th>
            <Th>{t('Count')}</Th>
          </>
        }
      >
        {failures.map(({ start_time, error_code, ip, count }) => (
          <tr key={`${start_time} ${error_code} ${ip}`}>
            <Td>
              <Time at={start_time} />
            </Td>
            <Td>
              <code>{error_code}</code>
            </Td>
            <Td>{ip === '' ? t('not told apart') : <code data-private>{ip}</code>}</Td>
            <Td>{formatNumber(Number(count))}</Td>
          </tr>
        ))}
      </Table>
    </Panel>
  )
}

function SourcesPanel({ project, keyId }: { readonly project: string; readonly keyId: string }) {
  const sources = useQuery(sourcesQuery(project, keyId)).data ?? []
  if (sources.length === 0) return null
  return (
    <Panel title={t('Where it was used')}>
      <Table
        label={t('Where it was used')}
        head={
          <>
            <Th>{t('Address')}</Th>
            <Th>{t('First seen')}</Th>
            <Th>{t('Last seen')}</Th>
            <Th>{t('Count')}</Th>
          </>
        }
      >
        {sources.map(({ ip, first_seen_time, last_seen_time, count }) => (
          <tr key={ip}>
            <Td>{ip === '' ? t('not told apart') : <code data-private>{ip}</code>}</Td>
            <Td>
              <Time at={first_seen_time} />
            </Td>
            <Td>
              <Time at={last_seen_time} />
            </Td>
            <Td>{formatNumber(Number(count))}</Td>
          </tr>
        ))}
      </Table>
    </Panel>
  )
}
