import type { ProjectId } from '../key/api-key.ts'
import type { AccountStore, Member } from '../ports/account-store.ts'
import { roles } from './roles.ts'

export interface ListMembersDependencies {
  readonly accountStore: Pick<AccountStore, 'listMembers'>
}

/** Everybody with a role in the workspace or in one of its projects, in the order of their joining. */
export const makeListMembers =
  ({ accountStore }: ListMembersDependencies) =>
  async (workspaceId: string): Promise<readonly Member[]> =>
    accountStore.listMembers(workspaceId)

/**
 * Everybody with a role in one project, each person once: whoever has a role in the workspace as well stands there with
 * the wider of the two.
 */
export const makeListProjectMembers =
  ({ accountStore }: ListMembersDependencies) =>
  async (workspaceId: string, projectId: ProjectId): Promise<readonly Member[]> => {
    const wide = new Map<string, Member>()
    for (const member of await accountStore.listMembers(workspaceId)) {
      if (member.membership.projectId !== undefined && member.membership.projectId !== projectId) continue
      const known = wide.get(member.account.id)
      wide.set(member.account.id, known === undefined ? member : wider(known, member))
    }
    return [...wide.values()]
  }

/** Of equal roles the one in the workspace: it is the one that stays when the other is taken. */
function wider(one: Member, other: Member): Member {
  const difference = roles.indexOf(one.membership.role) - roles.indexOf(other.membership.role)
  if (difference !== 0) return difference < 0 ? one : other
  return one.membership.projectId === undefined ? one : other
}
