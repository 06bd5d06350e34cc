import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { lazy } from 'react'
import { usePreferences } from '../../app/preferences.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { FailurePanel, Note, Skeleton } from '../../ui/panel.tsx'
import { SameAsCall } from '../../ui/same-as-call.tsx'
import { NotRecording, NoUsage } from './no-usage.tsx'
import { TopLists } from './top-lists.tsx'
import { UsageControls } from './usage-controls.tsx'
import { saveUsage } from './usage-csv.ts'
import { usageQuery } from './usage-queries.ts'
import { askedRange } from './usage-range.ts'
import type { UsageSearch } from './usage-search.ts'
import { VerificationsPanel } from './verifications-panel.tsx'

const UsageAsCall = lazy(async () => ({ default: (await import('./usage-as-call.tsx')).UsageAsCall }))

export function UsagePage() {
  usePreferences()
  const { project } = useParams({ strict: false }) as { project: string }
  const search = useSearch({ strict: false }) as UsageSearch
  const { data, error, refetch, dataUpdatedAt } = useQuery(usageQuery(project, search, 'OUTCOME'))
  const asked = askedRange(search, Date.now()) !== undefined
  const any = data !== undefined && Number(data.total.total) > 0
  return (
    <Page
      title={t('Usage')}
      lead={t('How often the keys of this project were verified, and how that ended.')}
      actions={
        <Button icon={<Download aria-hidden size={16} />} disabled={!any} onClick={() => data && saveUsage(project, data)}>
          {t('Export CSV')}
        </Button>
      }
    >
      <UsageControls project={project} search={search} />
      {asked && <SameAsCall>{() => <UsageAsCall project={project} search={search} />}</SameAsCall>}
      {!asked && <Note tone="info">{t('Choose when the range begins and ends; the end must be after the beginning.')}</Note>}
      {asked && error !== null && (
        <FailurePanel what={t('The figures could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
      {asked && error === null && data === undefined && <Skeleton rows={3} height={120} />}
      {asked && error === null && data !== undefined && (
        <>
          {!data.recording && <NotRecording />}
          {any ? (
            <>
              <VerificationsPanel project={project} search={search} report={data} updatedAt={dataUpdatedAt} />
              <TopLists project={project} search={search} total={data.total} />
            </>
          ) : (
            data.recording && <NoUsage project={project} />
          )}
        </>
      )}
    </Page>
  )
}
