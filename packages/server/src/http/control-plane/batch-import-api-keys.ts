import { errorCatalogue, errorEnvelope } from '@latchkey/contract/errors'
import type { BatchCreateImportedApiKeysItems } from '@latchkey/contract/messages/imported-keys'
import { type BatchImportDependencies, makeBatchImportKeys } from '@latchkey/core/key/batch-import-keys'
import { batchItemsFromWire, batchResultsToWire, refusalOfBatch } from '../mapping/batch-import.ts'
import { callOf } from '../mapping/operation-call.ts'
import type { OperationHandler } from '../operation.ts'

/** When no item was imported, the most frequent refusal is the response, with the result of every item beside it. */
export function makeBatchImportApiKeysHandler(deps: BatchImportDependencies): OperationHandler {
  const batchImportKeys = makeBatchImportKeys(deps)
  return async (call) => {
    const items = batchItemsFromWire(call.body as BatchCreateImportedApiKeysItems)
    const outcomes = await batchImportKeys(call.project, callOf(call), items)
    const results = batchResultsToWire(outcomes, deps.clock.now())
    const refusal = refusalOfBatch(outcomes)
    if (refusal === undefined) return { status: 200, body: results }
    const { code, reason, metadata } = refusal
    const envelope = errorEnvelope(code, { requestId: call.requestId, reason, metadata })
    return { status: errorCatalogue[code].http, body: { ...envelope, ...results } }
  }
}
