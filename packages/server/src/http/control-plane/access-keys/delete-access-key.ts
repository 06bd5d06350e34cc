import { type DeleteAccessKeyDependencies, makeDeleteAccessKey } from '@latchkey/core/access/access-keys'
import { controlCallOf, placeOf } from '../../mapping/control-target.ts'
import type { ControlHandler } from '../../operation.ts'

export interface DeleteAccessKeyHandlerDependencies extends DeleteAccessKeyDependencies {
  /** Makes this process forget a key by its hash; others on the same store are told by the store. */
  readonly forgetAccessKey: (hash: string) => void
}

/** For API keys of projects and of workspaces. When the answer is sent, the key opens nothing here any more. */
export function makeDeleteAccessKeyHandler(deps: DeleteAccessKeyHandlerDependencies): ControlHandler {
  const deleteAccessKey = makeDeleteAccessKey(deps)
  return async (call) => {
    const deleted = await deleteAccessKey(placeOf(call), controlCallOf(call), (call.params['token_id'] ?? '').toLowerCase())
    deps.forgetAccessKey(deleted.hash)
    return { status: 204 }
  }
}
