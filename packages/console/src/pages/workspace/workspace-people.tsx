import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { queryClient } from '../../api/query-client.ts'
import { useWorkspaceRights } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { FailurePanel, Panel, Skeleton } from '../../ui/panel.tsx'
import { Invitations } from '../settings/members/invitations.tsx'
import { InviteDialog } from '../settings/members/invite-dialog.tsx'
import { invitationsQuery, workspaceMembersQuery } from '../settings/members/people.ts'
import { PeopleTable } from '../settings/members/people-table.tsx'
import { workspaceProjectsQuery } from './workspace-queries.ts'

export function WorkspacePeople({ workspace }: { readonly workspace: string }) {
  const { data: people, error, refetch } = useQuery(workspaceMembersQuery(workspace))
  const projects = useQuery(workspaceProjectsQuery(workspace)).data ?? []
  const rights = useWorkspaceRights(workspace)
  const [inviting, setInviting] = useState(false)
  const mayInvite = rights.mayControl('members:invite')
  return (
    <>
      <Panel title={t('Members')} actions={mayInvite && <Button onClick={() => setInviting(true)}>{t('Invite')}</Button>}>
        {!mayInvite && <p className="mb-4 text-muted">{t('Only owners of the workspace invite people and change roles.')}</p>}
        {error !== null && (
          <FailurePanel what={t('The members could not be loaded')} error={error} onRetry={() => void refetch()} />
        )}
        {error === null && people === undefined && <Skeleton rows={3} height={44} />}
        {people !== undefined && (
          <PeopleTable
            workspace={workspace}
            people={people}
            placeOf={({ project_id }) =>
              project_id === null
                ? t('Workspace')
                : t('Only {project}', { project: projects.find(({ id }) => id === project_id)?.name ?? project_id })
            }
            mayManage={() => rights.mayControl('members:remove')}
          />
        )}
      </Panel>
      <Invitations workspace={workspace} />
      {inviting && (
        <InviteDialog
          workspace={workspace}
          projects={projects}
          onInvited={() => void queryClient.invalidateQueries({ queryKey: invitationsQuery(workspace).queryKey })}
          onClose={() => setInviting(false)}
        />
      )}
    </>
  )
}
