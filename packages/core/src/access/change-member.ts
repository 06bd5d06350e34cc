import { DomainError } from '../errors/domain-error.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { Call } from '../key/call.ts'
import type { AccountStore, Member } from '../ports/account-store.ts'
import { type AuditSources, auditEntryOf, membershipSnapshot } from './audit-entry.ts'
import type { ControlCaller } from './control-caller.ts'
import { requireRoleGrant } from './role-grant.ts'
import type { Role } from './roles.ts'

export interface ChangeMemberDependencies extends AuditSources {
  readonly accountStore: Pick<AccountStore, 'listMembers' | 'changeMembership'>
}

export interface ChangeMemberRequest {
  readonly workspaceId: string
  readonly accountId: string
  /** `undefined`: the role in the whole workspace. */
  readonly projectId: ProjectId | undefined
  readonly role: Role
}

/**
 * Gives a member another role. Throws `not_found` when the person has no role there, `forbidden` for a role wider than the
 * caller's own, and `failed_precondition` when the workspace would be left without an owner. The same role again changes nothing.
 */
export const makeChangeMember =
  (deps: ChangeMemberDependencies) =>
  async (caller: ControlCaller, call: Call, { role, ...place }: ChangeMemberRequest): Promise<Member> => {
    requireRoleGrant(caller, place, role)
    const members = await deps.accountStore.listMembers(place.workspaceId)
    const member = members.find(
      ({ membership }) => membership.accountId === place.accountId && membership.projectId === place.projectId,
    )
    if (member === undefined) throw noSuchMember()
    if (member.membership.role === role) return member
    const membership = { ...member.membership, role }
    const audit = auditEntryOf(call, deps, {
      event: 'member.role_changed',
      targetKind: 'member',
      targetId: place.accountId,
      before: membershipSnapshot(member.membership),
      after: membershipSnapshot(membership),
    })
    const before = await deps.accountStore.changeMembership(place, role, audit)
    if (before === undefined) throw noSuchMember()
    return { ...member, membership }
  }

export const noSuchMember = (): DomainError => new DomainError('not_found', { reason: 'there is no such member' })
