import type { Invitation, MemberRole } from '@latchkey/contract/messages/members'
import { queryOptions } from '@tanstack/react-query'
import { controlPlane } from '../../../api/clients.ts'
import { t } from '../../../i18n/i18n.ts'

/** A person in one role. */
export interface Person {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: MemberRole
  /** The only project that the role is for; null: the whole workspace. */
  readonly project_id: string | null
}

export const roleName = (role: MemberRole): string =>
  ({ owner: t('Owner'), developer: t('Developer'), viewer: t('Viewer') })[role]

export const roleHint = (role: MemberRole): string =>
  ({
    owner: t('Everything, people and deletion included.'),
    developer: t('Works with projects, keys and webhooks; sees people and workspace API keys.'),
    viewer: t('Looks at everything but workspace API keys; changes nothing.'),
  })[role]

export const roleChoices = () =>
  (['owner', 'developer', 'viewer'] as const).map((role) => ({ value: role, label: roleName(role) }))

export const workspaceMembersQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'members'],
    queryFn: ({ signal }) => controlPlane.members.listOfWorkspace(workspace, { signal }),
  })

export const invitationsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'invitations'],
    queryFn: ({ signal }) => controlPlane.members.listInvitations(workspace, { signal }),
  })

/** Without its last owner a workspace could not be administered any more. */
export const isLastOwner = (person: Person, people: readonly Person[]): boolean =>
  person.role === 'owner' &&
  person.project_id === null &&
  people.filter(({ role, project_id }) => role === 'owner' && project_id === null).length === 1

export const isOver = ({ expires_at }: Invitation): boolean => Date.parse(expires_at) <= Date.now()
