import { makeRemoveMember, type RemoveMemberDependencies } from '@latchkey/core/access/remove-member'
import { controlCallOf, projectOf, workspaceOf } from '../../mapping/control-target.ts'
import type { ControlHandler } from '../../operation.ts'
import { memberIdOf } from './member-id.ts'

export function makeRemoveWorkspaceMemberHandler(deps: RemoveMemberDependencies): ControlHandler {
  const removeMember = makeRemoveMember(deps)
  return async (call) => {
    await removeMember(controlCallOf(call), { workspaceId: workspaceOf(call).id, accountId: memberIdOf(call) })
    return { status: 204 }
  }
}

export function makeRemoveProjectMemberHandler(deps: RemoveMemberDependencies): ControlHandler {
  const removeMember = makeRemoveMember(deps)
  return async (call) => {
    const { id, workspaceId } = projectOf(call)
    await removeMember(controlCallOf(call), { workspaceId, accountId: memberIdOf(call), projectId: id })
    return { status: 204 }
  }
}
