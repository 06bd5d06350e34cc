import type { ImportApiKeyRequest } from '@latchkey/contract/messages/imported-keys'
import { type ImportKeyDependencies, makeImportKey } from '@latchkey/core/key/import-key'
import { importedApiKeyToWire } from '../mapping/api-key.ts'
import { importRequestFromWire } from '../mapping/key-attributes.ts'
import { importedKeyLocation } from '../mapping/locations.ts'
import { callOf } from '../mapping/operation-call.ts'
import type { OperationHandler } from '../operation.ts'

export function makeImportApiKeyHandler(deps: ImportKeyDependencies): OperationHandler {
  const importKey = makeImportKey(deps)
  return async (call) => {
    const request = importRequestFromWire(call.body as ImportApiKeyRequest)
    const apiKey = await importKey(call.project, callOf(call), request)
    return { status: 201, body: importedApiKeyToWire(apiKey, deps.clock.now()), headers: importedKeyLocation(apiKey) }
  }
}
