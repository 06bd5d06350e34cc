import { DomainError } from '../errors/domain-error.ts'
import type { Call } from '../key/call.ts'
import type { AccountStore, Invitation } from '../ports/account-store.ts'
import { type AuditSources, auditEntryOf, invitationSnapshot } from './audit-entry.ts'

export interface ListInvitationsDependencies {
  readonly accountStore: Pick<AccountStore, 'listInvitations'>
}

/** Those of a workspace and its projects that nobody has accepted or taken back, oldest first, expired ones included. */
export const makeListInvitations =
  ({ accountStore }: ListInvitationsDependencies) =>
  async (workspaceId: string): Promise<readonly Invitation[]> =>
    accountStore.listInvitations(workspaceId)

export interface TakeBackInvitationDependencies extends AuditSources {
  readonly accountStore: Pick<AccountStore, 'listInvitations' | 'deleteInvitation'>
}

/** Makes an invitation worthless. Throws `not_found` when it is not of this workspace, or was accepted or taken back. */
export const makeTakeBackInvitation =
  (deps: TakeBackInvitationDependencies) =>
  async (workspaceId: string, call: Call, id: string): Promise<void> => {
    const invitations = await deps.accountStore.listInvitations(workspaceId)
    const invitation = invitations.find((one) => one.id === id)
    const deleted =
      invitation === undefined
        ? undefined
        : await deps.accountStore.deleteInvitation(
            workspaceId,
            id,
            auditEntryOf(call, deps, {
              event: 'invitation.deleted',
              targetKind: 'invitation',
              targetId: id,
              before: invitationSnapshot(invitation),
            }),
          )
    if (deleted === undefined) throw new DomainError('not_found', { reason: 'there is no such invitation' })
  }
