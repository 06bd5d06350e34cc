import type { ProjectApiKeys, WorkspaceApiKeys } from '@latchkey/contract/messages/access-keys'
import { type ListAccessKeysDependencies, makeListAccessKeys } from '@latchkey/core/access/access-keys'
import { projectApiKeyToWire, workspaceApiKeyToWire } from '../../mapping/access-key.ts'
import { placeOf } from '../../mapping/control-target.ts'
import type { ControlHandler } from '../../operation.ts'

export function makeListProjectApiKeysHandler(deps: ListAccessKeysDependencies): ControlHandler {
  const listAccessKeys = makeListAccessKeys(deps)
  return async (call) => {
    const body: ProjectApiKeys = (await listAccessKeys(placeOf(call))).map(projectApiKeyToWire)
    return { status: 200, body }
  }
}

export function makeListWorkspaceApiKeysHandler(deps: ListAccessKeysDependencies): ControlHandler {
  const listAccessKeys = makeListAccessKeys(deps)
  return async (call) => {
    const body: WorkspaceApiKeys = (await listAccessKeys(placeOf(call))).map(workspaceApiKeyToWire)
    return { status: 200, body }
  }
}
