import type {
  CreateProjectApiKeyBody,
  CreateWorkspaceApiKeyBody,
  ProjectApiKey,
  WorkspaceApiKey,
} from '@latchkey/contract/messages/access-keys'
import { type CreateAccessKeyForDependencies, makeCreateAccessKeyFor } from '@latchkey/core/access/access-keys'
import {
  accessKeyLocation,
  newProjectApiKeyFromWire,
  newWorkspaceApiKeyFromWire,
  projectApiKeyToWire,
  workspaceApiKeyToWire,
} from '../../mapping/access-key.ts'
import { controlCallOf, placeOf } from '../../mapping/control-target.ts'
import type { ControlHandler } from '../../operation.ts'

export function makeCreateProjectApiKeyHandler(deps: CreateAccessKeyForDependencies): ControlHandler {
  const createAccessKey = makeCreateAccessKeyFor(deps)
  return async (call) => {
    const wanted = newProjectApiKeyFromWire(call.body as CreateProjectApiKeyBody, placeOf(call))
    const { accessKey, credential } = await createAccessKey(call.caller, controlCallOf(call), wanted)
    const body: ProjectApiKey = { ...projectApiKeyToWire(accessKey), value: credential.reveal() }
    return { status: 201, body, headers: accessKeyLocation(accessKey) }
  }
}

export function makeCreateWorkspaceApiKeyHandler(deps: CreateAccessKeyForDependencies): ControlHandler {
  const createAccessKey = makeCreateAccessKeyFor(deps)
  return async (call) => {
    const wanted = newWorkspaceApiKeyFromWire(call.body as CreateWorkspaceApiKeyBody, placeOf(call))
    const { accessKey, credential } = await createAccessKey(call.caller, controlCallOf(call), wanted)
    const body: WorkspaceApiKey = { ...workspaceApiKeyToWire(accessKey), value: credential.reveal() }
    return { status: 201, body, headers: accessKeyLocation(accessKey) }
  }
}
