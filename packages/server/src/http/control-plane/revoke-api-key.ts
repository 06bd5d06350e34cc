import type { RevokeApiKeyBody } from '@latchkey/contract/messages/shared'
import type { KeyOrigin } from '@latchkey/core/key/api-key'
import { makeRevokeKey, type RevokeKeyDependencies } from '@latchkey/core/key/revoke-key'
import { callOf, groundsFromWire, targetOf } from '../mapping/operation-call.ts'
import type { OperationHandler } from '../operation.ts'

/** For the keys of one collection, or of either when `origin` is `undefined`. */
export function makeRevokeApiKeyHandler(deps: RevokeKeyDependencies, origin: KeyOrigin | undefined): OperationHandler {
  const revokeKey = makeRevokeKey(deps)
  return async (call) => {
    const grounds = groundsFromWire((call.body ?? {}) as RevokeApiKeyBody)
    await revokeKey(call.project, callOf(call), { target: targetOf(call, origin), grounds })
    return { status: 204 }
  }
}
