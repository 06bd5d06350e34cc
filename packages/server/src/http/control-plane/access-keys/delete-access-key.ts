import { type DeleteAccessKeyDependencies, makeDeleteAccessKey } from '@latchkey/core/access/access-keys'
import { controlCallOf, placeOf } from '../../mapping/control-target.ts'
import type { ControlHandler } from '../../operation.ts'

/** For API keys of projects and of workspaces. When the answer is sent, the key opens nothing here any more. */
export function makeDeleteAccessKeyHandler(deps: DeleteAccessKeyDependencies): ControlHandler {
  const deleteAccessKey = makeDeleteAccessKey(deps)
  return async (call) => {
    await deleteAccessKey(placeOf(call), controlCallOf(call), (call.params['token_id'] ?? '').toLowerCase())
    return { status: 204 }
  }
}
