import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useRef } from 'react'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/panel.tsx'
import { toastFailure } from '../../ui/toast.tsx'
import { Attention } from './attention.tsx'
import { Checklist } from './checklist.tsx'
import { DayStrip } from './day-strip.tsx'
import { checklistQuery, setChecklist } from './home-queries.ts'
import type { HomeSearch } from './home-search.ts'
import { useSteps } from './steps.ts'

export function HomePage() {
  const { project } = useParams({ strict: false }) as { project: string }
  const { data, error } = useQuery(checklistQuery(project))
  const dismiss = useDismissal(project)
  useChecklistFromAddress(project, dismiss)
  const actions = data?.dismissed === true && <Button onClick={() => void dismiss(false)}>{t('Show checklist')}</Button>
  return (
    <Page title={t('Home')} actions={actions}>
      {data === undefined && error === null && <Skeleton rows={6} height={32} />}
      {data?.dismissed === false && <LiveChecklist project={project} onDismiss={() => void dismiss(true)} />}
      <Attention project={project} />
      <DayStrip project={project} />
    </Page>
  )
}

/** Asks the server only while it is shown. */
const LiveChecklist = ({ project, onDismiss }: { readonly project: string; readonly onDismiss: () => void }) => (
  <Checklist project={project} steps={useSteps(project)} onDismiss={onDismiss} />
)

function useDismissal(project: string): (dismissed: boolean) => Promise<void> {
  const queries = useQueryClient()
  return useCallback(
    async (dismissed) => {
      try {
        queries.setQueryData(checklistQuery(project).queryKey, await setChecklist(project, dismissed))
      } catch (error) {
        const what = dismissed ? t('Could not dismiss the checklist') : t('Could not show the checklist')
        toastFailure(error, { what, method: 'PUT', path: '/console/api/projects/{project}/checklist' })
      }
    },
    [queries, project],
  )
}

/** `?checklist=show`, to which other places link, brings the checklist back. */
function useChecklistFromAddress(project: string, dismiss: (dismissed: boolean) => Promise<void>): void {
  const { checklist } = useSearch({ strict: false }) as HomeSearch
  const navigate = useNavigate()
  const asked = useRef(false)
  useEffect(() => {
    if (checklist !== 'show' || asked.current) return
    asked.current = true
    void dismiss(false).then(() => navigate({ to: '/projects/$project/home', params: { project }, replace: true }))
  }, [checklist, dismiss, navigate, project])
}
