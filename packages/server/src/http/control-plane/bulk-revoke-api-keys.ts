import type { BulkRevokeApiKeysRequest, BulkRevokeApiKeysResponse } from '@latchkey/contract/messages/revocation'
import { type BulkRevokeKeysDependencies, makeBulkRevokeKeys } from '@latchkey/core/key/bulk-revoke-keys'
import { callOf, groundsFromWire } from '../mapping/operation-call.ts'
import type { OperationHandler } from '../operation.ts'

export function makeBulkRevokeApiKeysHandler(deps: BulkRevokeKeysDependencies): OperationHandler {
  const bulkRevokeKeys = makeBulkRevokeKeys(deps)
  return async (call) => {
    const message = call.body as BulkRevokeApiKeysRequest
    const counts = await bulkRevokeKeys(call.project, callOf(call), {
      filter: message.filter,
      grounds: groundsFromWire(message),
      validateOnly: message.validate_only ?? false,
    })
    const body: BulkRevokeApiKeysResponse = {
      matched_count: counts.matched,
      revoked_count: counts.revoked,
      failure_count: counts.failed,
    }
    return { status: 200, body }
  }
}
