import type { UpdateWorkspaceMemberBody, WorkspaceMember } from '@latchkey/contract/messages/members'
import { type ChangeMemberDependencies, makeChangeMember } from '@latchkey/core/access/change-member'
import { controlCallOf, workspaceOf } from '../../mapping/control-target.ts'
import { memberChangeFromWire, workspaceMemberToWire } from '../../mapping/member.ts'
import type { ControlHandler } from '../../operation.ts'
import { memberIdOf } from './member-id.ts'

export function makeUpdateWorkspaceMemberHandler(deps: ChangeMemberDependencies): ControlHandler {
  const changeMember = makeChangeMember(deps)
  return async (call) => {
    const member = { workspaceId: workspaceOf(call).id, accountId: memberIdOf(call) }
    const change = memberChangeFromWire(call.body as UpdateWorkspaceMemberBody, member)
    const body: WorkspaceMember = workspaceMemberToWire(await changeMember(call.caller, controlCallOf(call), change))
    return { status: 200, body }
  }
}
