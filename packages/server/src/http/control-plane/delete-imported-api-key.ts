import { type DeleteImportedKeyDependencies, makeDeleteImportedKey } from '@latchkey/core/key/delete-imported-key'
import { callOf, targetOf } from '../mapping/operation-call.ts'
import type { OperationHandler } from '../operation.ts'

export function makeDeleteImportedApiKeyHandler(deps: DeleteImportedKeyDependencies): OperationHandler {
  const deleteImportedKey = makeDeleteImportedKey(deps)
  return async (call) => {
    await deleteImportedKey(call.project, callOf(call), targetOf(call, 'imported'))
    return { status: 204 }
  }
}
