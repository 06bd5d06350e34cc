import type { Membership } from '@latchkey/core/access/membership'
import type { Account, Invitation } from '@latchkey/core/ports/account-store'

/** What every account store insists on before it writes; breaking a rule is a bug of the use case. */
export function checkAccountChange(before: Account, after: Account): void {
  const kept = after.id === before.id && after.createdAt === before.createdAt
  if (!kept) throw new Error('an account change must keep the id and the creation instant')
}

/** People join where they were invited to. */
export function checkAcceptance(invitation: Invitation, membership: Membership): void {
  const isThere = membership.workspaceId === invitation.workspaceId && membership.projectId === invitation.projectId
  if (!isThere) throw new Error('an invitation must be accepted for its own place')
}
