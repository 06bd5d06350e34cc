import type {
  CreateInvitationBody,
  MemberRole,
  ProjectMember,
  UpdateWorkspaceMemberBody,
  Invitation as WireInvitation,
  WorkspaceMember,
} from '@latchkey/contract/messages/members'
import type { ChangeMemberRequest } from '@latchkey/core/access/change-member'
import type { InviteRequest } from '@latchkey/core/access/invite'
import type { Role } from '@latchkey/core/access/roles'
import type { ProjectId } from '@latchkey/core/key/api-key'
import { formatInstant } from '@latchkey/core/key/instant-text'
import type { Invitation, Member } from '@latchkey/core/ports/account-store'

const wireRoleOf = { owner: 'owner', developer: 'developer', viewer: 'viewer' } as const satisfies Record<Role, MemberRole>
const roleOfWire = { owner: 'owner', developer: 'developer', viewer: 'viewer' } as const satisfies Record<MemberRole, Role>

const personToWire = ({ account, membership }: Member) => ({
  id: account.id,
  email: account.email,
  name: account.name,
  email_verified: account.emailVerified,
  role: wireRoleOf[membership.role],
})

export const projectMemberToWire = (member: Member): ProjectMember => ({
  ...personToWire(member),
  break_glass: false,
  organization_id: null,
  source: member.membership.projectId === undefined ? 'workspace' : 'project',
})

export const workspaceMemberToWire = (member: Member): WorkspaceMember => ({
  ...personToWire(member),
  project_id: member.membership.projectId ?? null,
  created_at: formatInstant(member.membership.createdAt),
})

export const memberChangeFromWire = (
  { role, project_id: projectId }: UpdateWorkspaceMemberBody,
  member: Pick<ChangeMemberRequest, 'workspaceId' | 'accountId'>,
): ChangeMemberRequest => ({
  ...member,
  projectId: projectId?.toLowerCase() as ProjectId | undefined,
  role: roleOfWire[role],
})

export const inviteRequestFromWire = ({ email, role, project_id }: CreateInvitationBody, workspaceId: string): InviteRequest => ({
  workspaceId,
  projectId: project_id?.toLowerCase(),
  email,
  role: roleOfWire[role],
})

export const invitationToWire = (invitation: Invitation): WireInvitation => ({
  id: invitation.id,
  email: invitation.email,
  role: wireRoleOf[invitation.role],
  project_id: invitation.projectId ?? null,
  invited_by: invitation.invitedBy,
  created_at: formatInstant(invitation.createdAt),
  expires_at: formatInstant(invitation.expiresAt),
})

/** Where a person accepts. What follows `#` stays in the browser: no log and no `Referer` ever sees the token. */
export const invitationLink = (origin: string, token: string): string => `${origin}/console/accept#token=${token}`

/** Where a new invitation is listed: it has no page of its own. */
export const invitationLocation = ({ workspaceId, id }: Invitation): { readonly Location: string } => ({
  Location: `/workspaces/${workspaceId}/invitations/${id}`,
})
