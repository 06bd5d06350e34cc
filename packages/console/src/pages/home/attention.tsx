import { useQueries, useQuery } from '@tanstack/react-query'
import { Link, type LinkProps } from '@tanstack/react-router'
import { formatInstant, formatPercent } from '../../i18n/format.ts'
import { t } from '../../i18n/i18n.ts'
import { FailurePanel, Panel, Skeleton } from '../../ui/panel.tsx'
import { isUnprotected } from '../entrance/connection.ts'
import { type Counted, dayQuery, newestKeysQuery, settingsInEffectQuery, viewQuery } from './home-queries.ts'
import { type CountedView, keysIn, placeIn } from './places.ts'

interface Item {
  readonly text: string
  readonly label: string
  readonly link: LinkProps
}

const views: readonly CountedView[] = ['expiring', 'never-expires', 'unused', 'never-used']
/** Below this share refusals are everyday life. */
const REFUSED_SHARE = 0.05

/** What somebody should look at; each with the place where exactly that is seen. */
export function Attention({ project }: { readonly project: string }) {
  const counts = useQueries({ queries: views.map((view) => viewQuery(project, view)) })
  const failed = counts.find(({ error }) => error !== null)
  const items = [
    ...views.flatMap((view, index) => itemsOfView(project, view, counts[index]?.data)),
    ...useRefusals(project),
    ...useUnenforcedLimits(project),
    ...connectionItems(project),
  ]
  const isKnown = counts.every(({ data }) => data !== undefined)
  return (
    <Panel title={t('Needs attention')}>
      {failed !== undefined && (
        <FailurePanel
          what={t('Could not look for keys that need attention')}
          error={failed.error}
          onRetry={() => void Promise.all(counts.map(({ refetch }) => refetch()))}
        />
      )}
      {failed === undefined && !isKnown && <Skeleton rows={2} />}
      {items.length > 0 && (
        <ul className="grid gap-2">
          {items.map(({ text, label, link }) => (
            <li
              key={text}
              className="flex flex-wrap items-baseline justify-between gap-x-4 border-t border-line pt-2 first:border-t-0 first:pt-0"
            >
              <span>{text}</span> <Link {...link}>{label}</Link>
            </li>
          ))}
        </ul>
      )}
      {isKnown && items.length === 0 && (
        <p className="text-muted">
          {t('Nothing needs you. Last look: {instant}', { instant: formatInstant(new Date(counts[0]?.dataUpdatedAt ?? 0)) })}
        </p>
      )}
    </Panel>
  )
}

function itemsOfView(
  project: string,
  view: CountedView,
  counted: Readonly<Record<'issued' | 'imported', Counted>> | undefined,
): readonly Item[] {
  if (counted === undefined) return []
  return (['issued', 'imported'] as const)
    .filter((tab) => counted[tab].count > 0)
    .map((tab) => ({
      text: textOf(view, tab, counted[tab]),
      label: t('Show keys'),
      link: keysIn(project, view, tab),
    }))
}

function textOf(view: CountedView, tab: 'issued' | 'imported', { count, isMore }: Counted): string {
  const values = { count, more: isMore ? 'yes' : 'no' }
  return tab === 'issued' ? textOfIssued(view, values) : textOfImported(view, values)
}

type Values = Readonly<Record<string, string | number>>

const textOfIssued = (view: CountedView, values: Values): string =>
  ({
    expiring: t(
      '{more, select, yes {More than } other {}}{count, plural, one {# key expires} other {# keys expire}} within 7 days',
      values,
    ),
    'never-expires': t(
      '{more, select, yes {More than } other {}}{count, plural, one {# key never expires} other {# keys never expire}}',
      values,
    ),
    unused: t(
      '{more, select, yes {More than } other {}}{count, plural, one {# key was} other {# keys were}} not used for 90 days',
      values,
    ),
    'never-used': t(
      '{more, select, yes {More than } other {}}{count, plural, one {# key of more than 90 days was} other {# keys of more than 90 days were}} never used',
      values,
    ),
  })[view]

const textOfImported = (view: CountedView, values: Values): string =>
  ({
    expiring: t(
      '{more, select, yes {More than } other {}}{count, plural, one {# imported key expires} other {# imported keys expire}} within 7 days',
      values,
    ),
    'never-expires': t(
      '{more, select, yes {More than } other {}}{count, plural, one {# imported key never expires} other {# imported keys never expire}}',
      values,
    ),
    unused: t(
      '{more, select, yes {More than } other {}}{count, plural, one {# imported key was} other {# imported keys were}} not used for 90 days',
      values,
    ),
    'never-used': t(
      '{more, select, yes {More than } other {}}{count, plural, one {# imported key of more than 90 days was} other {# imported keys of more than 90 days were}} never used',
      values,
    ),
  })[view]

function useRefusals(project: string): readonly Item[] {
  const { data } = useQuery(dayQuery(project))
  const [total, valid] = [Number(data?.total.total ?? 0), Number(data?.total.valid ?? 0)]
  const share = total === 0 ? 0 : (total - valid) / total
  if (share < REFUSED_SHARE) return []
  return [
    {
      text: t('{share} of the verifications of the last 24 hours were refused', { share: formatPercent(share) }),
      label: t('Show usage'),
      link: placeIn(project, 'api-keys/usage'),
    },
  ]
}

function useUnenforcedLimits(project: string): readonly Item[] {
  const settings = useQuery(settingsInEffectQuery(project)).data?.services.talos.config as
    | { readonly rate_limit?: { readonly enabled?: boolean } }
    | undefined
  const keys = useQuery(newestKeysQuery(project)).data
  const hasLimits = keys?.some(({ rate_limit_policy }) => rate_limit_policy !== null) === true
  if (!hasLimits || settings?.rate_limit?.enabled !== false) return []
  return [
    {
      text: t('Some keys have a rate limit, but this project does not enforce rate limits'),
      label: t('Show the setting'),
      link: placeIn(project, 'api-keys/configuration/rate-limits'),
    },
  ]
}

const connectionItems = (project: string): readonly Item[] =>
  isUnprotected()
    ? [
        {
          text: t('You use this console over a connection that is not encrypted'),
          label: t('Show the network settings'),
          link: placeIn(project, 'api-keys/configuration/network'),
        },
      ]
    : []
