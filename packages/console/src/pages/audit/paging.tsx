import { Link } from '@tanstack/react-router'
import { formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/i18n.ts'
import { buttonClass } from '../../ui/button.tsx'
import type { AuditSearch } from './audit-search.ts'

/** The log knows only what comes next: there is no number of pages. Back in the browser is the page before. */
export function Paging({
  project,
  search,
  shown,
  next,
}: {
  readonly project: string
  readonly search: AuditSearch
  readonly shown: number
  readonly next: string
}) {
  const link = (cursor: string | undefined) =>
    ({
      to: '/projects/$project/audit' as '/',
      params: { project } as never,
      search: { ...search, cursor, open: undefined, stale: undefined } as never,
    }) as const
  return (
    <nav aria-label={t('Pages')} className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-table text-muted">{t('Showing {count}, newest first', { count: formatNumber(shown) })}</p>
      <div className="flex gap-2">
        {search.cursor !== undefined && (
          <Link {...link(undefined)} className={buttonClass()}>
            {t('Newest')}
          </Link>
        )}
        {next !== '' && (
          <Link {...link(next)} className={buttonClass()}>
            {t('Older')}
          </Link>
        )}
      </div>
    </nav>
  )
}
