import type { SelfRevokeApiKeyRequest } from '@latchkey/contract/messages/revocation'
import { makeSelfRevokeKey, type SelfRevokeKeyDependencies } from '@latchkey/core/key/self-revoke-key'
import { callOf, groundsFromWire } from '../mapping/operation-call.ts'
import type { OperationHandler } from '../operation.ts'

export function makeSelfRevokeApiKeyHandler(deps: SelfRevokeKeyDependencies): OperationHandler {
  const selfRevokeKey = makeSelfRevokeKey(deps)
  return async (call) => {
    const message = call.body as SelfRevokeApiKeyRequest
    const { reason } = groundsFromWire(message)
    await selfRevokeKey(call.project, callOf(call), { credential: message.credential ?? '', reason })
    return { status: 200, body: {} }
  }
}
