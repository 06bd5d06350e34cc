import type { ProjectMetadata } from '@latchkey/contract/messages/projects'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { queryClient } from '../../../api/query-client.ts'
import { projectsQuery, useRights, useWorkspaceRights } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Page } from '../../../ui/page.tsx'
import { FailurePanel, Skeleton } from '../../../ui/panel.tsx'
import { projectMembersQuery } from '../settings-queries.ts'
import { Invitations } from './invitations.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { invitationsQuery, type Person } from './people.ts'
import { PeopleTable } from './people-table.tsx'

/** Everybody who reaches the project: its own people and those of its workspace. */
export function MembersPage() {
  const { project: address } = useParams({ strict: false }) as { project: string }
  const { data: members, error, refetch } = useQuery(projectMembersQuery(address))
  const found = useQuery(projectsQuery).data?.find(({ id, slug }) => id === address || slug === address)
  const workspace = found?.workspace_id ?? ''
  const ofWorkspace = useWorkspaceRights(workspace)
  const ofProject = useRights(address)
  const people = members?.map(
    ({ id, email, name, role, source }): Person => ({
      id,
      email,
      name,
      role,
      project_id: source === 'project' ? (found?.id ?? null) : null,
    }),
  )
  return (
    <Page
      title={t('Members')}
      lead={t('People who sign in to the console and reach this project.')}
      actions={ofWorkspace.mayControl('members:invite') && found !== undefined && <Invite project={found} />}
    >
      {!ofWorkspace.mayControl('members:invite') && (
        <p className="text-muted">{t('Only owners of the workspace invite people and change roles.')}</p>
      )}
      {error !== null && (
        <FailurePanel what={t('The members could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
      {error === null && people === undefined && <Skeleton rows={4} height={44} />}
      {people !== undefined && found !== undefined && (
        <PeopleTable
          workspace={workspace}
          people={people}
          placeOf={({ project_id }) => (project_id === null ? t('Workspace') : t('This project'))}
          mayManage={({ project_id }) => (project_id === null ? ofWorkspace : ofProject).mayControl('members:remove')}
        />
      )}
      {ofWorkspace.role !== undefined && (
        <>
          <Invitations workspace={workspace} project={found?.id} />
          <p>
            <Link to={'/workspaces/$workspace' as '/'} params={{ workspace } as never}>
              {t('The workspace with all of its people and projects')}
            </Link>
          </p>
        </>
      )}
    </Page>
  )
}

function Invite({ project }: { readonly project: ProjectMetadata }) {
  const [inviting, setInviting] = useState(false)
  const workspace = project.workspace_id ?? ''
  return (
    <>
      <Button look="primary" onClick={() => setInviting(true)}>
        {t('Invite')}
      </Button>
      {inviting && (
        <InviteDialog
          workspace={workspace}
          projects={[project]}
          onInvited={() => void queryClient.invalidateQueries({ queryKey: invitationsQuery(workspace).queryKey })}
          onClose={() => setInviting(false)}
        />
      )}
    </>
  )
}
