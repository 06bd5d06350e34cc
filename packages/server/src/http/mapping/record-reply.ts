import type { ApiKey } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { OperationReply } from '../operation.ts'
import { importedApiKeyToWire, issuedApiKeyToWire } from './api-key.ts'
import { etagOf } from './etag.ts'

/** A key as the whole answer, with the tag that an `If-Match` gives back. */
export const recordReply = (apiKey: ApiKey, now: Instant): OperationReply => ({
  status: 200,
  body: apiKey.origin === 'issued' ? issuedApiKeyToWire(apiKey, now) : importedApiKeyToWire(apiKey, now),
  headers: { ETag: etagOf(apiKey) },
})
