import type { WorkspaceApiKey } from '@latchkey/contract/messages/access-keys'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { controlPlane } from '../../api/clients.ts'
import { queryClient } from '../../api/query-client.ts'
import { useWorkspaceRights } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState, FailurePanel, Panel, Skeleton } from '../../ui/panel.tsx'
import { AccessKeyTable } from '../settings/access-keys/access-key-table.tsx'
import { CreateAccessKeyDialog } from '../settings/access-keys/create-access-key-dialog.tsx'
import { workspaceKeysQuery } from './workspace-queries.ts'

/** Credentials for the control plane of the workspace. */
export function WorkspaceKeys({ workspace }: { readonly workspace: string }) {
  const rights = useWorkspaceRights(workspace)
  const mayManage = rights.mayControl('workspace_keys:manage')
  const [creating, setCreating] = useState(false)
  return (
    <Panel
      title={t('Workspace API keys')}
      actions={mayManage && <Button onClick={() => setCreating(true)}>{t('Create workspace API key')}</Button>}
    >
      <p className="mb-4 max-w-[72ch] text-muted">
        {t('They create and change projects from scripts and pipelines. They never issue or verify keys.')}
        {!mayManage && ` ${t('Only owners create and delete them.')}`}
      </p>
      {rights.mayControl('workspace_keys:read') ? (
        <KeyList workspace={workspace} mayManage={mayManage} creating={creating} onCreateClose={() => setCreating(false)} />
      ) : (
        <p>{t('Viewers do not see them.')}</p>
      )}
    </Panel>
  )
}

function KeyList({
  workspace,
  mayManage,
  creating,
  onCreateClose,
}: {
  readonly workspace: string
  readonly mayManage: boolean
  readonly creating: boolean
  readonly onCreateClose: () => void
}) {
  const { data: keys, error, refetch } = useQuery(workspaceKeysQuery(workspace))
  const [deleting, setDeleting] = useState<WorkspaceApiKey>()
  const refresh = () => queryClient.invalidateQueries({ queryKey: workspaceKeysQuery(workspace).queryKey })
  return (
    <>
      {error !== null && (
        <FailurePanel what={t('The workspace API keys could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
      {error === null && keys === undefined && <Skeleton rows={2} height={44} />}
      {keys?.length === 0 && <EmptyState title={t('No workspace API keys yet')} />}
      {keys !== undefined && keys.length > 0 && (
        <AccessKeyTable
          label={t('Workspace API keys')}
          prefix="ory_wak_"
          keys={keys}
          onDelete={mayManage ? setDeleting : undefined}
        />
      )}
      {creating && (
        <CreateAccessKeyDialog
          title={t('Create workspace API key')}
          kind="workspace_api_key"
          withPermissions={false}
          create={async ({ permissions: _, ...wanted }) =>
            (await controlPlane.accessKeys.createForWorkspace(workspace, wanted)).value
          }
          onCreated={() => void refresh()}
          onClose={onCreateClose}
        />
      )}
      {deleting !== undefined && (
        <ConfirmDialog
          title={t('Delete {name}?', { name: deleting.name })}
          action={t('Delete API key')}
          onConfirm={async () => {
            await controlPlane.accessKeys.deleteOfWorkspace(workspace, deleting.id)
            await refresh()
          }}
          onClose={() => setDeleting(undefined)}
        >
          <p>{t('Whatever uses this key is refused from then on. This cannot be undone.')}</p>
        </ConfirmDialog>
      )}
    </>
  )
}
