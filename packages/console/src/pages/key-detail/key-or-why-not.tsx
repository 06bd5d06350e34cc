import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { isGone } from '../../api/failure.ts'
import { t } from '../../i18n/i18n.ts'
import { Page } from '../../ui/page.tsx'
import { EmptyState, FailurePanel, Skeleton } from '../../ui/panel.tsx'
import { keyQuery } from './key-detail-queries.ts'
import type { LoadedKey } from './loaded-key.ts'

/** The key once it is there, or why it is not. */
export function KeyOrWhyNot({
  project,
  keyId,
  children,
}: {
  readonly project: string
  readonly keyId: string
  readonly children: (loaded: LoadedKey) => ReactNode
}) {
  const { data, error, refetch } = useQuery(keyQuery(project, keyId))
  if (data !== undefined) return children(data)
  return (
    <Page title={t('Key')}>
      {error === null && <Skeleton rows={6} height={32} />}
      {error !== null && isGone(error) && <NoSuchKey project={project} />}
      {error !== null && !isGone(error) && (
        <FailurePanel what={t('The key could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
    </Page>
  )
}

const NoSuchKey = ({ project }: { readonly project: string }) => (
  <EmptyState
    title={t('There is no such key')}
    actions={
      <Link to="/projects/$project/api-keys/keys" params={{ project }}>
        {t('All keys')}
      </Link>
    }
  >
    {t('It may have been deleted, or it belongs to another project.')}
  </EmptyState>
)
