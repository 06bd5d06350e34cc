import type { UpdateWorkspaceBody } from '@latchkey/contract/messages/workspaces'
import { makeUpdateWorkspace, type UpdateWorkspaceDependencies } from '@latchkey/core/access/update-workspace'
import { controlCallOf, workspaceOf } from '../../mapping/control-target.ts'
import { workspaceEditsFromWire, workspaceToWire } from '../../mapping/workspace.ts'
import type { ControlHandler } from '../../operation.ts'

export function makeUpdateWorkspaceHandler(deps: UpdateWorkspaceDependencies): ControlHandler {
  const updateWorkspace = makeUpdateWorkspace(deps)
  return async (call) => {
    const edits = workspaceEditsFromWire(call.body as UpdateWorkspaceBody)
    const workspace = await updateWorkspace(workspaceOf(call).id, controlCallOf(call), edits)
    return { status: 200, body: workspaceToWire(workspace) }
  }
}
