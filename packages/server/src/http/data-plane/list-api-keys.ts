import type { ListImportedApiKeysResponse } from '@latchkey/contract/messages/imported-keys'
import type { ListIssuedApiKeysResponse } from '@latchkey/contract/messages/issued-keys'
import type { ListApiKeysQuery } from '@latchkey/contract/messages/listing'
import { asImported, asIssued } from '@latchkey/core/key/key-reference'
import { type ListKeysDependencies, makeListKeys } from '@latchkey/core/key/list-keys'
import { importedApiKeyToWire, issuedApiKeyToWire } from '../mapping/api-key.ts'
import { listRequestFromWire } from '../mapping/page.ts'
import type { OperationHandler } from '../operation.ts'

export function makeListIssuedApiKeysHandler(deps: ListKeysDependencies): OperationHandler {
  const listKeys = makeListKeys(deps)
  return async ({ project, query }) => {
    const { apiKeys, nextPageToken } = await listKeys(project, listRequestFromWire(query as ListApiKeysQuery, 'issued'))
    const now = deps.clock.now()
    const records = apiKeys.map((apiKey) => issuedApiKeyToWire(asIssued(apiKey), now))
    const body: ListIssuedApiKeysResponse = { issued_api_keys: records, next_page_token: nextPageToken }
    return { status: 200, body }
  }
}

export function makeListImportedApiKeysHandler(deps: ListKeysDependencies): OperationHandler {
  const listKeys = makeListKeys(deps)
  return async ({ project, query }) => {
    const { apiKeys, nextPageToken } = await listKeys(project, listRequestFromWire(query as ListApiKeysQuery, 'imported'))
    const now = deps.clock.now()
    const records = apiKeys.map((apiKey) => importedApiKeyToWire(asImported(apiKey), now))
    const body: ListImportedApiKeysResponse = { imported_api_keys: records, next_page_token: nextPageToken }
    return { status: 200, body }
  }
}
