import type { UpdateImportedApiKeyRequest } from '@latchkey/contract/messages/imported-keys'
import type { UpdateIssuedApiKeyRequest } from '@latchkey/contract/messages/issued-keys'
import type { UpdateApiKeyQuery } from '@latchkey/contract/messages/listing'
import type { KeyOrigin } from '@latchkey/core/key/api-key'
import { makeUpdateKey, type UpdateKeyDependencies } from '@latchkey/core/key/update-key'
import { editsFromWire } from '../mapping/key-edits.ts'
import { callOf, targetOf } from '../mapping/operation-call.ts'
import { recordReply } from '../mapping/record-reply.ts'
import type { OperationHandler } from '../operation.ts'

export function makeUpdateApiKeyHandler(deps: UpdateKeyDependencies, origin: KeyOrigin): OperationHandler {
  const updateKey = makeUpdateKey(deps)
  return async (call) => {
    const { update_mask: updateMask } = call.query as UpdateApiKeyQuery
    const edits = editsFromWire(call.body as UpdateIssuedApiKeyRequest | UpdateImportedApiKeyRequest, updateMask)
    const apiKey = await updateKey(call.project, callOf(call), { target: targetOf(call, origin), edits })
    return recordReply(apiKey, deps.clock.now())
  }
}
