import type { CreateWorkspaceBody } from '@latchkey/contract/messages/workspaces'
import { type CreateWorkspaceDependencies, makeCreateWorkspace } from '@latchkey/core/access/create-workspace'
import { controlCallOf } from '../../mapping/control-target.ts'
import { newWorkspaceFromWire, workspaceLocation, workspaceToWire } from '../../mapping/workspace.ts'
import type { ControlHandler } from '../../operation.ts'

export function makeCreateWorkspaceHandler(deps: CreateWorkspaceDependencies): ControlHandler {
  const createWorkspace = makeCreateWorkspace(deps)
  return async (call) => {
    const wanted = newWorkspaceFromWire(call.body as CreateWorkspaceBody)
    const workspace = await createWorkspace(call.caller, controlCallOf(call), wanted)
    return { status: 201, body: workspaceToWire(workspace), headers: workspaceLocation(workspace) }
  }
}
