import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, useEffect } from 'react'
import { failureOf } from '../../api/failure.ts'
import { usePreferences } from '../../app/preferences.ts'
import { t } from '../../i18n/i18n.ts'
import { Page } from '../../ui/page.tsx'
import { EmptyState, FailurePanel, Note, Skeleton } from '../../ui/panel.tsx'
import { SameAsCall } from '../../ui/same-as-call.tsx'
import { AuditExport } from './audit-export.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { auditFilter, auditQuery } from './audit-queries.ts'
import type { AuditSearch } from './audit-search.ts'
import { AuditTable } from './audit-table.tsx'
import { brokenLink } from './event-diff.ts'
import { Paging } from './paging.tsx'

const AuditAsCall = lazy(async () => ({ default: (await import('./audit-as-call.tsx')).AuditAsCall }))

export function AuditPage() {
  usePreferences()
  const { project } = useParams({ strict: false }) as { project: string }
  const search = useSearch({ strict: false }) as AuditSearch
  const { data, error, refetch } = useQuery(auditQuery(project, search))
  useFirstPageInsteadOf(search, error)
  const events = data?.audit_events
  return (
    <Page
      title={t('Audit')}
      lead={t('Who changed what in this project, and from where. Entries are only added and never change.')}
      actions={<AuditExport project={project} filter={auditFilter(search)} />}
    >
      <AuditFilters key={JSON.stringify({ ...search, open: undefined })} project={project} search={search} />
      <SameAsCall>{() => <AuditAsCall project={project} filter={auditFilter(search)} />}</SameAsCall>
      {search.stale === true && (
        <Note tone="info">{t('The page in the address is no longer valid. These are the newest events.')}</Note>
      )}
      {error !== null && <FailurePanel what={t('The events could not be loaded')} error={error} onRetry={() => void refetch()} />}
      {error === null && events === undefined && <Skeleton rows={8} height={44} />}
      {events?.length === 0 && (
        <EmptyState title={auditFilter(search) === '' ? t('Nothing has happened yet') : t('No event matches')}>
          {auditFilter(search) === ''
            ? t('Whatever is changed in this project is written here.')
            : t('Change or clear the filter.')}
        </EmptyState>
      )}
      {data !== undefined && events !== undefined && events.length > 0 && (
        <div className="grid gap-3">
          <AuditTable project={project} search={search} events={events} />
          <Paging project={project} search={search} shown={events.length} next={data.next_page_token} />
        </div>
      )}
      {events !== undefined && <Keeping broken={brokenLink(events)} any={events.length > 1} />}
    </Page>
  )
}

/** A cursor dies with the secret that sealed it, and with another filter: then the address becomes that of the first page. */
function useFirstPageInsteadOf(search: AuditSearch, error: unknown): void {
  const navigate = useNavigate()
  const isStale = search.cursor !== undefined && error !== null && failureOf(error).status === 400
  useEffect(() => {
    if (!isStale) return
    const first = { ...search, cursor: undefined, open: undefined, stale: true }
    void navigate({ to: '.', search: first as never, replace: true })
  }, [isStale, search, navigate])
}

const Keeping = ({ broken, any }: { readonly broken: string | undefined; readonly any: boolean }) => (
  <div className="grid gap-2 text-table text-muted">
    {broken !== undefined && (
      <Note tone="error" title={t('The chain is broken at event {sequence}', { sequence: broken })}>
        {t('An event was changed, removed or put in between. Run {command} on the server.', { command: 'latchkey audit verify' })}
      </Note>
    )}
    {broken === undefined && any && (
      <p>
        <span aria-hidden>✓ </span>
        {t('Each event holds the hash of the one before it; the links between the events of this page are unbroken.')}
      </p>
    )}
    <p>
      {t(
        'Events are kept for ever, unless the operator of the server has set {setting}; then older ones are removed from the old end of the chain, which leaves a signed checkpoint.',
        {
          setting: 'audit.retention',
        },
      )}
    </p>
  </div>
)
