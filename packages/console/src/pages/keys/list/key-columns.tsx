import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Identifier } from '../../../ui/identifier.tsx'
import { Time } from '../../../ui/time.tsx'
import type { ListedKey } from '../key-queries.ts'
import { Scopes } from './key-scopes.tsx'
import { KeyStatusBadge } from './key-status.tsx'
import { keyLink, type ListAddress } from './list-address.ts'
import { leaveFor } from './returning-focus.ts'

export const columnIds = ['actor', 'scopes', 'status', 'used', 'expires', 'day', 'created', 'visibility'] as const
export type ColumnId = (typeof columnIds)[number]

const usual: readonly ColumnId[] = ['actor', 'scopes', 'status', 'used', 'expires']

/** What a cell needs to know besides its key. */
export interface CellContext {
  readonly address: ListAddress
  /** Verifications within 24 hours by key id; absent where they are not loaded. */
  readonly dayUse: ((keyId: string) => number | undefined) | undefined
}

export interface Column {
  readonly id: ColumnId
  readonly label: string
  /** The one order that the server lists in. */
  readonly sort?: 'descending'
  readonly cell: (key: ListedKey, context: CellContext) => ReactNode
}

const columns = (): readonly Column[] => [
  { id: 'actor', label: t('Actor'), cell: (key, { address }) => <Actor actor={key.actor_id} address={address} /> },
  { id: 'scopes', label: t('Scopes'), cell: (key) => <Scopes apiKey={key} /> },
  { id: 'status', label: t('Status'), cell: (key) => <KeyStatusBadge apiKey={key} /> },
  { id: 'used', label: t('Last used'), cell: (key) => <Time at={key.last_used_time} never={t('Never used')} /> },
  { id: 'expires', label: t('Expires'), cell: (key) => <Time at={key.expire_time} never={t('Never')} /> },
  { id: 'day', label: t('Within 24 h'), cell: (key, { dayUse }) => <DayUse count={dayUse?.(key.key_id)} /> },
  { id: 'created', label: t('Created'), sort: 'descending', cell: (key) => <Time at={key.create_time} /> },
  { id: 'visibility', label: t('Visibility'), cell: (key) => visibilityOf(key) },
]

/** The columns that the address names, in their own order; the name always comes first and is none of them. */
export function shownColumns(cols: string | undefined): readonly Column[] {
  const wanted: readonly string[] = cols === undefined ? usual : cols.split(',')
  return columns().filter(({ id }) => wanted.includes(id))
}

export const columnChoices = (cols: string | undefined): readonly { id: ColumnId; label: string; shown: boolean }[] => {
  const shown = new Set(shownColumns(cols).map(({ id }) => id))
  return columns().map(({ id, label }) => ({ id, label, shown: shown.has(id) }))
}

/** `undefined` for the usual ones, which an address need not name. */
export function columnsText(shown: readonly ColumnId[]): string | undefined {
  const text = columnIds.filter((id) => shown.includes(id)).join(',')
  return text === usual.join(',') ? undefined : text
}

export const KeyName = ({ apiKey, project }: { readonly apiKey: ListedKey; readonly project: string }) => (
  <span className="flex flex-wrap items-center gap-x-2 sm:flex-nowrap">
    <Link
      {...keyLink(project, apiKey.key_id)}
      data-key-id={apiKey.key_id}
      onClick={() => leaveFor(apiKey.key_id)}
      preload={false}
      className="font-medium max-sm:min-h-6 max-sm:w-full sm:max-w-60 sm:truncate"
    >
      {apiKey.name === '' ? t('(no name)') : apiKey.name}
    </Link>
    <span className="whitespace-nowrap">
      <Identifier id={apiKey.key_id} name={t('Copy the id of {name}', { name: apiKey.name })} />
    </span>
  </span>
)

const Actor = ({ actor, address }: { readonly actor: string; readonly address: ListAddress }) =>
  actor === '' ? (
    <span className="text-muted">—</span>
  ) : (
    <Link {...address.link({ actor })} preload={false} data-private title={actor} className="block max-w-40 truncate text-ink">
      {actor}
    </Link>
  )

const DayUse = ({ count }: { readonly count: number | undefined }) =>
  count === undefined ? <span className="text-muted">—</span> : <span className="tabular-nums">{formatNumber(count)}</span>

const visibilityOf = ({ visibility }: ListedKey): string => (visibility === 'KEY_VISIBILITY_PUBLIC' ? t('Public') : t('Secret'))
