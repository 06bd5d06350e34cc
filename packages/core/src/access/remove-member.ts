import { DomainError } from '../errors/domain-error.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { Call } from '../key/call.ts'
import type { AccountStore } from '../ports/account-store.ts'
import { type AuditSources, auditEntryOf, membershipSnapshot } from './audit-entry.ts'
import { noSuchMember } from './change-member.ts'
import type { Membership } from './membership.ts'

export interface RemoveMemberDependencies extends AuditSources {
  readonly accountStore: Pick<AccountStore, 'listMembers' | 'changeMembership'>
}

export interface RemoveMemberRequest {
  readonly workspaceId: string
  readonly accountId: string
  /** Given: only the role in this project. Left out: every role in the workspace and in its projects. */
  readonly projectId?: ProjectId
}

/**
 * Takes a person's roles. Throws `not_found` when there are none, and `failed_precondition` for the last owner of a
 * workspace, and for a project of which the person is a member through the workspace only. A removal that was cut short
 * goes on when it is asked for again.
 */
export const makeRemoveMember =
  (deps: RemoveMemberDependencies) =>
  async (call: Call, request: RemoveMemberRequest): Promise<void> => {
    const members = await deps.accountStore.listMembers(request.workspaceId)
    const held = members.map(({ membership }) => membership).filter(({ accountId }) => accountId === request.accountId)
    if (held.length === 0) throw noSuchMember()
    let taken = 0
    for (const membership of membershipsToTake(held, request.projectId)) {
      if (await takeMembership(membership, call, deps)) taken++
    }
    if (taken === 0) throw noSuchMember()
  }

/** The one in the workspace comes first: where it must stay, all stay. */
function membershipsToTake(held: readonly Membership[], projectId: ProjectId | undefined): readonly Membership[] {
  const ofWorkspace = held.filter((membership) => membership.projectId === undefined)
  if (projectId === undefined) return [...ofWorkspace, ...held.filter((membership) => membership.projectId !== undefined)]
  const ofProject = held.filter((membership) => membership.projectId === projectId)
  if (ofProject.length > 0) return ofProject
  if (ofWorkspace.length === 0) throw noSuchMember()
  throw new DomainError('failed_precondition', { reason: 'this person is a member of the workspace, not only of the project' })
}

async function takeMembership(membership: Membership, call: Call, deps: RemoveMemberDependencies): Promise<boolean> {
  const audit = auditEntryOf(call, deps, {
    event: 'member.removed',
    targetKind: 'member',
    targetId: membership.accountId,
    before: membershipSnapshot(membership),
  })
  return (await deps.accountStore.changeMembership(membership, undefined, audit)) !== undefined
}
