import type { AccountStore } from '@latchkey/core/ports/account-store'
import type { Clock } from '@latchkey/core/ports/clock'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { ControlCall, ControlHandler } from '../../operation.ts'
import { makeCreateInvitationHandler, makeDeleteInvitationHandler, makeListInvitationsHandler } from './invitations.ts'
import { makeGetProjectMembersHandler, makeListWorkspaceMembersHandler } from './list-members.ts'
import { makeRemoveProjectMemberHandler, makeRemoveWorkspaceMemberHandler } from './remove-member.ts'
import { makeUpdateWorkspaceMemberHandler } from './update-member.ts'

export interface MemberHandlerDependencies {
  readonly accountStore: Pick<
    AccountStore,
    'listMembers' | 'changeMembership' | 'createInvitation' | 'listInvitations' | 'deleteInvitation'
  >
  readonly projectStore: Pick<ProjectStore, 'findProject'>
  readonly clock: Clock
  readonly random: RandomSource
  /** Scheme and authority under which people reach the console: `https://keys.example.com`. */
  readonly originOf: (call: ControlCall) => string
}

/** Everything about people and invitations, by operation id. */
export const makeMemberHandlers = (deps: MemberHandlerDependencies) =>
  ({
    getProjectMembers: makeGetProjectMembersHandler(deps),
    removeProjectMember: makeRemoveProjectMemberHandler(deps),
    listWorkspaceMembers: makeListWorkspaceMembersHandler(deps),
    updateWorkspaceMember: makeUpdateWorkspaceMemberHandler(deps),
    removeWorkspaceMember: makeRemoveWorkspaceMemberHandler(deps),
    listInvitations: makeListInvitationsHandler(deps),
    createInvitation: makeCreateInvitationHandler(deps),
    deleteInvitation: makeDeleteInvitationHandler(deps),
  }) satisfies Record<string, ControlHandler>
