import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { lazy, type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import { failureOf } from '../../../api/failure.ts'
import { useRights } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button, buttonClass } from '../../../ui/button.tsx'
import { Page } from '../../../ui/page.tsx'
import { FailurePanel, Note, Skeleton } from '../../../ui/panel.tsx'
import { SameAsCall } from '../../../ui/same-as-call.tsx'
import { keysQuery } from '../key-queries.ts'
import { DEFAULT_PAGE_SIZE } from '../keys-search.ts'
import { FirstUse, NoImported, NothingFound } from './empty-states.tsx'
import { keyFilter, thisHour } from './key-filter.ts'
import { KeyList } from './key-list.tsx'
import { hasConditions, issueLink, type ListAddress, listLink, projectLink, useListAddress } from './list-address.ts'
import { useListKeyboard } from './list-keyboard.ts'
import { ListToolbar, OriginTabs } from './list-toolbar.tsx'
import { Pager } from './pager.tsx'

const ListAsCall = lazy(async () => ({ default: (await import('./list-as-call.tsx')).ListAsCall }))

export function KeysPage() {
  const address = useListAddress()
  const navigate = useNavigate()
  const { project, search } = address
  const issue = useCallback(() => void navigate(issueLink(project, search) as never), [navigate, project, search])
  useListKeyboard({ onIssue: issue })
  const actions = <PageActions address={address} />
  return (
    <Page title={t('Keys')} actions={actions}>
      <div className="grid min-w-0 gap-4">
        <OriginTabs address={address} />
        <ListedKeys key={`${project} ${search.tab ?? ''}`} address={address} actions={actions} />
      </div>
      <Outlet />
    </Page>
  )
}

function PageActions({ address: { project, search } }: { readonly address: ListAddress }) {
  const rights = useRights(project)
  const refused = !rights.may('keys:issue')
  if (refused && rights.role !== undefined) {
    return (
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p className="text-muted">{t('Your role may only look at keys.')}</p>
        <Button disabled>{t('Import')}</Button>
        <Button look="primary" disabled>
          {t('Issue new key')}
        </Button>
      </div>
    )
  }
  return (
    <>
      <Link {...projectLink(project, 'api-keys/keys/import')} className={buttonClass()}>
        {t('Import')}
      </Link>
      <Link {...issueLink(project, search)} className={buttonClass('primary')}>
        {t('Issue new key')}
      </Link>
    </>
  )
}

/** What the address asks for, in whichever state it is. */
function ListedKeys({ address, actions }: { readonly address: ListAddress; readonly actions: ReactNode }) {
  const { search } = address
  const origin = search.tab ?? 'issued'
  const { at, data, error, refetch, isPlaceholderData, nextQuery } = useKeyPage(address)
  const stale = useStaleCursor(address, error)
  const isFirst = search.cursor === undefined && !hasConditions(search)
  if (data?.keys.length === 0 && isFirst && !isPlaceholderData)
    return origin === 'issued' ? <FirstUse project={address.project} actions={actions} /> : <NoImported actions={actions} />
  return (
    <>
      <ListToolbar address={address} />
      {stale && <Note tone="info">{t('That page of the list is no longer known; this is the first one.')}</Note>}
      {error !== null && !isAboutCursor(error) && (
        <FailurePanel what={t('The keys could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
      {error === null && data === undefined && <Skeleton rows={8} height={44} />}
      {error === null && data !== undefined && (
        <div className={`grid min-w-0 gap-4 ${isPlaceholderData ? 'opacity-60' : ''}`} aria-busy={isPlaceholderData}>
          {data.keys.length === 0 && <NothingFound address={address} />}
          {data.keys.length > 0 && <KeyList key={pageOf(address)} address={address} origin={origin} keys={data.keys} />}
          <Pager address={address} shown={data} at={at} nextQuery={nextQuery} />
          <SameAsCall>{() => <ListAsCall address={address} at={at} />}</SameAsCall>
        </div>
      )}
    </>
  )
}

/** The page of keys that the address names, and what asks for the one after it. */
function useKeyPage({ project, search }: ListAddress) {
  const hour = useState(thisHour)[0]
  const at = search.at ?? hour
  const query = useMemo(() => {
    const page = { filter: keyFilter(search, at), page_size: search.size ?? DEFAULT_PAGE_SIZE }
    return (cursor: string | undefined) => keysQuery(project, search.tab ?? 'issued', { ...page, page_token: cursor })
  }, [project, search, at])
  const { data, error, refetch, isPlaceholderData } = useQuery({ ...query(search.cursor), placeholderData: (before) => before })
  const next = data === undefined || isPlaceholderData ? '' : data.next
  const nextQuery = useMemo(() => (next === '' ? undefined : query(next)), [query, next])
  return { at, data, error, refetch, isPlaceholderData, nextQuery }
}

/** Selections and results belong to one page of one list. */
const pageOf = ({ search: { view, status, actor, q, cursor, size } }: ListAddress): string =>
  JSON.stringify([view, status, actor, q, cursor, size])

const isAboutCursor = (error: unknown): boolean => failureOf(error).field === 'page_token'

/** A cursor out of an old bookmark leads to the first page, which says so. */
function useStaleCursor({ project, search }: ListAddress, error: unknown): boolean {
  const navigate = useNavigate()
  const noted = useLocation({ select: ({ state }) => state.staleCursor }) === true
  const refused = search.cursor !== undefined && error !== null && isAboutCursor(error)
  useEffect(() => {
    if (!refused) return
    const { cursor, page, at, ...rest } = search
    void navigate({ ...listLink(project, rest), replace: true, state: { staleCursor: true } } as never)
  }, [refused, navigate, project, search])
  return noted
}
