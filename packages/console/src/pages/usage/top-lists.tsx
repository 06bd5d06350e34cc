import type { UsageCounts, UsageReport } from '@latchkey/sdk/messages'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { codeName, codesOf, countOf } from '../../charts/outcomes.ts'
import { formatNumber, formatPercent } from '../../i18n/format.ts'
import { t } from '../../i18n/i18n.ts'
import { shortId } from '../../ui/identifier.tsx'
import { FailurePanel, Panel, Skeleton } from '../../ui/panel.tsx'
import { keyNameQuery, usageQuery } from './usage-queries.ts'
import type { UsageSearch } from './usage-search.ts'

interface Props {
  readonly project: string
  readonly search: UsageSearch
}

/** Who is verified most, and why verifications are refused. */
export const TopLists = ({ project, search, total }: Props & { readonly total: UsageCounts }) => (
  <div className="grid gap-6 lg:grid-cols-3">
    <Panel title={t('Top keys')}>
      <TopGroups project={project} search={search} by="KEY" nameOf={(id) => <KeyName project={project} id={id} />} />
    </Panel>
    <Panel title={t('Top actors')}>
      <TopGroups project={project} search={search} by="ACTOR" nameOf={(id) => <ActorName project={project} id={id} />} />
    </Panel>
    <Panel title={t('Top rejection reasons')}>
      <TopReasons total={total} />
    </Panel>
  </div>
)

function TopGroups({ project, search, by, nameOf }: Props & { readonly by: 'KEY' | 'ACTOR'; readonly nameOf: NameOf }) {
  const { data, error, refetch } = useQuery(usageQuery(project, search, by))
  if (error !== null) {
    return <FailurePanel what={t('This list could not be loaded')} error={error} onRetry={() => void refetch()} />
  }
  if (data === undefined) return <Skeleton rows={5} />
  const all = Number(data.total.total)
  return (
    <Ranking
      rows={data.groups.map((group) => ({
        id: group.is_rest ? 'rest' : `id ${group.group}`,
        name: nameOfGroup(group, nameOf),
        count: Number(group.counts.total),
        share: Number(group.counts.total) / Math.max(all, 1),
      }))}
    />
  )
}

type NameOf = (id: string) => ReactNode

function nameOfGroup({ group, is_rest }: UsageReport['groups'][number], nameOf: NameOf): ReactNode {
  if (is_rest) return <span className="text-muted">{t('All others')}</span>
  return group === '' ? <span className="text-muted">{t('None')}</span> : nameOf(group)
}

function KeyName({ project, id }: { readonly project: string; readonly id: string }) {
  const { data } = useQuery(keyNameQuery(project, id))
  return (
    <Link to={'/projects/$project/api-keys/keys/$keyId' as '/'} params={{ project, keyId: id } as never}>
      {data ?? <code data-private>{shortId(id)}</code>}
    </Link>
  )
}

const ActorName = ({ project, id }: { readonly project: string; readonly id: string }) => (
  <Link to={'/projects/$project/api-keys/keys' as '/'} params={{ project } as never} search={{ actor: id } as never}>
    <span data-private>{id}</span>
  </Link>
)

function TopReasons({ total }: { readonly total: UsageCounts }) {
  const codes = [...codesOf.limited, ...codesOf.rejected, ...codesOf.error]
  const all = countOf(total, codes)
  const rows = codes
    .map((code) => ({ id: code, name: codeName(code), count: countOf(total, [code]) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
  if (rows.length === 0) return <p className="text-muted">{t('Nothing was rejected.')}</p>
  return <Ranking rows={rows.map((row) => ({ ...row, share: row.count / all }))} />
}

interface Ranked {
  readonly id: string
  readonly name: ReactNode
  readonly count: number
  readonly share: number
}

const Ranking = ({ rows }: { readonly rows: readonly Ranked[] }) => (
  <ol className="grid gap-2">
    {rows.map(({ id, name, count, share }) => (
      <li key={id} className="flex items-baseline justify-between gap-3 border-b border-line pb-2 last:border-0">
        <span className="min-w-0">{name}</span>
        <span className="whitespace-nowrap">
          <strong className="font-semibold">{formatNumber(count)}</strong>{' '}
          <span className="text-table text-muted">{formatPercent(share)}</span>
        </span>
      </li>
    ))}
  </ol>
)
