import type { Invitation } from '@latchkey/contract/messages/members'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { controlPlane } from '../../../api/clients.ts'
import { queryClient } from '../../../api/query-client.ts'
import { useWorkspaceRights } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { FailurePanel, Panel } from '../../../ui/panel.tsx'
import { Table, Td, Th } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { invitationsQuery, isOver, roleName } from './people.ts'

/** Those who have been asked and have not answered yet; nothing where there are none. `project`: only what concerns it. */
export function Invitations({ workspace, project }: { readonly workspace: string; readonly project?: string | undefined }) {
  const { data, error, refetch } = useQuery(invitationsQuery(workspace))
  const mayRemove = useWorkspaceRights(workspace).mayControl('members:remove')
  const [removing, setRemoving] = useState<Invitation>()
  const invitations = data?.filter(({ project_id }) => project === undefined || project_id === null || project_id === project)
  if (error !== null)
    return <FailurePanel what={t('The invitations could not be loaded')} error={error} onRetry={() => void refetch()} />
  if (invitations === undefined || invitations.length === 0) return null
  return (
    <Panel title={t('Open invitations')}>
      <Table
        label={t('Open invitations')}
        head={
          <>
            <Th>{t('Email')}</Th>
            <Th>{t('Role')}</Th>
            <Th>{t('Expires')}</Th>
            <Th>
              <span className="sr-only">{t('Actions')}</span>
            </Th>
          </>
        }
      >
        {invitations.map((invitation) => (
          <tr key={invitation.id}>
            <Td className="min-w-40">
              <span data-private>{invitation.email}</span>
            </Td>
            <Td className="whitespace-nowrap">{roleName(invitation.role)}</Td>
            <Td>
              {isOver(invitation) ? (
                <Badge tone="neutral" sign="◷">
                  {t('Expired')}
                </Badge>
              ) : (
                <Time at={invitation.expires_at} />
              )}
            </Td>
            <Td className="text-end">
              {mayRemove && (
                <Button
                  look="quiet"
                  aria-label={t('Take back the invitation of {email}', { email: invitation.email })}
                  onClick={() => setRemoving(invitation)}
                >
                  {t('Take back')}
                </Button>
              )}
            </Td>
          </tr>
        ))}
      </Table>
      {removing !== undefined && (
        <ConfirmDialog
          title={t('Take back the invitation of {email}?', { email: removing.email })}
          action={t('Take back invitation')}
          onConfirm={async () => {
            await controlPlane.members.deleteInvitation(workspace, removing.id)
            await queryClient.invalidateQueries({ queryKey: invitationsQuery(workspace).queryKey })
          }}
          onClose={() => setRemoving(undefined)}
        >
          <p>{t('Its link opens nothing any more.')}</p>
        </ConfirmDialog>
      )}
    </Panel>
  )
}
