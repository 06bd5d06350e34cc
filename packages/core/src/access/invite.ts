import { requireEmail } from '../account/email.ts'
import { hashOneTimeToken, newOneTimeToken } from '../account/one-time-token.ts'
import type { Secret } from '../credential/secret.ts'
import { DomainError } from '../errors/domain-error.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { Call } from '../key/call.ts'
import type { AccountStore, Invitation } from '../ports/account-store.ts'
import type { Instant } from '../ports/clock.ts'
import type { ProjectStore } from '../ports/project-store.ts'
import { type AuditSources, auditEntryOf, invitationSnapshot } from './audit-entry.ts'
import type { ControlCaller } from './control-caller.ts'
import { requireRoleGrant } from './role-grant.ts'
import type { Role } from './roles.ts'

export const INVITATION_LIFE_MS = 7 * 24 * 60 * 60 * 1000

export interface InviteDependencies extends AuditSources {
  readonly accountStore: Pick<AccountStore, 'createInvitation'>
  readonly projectStore: Pick<ProjectStore, 'findProject'>
}

export interface InviteRequest {
  readonly workspaceId: string
  /** `undefined`: the whole workspace. */
  readonly projectId: string | undefined
  readonly email: string
  readonly role: Role
}

/** The record to show, and the one-time token to hand over; only its digest is kept. */
export interface InvitationAndToken {
  readonly invitation: Invitation
  readonly token: Secret
}

/**
 * Offers a role to whoever has an address. Throws `forbidden` for a role wider than the caller's own, `bad_request` for an
 * address that is none, and `not_found` for a project that is not of this workspace.
 */
export const makeInvite =
  (deps: InviteDependencies) =>
  async (caller: ControlCaller, call: Call, request: InviteRequest): Promise<InvitationAndToken> => {
    requireRoleGrant(caller, { workspaceId: request.workspaceId }, request.role)
    const email = requireEmail(request.email)
    const projectId = await projectOf(request, deps.projectStore)
    const token = newOneTimeToken(deps.random)
    const now = deps.clock.now()
    const invitation: Invitation = {
      id: deps.random.uuid(),
      hash: hashOneTimeToken(token.reveal()),
      workspaceId: request.workspaceId,
      projectId,
      email,
      role: request.role,
      invitedBy: `${call.caller.id} ${call.caller.name}`.trim(),
      createdAt: now,
      expiresAt: (now + INVITATION_LIFE_MS) as Instant,
    }
    const audit = auditEntryOf(call, deps, {
      event: 'member.invited',
      targetKind: 'invitation',
      targetId: invitation.id,
      after: invitationSnapshot(invitation),
    })
    await deps.accountStore.createInvitation(invitation, audit)
    return { invitation, token }
  }

async function projectOf(
  { workspaceId, projectId }: InviteRequest,
  projectStore: InviteDependencies['projectStore'],
): Promise<ProjectId | undefined> {
  if (projectId === undefined) return undefined
  const found = await projectStore.findProject({ id: projectId })
  if (found?.project.workspaceId === workspaceId && found.project.state !== 'deleted') return found.project.id
  throw new DomainError('not_found', { reason: 'project_id: there is no such project in this workspace' })
}
