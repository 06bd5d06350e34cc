import type { ListWorkspaceMembersResponse, ProjectMembers } from '@latchkey/contract/messages/members'
import { type ListMembersDependencies, makeListMembers, makeListProjectMembers } from '@latchkey/core/access/list-members'
import { projectOf, workspaceOf } from '../../mapping/control-target.ts'
import { projectMemberToWire, workspaceMemberToWire } from '../../mapping/member.ts'
import type { ControlHandler } from '../../operation.ts'

export function makeListWorkspaceMembersHandler(deps: ListMembersDependencies): ControlHandler {
  const listMembers = makeListMembers(deps)
  return async (call) => {
    const members = await listMembers(workspaceOf(call).id)
    const body: ListWorkspaceMembersResponse = { members: members.map(workspaceMemberToWire) }
    return { status: 200, body }
  }
}

export function makeGetProjectMembersHandler(deps: ListMembersDependencies): ControlHandler {
  const listProjectMembers = makeListProjectMembers(deps)
  return async (call) => {
    const { id, workspaceId } = projectOf(call)
    const body: ProjectMembers = (await listProjectMembers(workspaceId, id)).map(projectMemberToWire)
    return { status: 200, body }
  }
}
