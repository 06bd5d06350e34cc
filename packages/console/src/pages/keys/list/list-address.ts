import { type LinkProps, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { KeysSearch } from '../keys-search.ts'

const LIST = '/projects/$project/api-keys/keys'

declare module '@tanstack/history' {
  interface HistoryState {
    /** The cursors of the pages before this one, the first page's being empty: the server only pages forwards. */
    keyPages?: readonly string[]
    /** The list was opened with a cursor that the server no longer takes. */
    staleCursor?: boolean
  }
}

export interface ListAddress {
  readonly project: string
  readonly search: KeysSearch
  /** Where the list shows something else; begins at its first page. */
  readonly link: (changes: Partial<KeysSearch>) => LinkProps
  readonly change: (changes: Partial<KeysSearch>) => void
}

/** What the list shows, and where it shows something else. */
export function useListAddress(): ListAddress {
  const { project } = useParams({ strict: false }) as { project: string }
  const search = useSearch({ strict: false }) as KeysSearch
  const navigate = useNavigate()
  const link = useCallback((changes: Partial<KeysSearch>) => listLink(project, searchWith(search, changes)), [project, search])
  return { project, search, link, change: (changes) => void navigate(link(changes) as never) }
}

export const listLink = (project: string, search: Partial<KeysSearch>): LinkProps =>
  ({ to: LIST, params: { project }, search }) as LinkProps

export const keyLink = (project: string, keyId: string, search: Readonly<Record<string, string>> = {}): LinkProps =>
  ({ to: `${LIST}/$keyId`, params: { project, keyId }, search }) as LinkProps

export const issueLink = (project: string, search: KeysSearch): LinkProps =>
  ({ to: `${LIST}/new`, params: { project }, search, resetScroll: false }) as LinkProps

export const projectLink = (project: string, path: string): LinkProps =>
  ({ to: `/projects/$project/${path}`, params: { project } }) as LinkProps

/** Whatever changes what is listed makes a cursor worthless. */
function searchWith(search: KeysSearch, changes: Partial<KeysSearch>): Partial<KeysSearch> {
  const paging = 'cols' in changes ? {} : { cursor: undefined, page: undefined, at: undefined }
  const { tab, view, status, actor, q, cursor, page, at, size, cols } = { ...search, ...paging, ...changes }
  const all = { tab, view, status, actor, q, cursor, page, at, size, cols }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

export const hasConditions = ({ view, status, actor, q }: KeysSearch): boolean =>
  [view, status, actor, q].some((condition) => condition !== undefined)

export const withoutConditions = { view: undefined, status: undefined, actor: undefined, q: undefined } as const
