import { useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { buttonClass } from '../../../ui/button.tsx'
import type { KeyPage, keysQuery } from '../key-queries.ts'
import { DEFAULT_PAGE_SIZE, type KeysSearch, pageSizes } from '../keys-search.ts'
import { isRelative } from './key-filter.ts'
import type { ListAddress } from './list-address.ts'

export interface PagerProps {
  readonly address: ListAddress
  readonly shown: KeyPage
  /** What relative views count from on this page. */
  readonly at: string
  readonly nextQuery: ReturnType<typeof keysQuery> | undefined
}

/** One page back or forth. There is no last page to jump to: counting a million keys would help nobody. */
export function Pager({ address, shown, at, nextQuery }: PagerProps) {
  const { search, link, change } = address
  const before = useLocation({ select: ({ state }) => state.keyPages }) ?? []
  const queries = useQueryClient()
  useEffect(() => {
    if (nextQuery === undefined) return
    const whenIdle = requestIdleCallback(() => void queries.prefetchQuery(nextQuery))
    return () => cancelIdleCallback(whenIdle)
  }, [queries, nextQuery])
  const page = search.page ?? 1
  const time = isRelative(search) ? { at } : {}
  return (
    <nav aria-label={t('Pages')} className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-muted" role="status">
        {t('Showing {count} · page {page}', { count: formatNumber(shown.keys.length), page: formatNumber(page) })}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <label className="flex items-center gap-2 text-muted">
          {t('Rows per page')}
          <select
            className="min-h-[var(--control)] rounded-control border border-strong bg-ground px-2 text-ink"
            value={search.size ?? DEFAULT_PAGE_SIZE}
            onChange={(event) => change({ size: sizeOf(event.target.value) })}
          >
            {pageSizes.map((size) => (
              <option key={size}>{size}</option>
            ))}
          </select>
        </label>
        {search.cursor !== undefined && <PreviousLink address={address} before={before} time={time} />}
        {shown.next !== '' && (
          <Link
            {...link({ ...time, cursor: shown.next, page: page + 1 })}
            state={{ keyPages: [...before, search.cursor ?? ''] }}
            preload={false}
            className={buttonClass()}
          >
            {t('Next page')}
          </Link>
        )}
      </div>
    </nav>
  )
}

/** Who came by a link knows no page before this one, only the first. */
function PreviousLink({
  address: { search, link },
  before,
  time,
}: {
  readonly address: ListAddress
  readonly before: readonly string[]
  readonly time: Pick<Partial<KeysSearch>, 'at'>
}) {
  const previous = before.at(-1)
  if (previous === undefined || previous === '') {
    return (
      <Link {...link({})} preload={false} className={buttonClass()}>
        {previous === undefined ? t('First page') : t('Previous page')}
      </Link>
    )
  }
  const page = Math.max(1, (search.page ?? 2) - 1)
  return (
    <Link
      {...link({ ...time, cursor: previous, page })}
      state={{ keyPages: before.slice(0, -1) }}
      preload={false}
      className={buttonClass()}
    >
      {t('Previous page')}
    </Link>
  )
}

function sizeOf(text: string): KeysSearch['size'] {
  const size = pageSizes.find((known) => String(known) === text)
  return size === DEFAULT_PAGE_SIZE ? undefined : size
}
