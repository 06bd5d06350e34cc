import type { ProjectApiKey } from '@latchkey/contract/messages/access-keys'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { KeySquare } from 'lucide-react'
import { useState } from 'react'
import { controlPlane } from '../../../api/clients.ts'
import { useRights } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { Page } from '../../../ui/page.tsx'
import { EmptyState, FailurePanel, Note, Skeleton } from '../../../ui/panel.tsx'
import { projectKeysQuery } from '../settings-queries.ts'
import { AccessKeyTable } from './access-key-table.tsx'
import { CreateAccessKeyDialog } from './create-access-key-dialog.tsx'

/** The credentials of the project's own services for our API: not the keys of the customer's users. */
export function ProjectKeysPage() {
  const { project } = useParams({ strict: false }) as { project: string }
  const { data: keys, error, refetch } = useQuery(projectKeysQuery(project))
  const mayManage = useRights(project).mayControl('project_keys:manage')
  const [creating, setCreating] = useState(false)
  const [deleting, setDeleting] = useState<ProjectApiKey>()
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries({ queryKey: projectKeysQuery(project).queryKey })
  const create = mayManage && (
    <Button look="primary" onClick={() => setCreating(true)}>
      {t('Create project API key')}
    </Button>
  )
  return (
    <Page title={t('Project API keys')} lead={t('For your own services and pipelines that call this server.')} actions={create}>
      <KeysElsewhere project={project} />
      {!mayManage && (
        <p className="text-muted">
          {t('Only owners and developers create and delete project API keys. Ask one of them if you need a key.')}
        </p>
      )}
      {error !== null && (
        <FailurePanel what={t('The project API keys could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
      {error === null && keys === undefined && <Skeleton rows={4} height={44} />}
      {keys?.length === 0 && (
        <EmptyState title={t('No project API keys yet')}>
          {t('A project API key lets one of your services issue and verify keys in this project.')}
        </EmptyState>
      )}
      {keys !== undefined && keys.length > 0 && (
        <AccessKeyTable
          label={t('Project API keys')}
          prefix="ory_pat_"
          keys={keys}
          onDelete={mayManage ? setDeleting : undefined}
        />
      )}
      {creating && (
        <CreateAccessKeyDialog
          title={t('Create project API key')}
          kind="project_api_key"
          withPermissions
          create={async (wanted) => (await controlPlane.accessKeys.createForProject(project, wanted)).value}
          onCreated={() => void refresh()}
          onClose={() => setCreating(false)}
        />
      )}
      {deleting !== undefined && (
        <ConfirmDialog
          title={t('Delete {name}?', { name: deleting.name })}
          action={t('Delete API key')}
          onConfirm={async () => {
            await controlPlane.accessKeys.deleteOfProject(project, deleting.id)
            await refresh()
          }}
          onClose={() => setDeleting(undefined)}
        >
          <p>{t('Whatever uses this key is refused from then on. This cannot be undone.')}</p>
        </ConfirmDialog>
      )}
    </Page>
  )
}

const KeysElsewhere = ({ project }: { readonly project: string }) => (
  <Note tone="info">
    <p className="flex items-start gap-2">
      <KeySquare aria-hidden size={16} className="mt-0.5 shrink-0" />
      <span>
        {t('These keys administer this project. To issue keys for your users, go to')}{' '}
        <Link to={'/projects/$project/api-keys/keys' as '/'} params={{ project } as never} className="text-link underline">
          {t('API Keys → Keys')}
        </Link>
        .
      </span>
    </p>
  </Note>
)
