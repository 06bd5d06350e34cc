import { Type } from 'typebox'
import { storedText, time, uuid, uuidOrNull } from './fields.ts'

/** Octets of a whole address (RFC 5321 §4.5.3.1.3, without the angle brackets). */
export const EMAIL_MAX_LENGTH = 254

export const MemberRole = Type.Enum(['owner', 'developer', 'viewer'], {
  type: 'string',
  description: 'What a person may do: owners everything, developers work with projects and keys, viewers look.',
})
export type MemberRole = Type.Static<typeof MemberRole>

const person = {
  id: uuid('Of the person.'),
  email: Type.String({ description: 'Where the person is reached, in lower case.' }),
  name: Type.String({ description: 'What the person is called; may be empty.' }),
  email_verified: Type.Boolean({ description: 'Whether the address was proved.' }),
  role: MemberRole,
}

export const ProjectMember = Type.Object(
  {
    ...person,
    break_glass: Type.Optional(Type.Boolean({ description: 'Always false: there is no emergency access here.' })),
    organization_id: Type.Optional(uuidOrNull('Always null: there are no organizations here.')),
    source: Type.Optional(
      Type.Enum(['project', 'workspace'], {
        type: 'string',
        description: 'What the person is a member of: this project only, or the workspace with all of its projects.',
      }),
    ),
  },
  { title: 'projectMember', description: 'A person with a role in a project.' },
)
export type ProjectMember = Type.Static<typeof ProjectMember>

export const ProjectMembers = Type.Array(ProjectMember, {
  title: 'projectMembers',
  description: 'The people of a project, in the order of their joining.',
})
export type ProjectMembers = Type.Static<typeof ProjectMembers>

const projectId = uuidOrNull('The only project that the role is for; null: the whole workspace.')

export const WorkspaceMember = Type.Object(
  { ...person, project_id: projectId, created_at: time('When the person joined.') },
  { title: 'workspaceMember', description: 'A person with a role in a workspace, or in one of its projects.' },
)
export type WorkspaceMember = Type.Static<typeof WorkspaceMember>

export const ListWorkspaceMembersResponse = Type.Object(
  { members: Type.Array(WorkspaceMember, { description: 'In the order of their joining; a person once per role.' }) },
  { title: 'listWorkspaceMembers', description: 'The people of a workspace and of its projects.' },
)
export type ListWorkspaceMembersResponse = Type.Static<typeof ListWorkspaceMembersResponse>

const projectIdInput = Type.Optional(
  Type.String({ maxLength: 36, description: 'The project that the role is for. Left out: the whole workspace.' }),
)

export const UpdateWorkspaceMemberBody = Type.Object(
  { role: MemberRole, project_id: projectIdInput },
  { title: 'updateWorkspaceMemberBody', description: 'What a member shall be.' },
)
export type UpdateWorkspaceMemberBody = Type.Static<typeof UpdateWorkspaceMemberBody>

export const Invitation = Type.Object(
  {
    id: uuid('Of the invitation.'),
    email: Type.String({ description: 'The only address that may accept it.' }),
    role: MemberRole,
    project_id: projectId,
    invited_by: Type.String({ description: 'Who invited.' }),
    created_at: time('When it was made.'),
    expires_at: time('From then on nobody can accept it.'),
  },
  { title: 'invitation', description: 'The offer of a role. Never contains its token.' },
)
export type Invitation = Type.Static<typeof Invitation>

export const ListInvitationsResponse = Type.Object(
  { invitations: Type.Array(Invitation, { description: 'Oldest first; those that have expired are still here.' }) },
  { title: 'listInvitations', description: 'The invitations that nobody has accepted or taken back.' },
)
export type ListInvitationsResponse = Type.Static<typeof ListInvitationsResponse>

export const CreateInvitationBody = Type.Object(
  {
    email: storedText(EMAIL_MAX_LENGTH, { minLength: 3, description: 'Whom to invite.' }),
    role: MemberRole,
    project_id: projectIdInput,
  },
  { title: 'createInvitationBody', description: 'Whom to offer which role.' },
)
export type CreateInvitationBody = Type.Static<typeof CreateInvitationBody>

export const CreateInvitationResponse = Type.Object(
  {
    invitation: Invitation,
    link: Type.String({ description: 'Where the person accepts. Its token is shown this once; hand it over safely.' }),
  },
  { title: 'createInvitationResponse', description: 'The new invitation and its link.' },
)
export type CreateInvitationResponse = Type.Static<typeof CreateInvitationResponse>
