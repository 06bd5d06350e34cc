import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { failureOf } from '../../api/failure.ts'
import { t } from '../../i18n/i18n.ts'
import { Page } from '../../ui/page.tsx'
import { EmptyState, FailurePanel, Skeleton } from '../../ui/panel.tsx'
import { WorkspaceKeys } from './workspace-keys.tsx'
import { WorkspacePeople } from './workspace-people.tsx'
import { WorkspaceProjects } from './workspace-projects.tsx'
import { workspaceQuery } from './workspace-queries.ts'

/** A workspace with its projects, its people and its own API keys. */
export function WorkspacePage() {
  const { workspace: id } = useParams({ strict: false }) as { workspace: string }
  const { data: workspace, error, refetch } = useQuery(workspaceQuery(id))
  // Refused as a whole, or unknown: for who looks on both are the same.
  const isHidden = error !== null && [403, 404].includes(failureOf(error).status)
  return (
    <Page
      title={workspace === undefined ? t('Workspace') : t('Workspace {name}', { name: workspace.name })}
      lead={t('Projects that share people and limits.')}
    >
      {isHidden && (
        <EmptyState title={t('There is no such workspace for you')}>
          {t('It does not exist, or you are a member of one of its projects only.')}
        </EmptyState>
      )}
      {error !== null && !isHidden && (
        <FailurePanel what={t('The workspace could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
      {error === null && workspace === undefined && <Skeleton rows={4} height={80} />}
      {workspace !== undefined && (
        <>
          <WorkspaceProjects workspace={id} />
          <WorkspacePeople workspace={id} />
          <WorkspaceKeys workspace={id} />
        </>
      )}
    </Page>
  )
}
