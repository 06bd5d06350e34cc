import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { t } from '../../../i18n/i18n.ts'
import { buttonClass } from '../../../ui/button.tsx'
import { type KeysSearch, type KeyView, keyStatuses, keyViews, type StatusFilter } from '../keys-search.ts'
import { ColumnMenu } from './column-menu.tsx'
import type { ListAddress } from './list-address.ts'
import { SmartSearch } from './smart-search.tsx'

export const viewLabel = (view: KeyView): string =>
  ({
    active: t('Active'),
    expiring: t('Expiring in 7 days'),
    'never-expires': t('Never expires'),
    unused: t('Unused for 90 days'),
    'never-used': t('Never used in 90 days'),
    revoked: t('Revoked'),
  })[view]

export const statusLabel = (status: StatusFilter): string =>
  ({ ACTIVE: t('Active'), SUSPENDED: t('Suspended'), EXPIRED: t('Expired'), REVOKED: t('Revoked') })[status]

/** What the list is narrowed to, one word or two for each condition. */
export const conditionTexts = ({ view, status, actor, q }: KeysSearch): readonly string[] => [
  ...(view === undefined ? [] : [viewLabel(view)]),
  ...(status === undefined ? [] : [t('Status: {status}', { status: statusLabel(status) })]),
  ...(actor === undefined ? [] : [t('Actor: {actor}', { actor })]),
  ...(q === undefined ? [] : [t('Name begins with: {text}', { text: q })]),
]

const tabClass =
  '-mb-px border-b-2 px-3 py-2 whitespace-nowrap no-underline hover:text-ink hover:no-underline aria-[current]:border-accent aria-[current]:font-medium aria-[current]:text-ink border-transparent text-muted'

const viewClass =
  'inline-flex min-h-8 items-center rounded-full border border-line px-3 text-table whitespace-nowrap text-muted no-underline hover:bg-subtle hover:no-underline aria-[current]:border-accent aria-[current]:bg-neutral-ground aria-[current]:font-medium aria-[current]:text-ink'

/** Exactly one of a row of links is where we are, whatever else the address says. */
const current = (is: boolean) => ({ 'aria-current': is ? ('page' as const) : undefined })

export const OriginTabs = ({ address: { search, link } }: { readonly address: ListAddress }) => (
  <nav aria-label={t('Kinds of keys')} className="flex gap-1 overflow-x-auto border-b border-line">
    <PlainLink link={link({ tab: undefined })} className={tabClass} is={search.tab !== 'imported'} text={t('Issued')} />
    <PlainLink link={link({ tab: 'imported' })} className={tabClass} is={search.tab === 'imported'} text={t('Imported')} />
  </nav>
)

const SavedViews = ({ address: { search, link } }: { readonly address: ListAddress }) => (
  <nav aria-label={t('Saved views')} className="flex flex-wrap gap-2">
    <PlainLink link={link({ view: undefined })} className={viewClass} is={search.view === undefined} text={t('All')} />
    {keyViews.map((view) => (
      <PlainLink key={view} link={link({ view })} className={viewClass} is={search.view === view} text={viewLabel(view)} />
    ))}
  </nav>
)

/** The router finds a link active when the address says at least what the link says; here only one of several may be. */
const PlainLink = ({
  link,
  className,
  is,
  text,
}: {
  readonly link: ReturnType<ListAddress['link']>
  readonly className: string
  readonly is: boolean
  readonly text: string
}) => (
  <Link {...link} {...current(is)} activeOptions={{ exact: true, includeSearch: true }} preload={false} className={className}>
    {text}
  </Link>
)

/** Everything that decides which keys are listed, and how. */
export function ListToolbar({ address }: { readonly address: ListAddress }) {
  const { search, change } = address
  return (
    <div className="grid gap-3">
      <SavedViews address={address} />
      <div className="flex flex-wrap items-start gap-2">
        <div className="min-w-60 flex-1">
          <SmartSearch key={search.q ?? ''} address={address} />
        </div>
        <select
          aria-label={t('Status')}
          className="min-h-[var(--control)] rounded-control border border-strong bg-ground px-2 text-body text-ink"
          value={search.status ?? ''}
          onChange={(event) => change({ status: (event.target.value || undefined) as StatusFilter | undefined })}
        >
          <option value="">{t('Any status')}</option>
          {keyStatuses.map((status) => (
            <option key={status} value={status}>
              {statusLabel(status)}
            </option>
          ))}
        </select>
        <ColumnMenu address={address} />
      </div>
      <ChosenConditions address={address} />
    </div>
  )
}

/** Conditions that no other control of the page shows, and how to be rid of them. */
function ChosenConditions({ address: { search, link } }: { readonly address: ListAddress }) {
  const chosen = [
    ...(search.actor === undefined
      ? []
      : [{ text: t('Actor: {actor}', { actor: search.actor }), without: { actor: undefined } }]),
    ...(search.q === undefined ? [] : [{ text: t('Name begins with: {text}', { text: search.q }), without: { q: undefined } }]),
  ]
  if (chosen.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-2" aria-label={t('Conditions')}>
      {chosen.map(({ text, without }) => (
        <li key={text}>
          <Link
            {...link(without)}
            preload={false}
            className={`${buttonClass('quiet')} border border-line`}
            aria-label={t('Remove: {condition}', { condition: text })}
          >
            <span data-private>{text}</span>
            <X aria-hidden size={14} />
          </Link>
        </li>
      ))}
    </ul>
  )
}
