import type { ImportedApiKey } from '@latchkey/contract/messages/imported-keys'
import type { IssuedApiKey } from '@latchkey/contract/messages/issued-keys'
import type { ApiKey } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import { importedApiKeyToWire, issuedApiKeyToWire } from './api-key.ts'
import { etagOf } from './etag.ts'

interface RecordReply {
  readonly status: 200
  readonly body: IssuedApiKey | ImportedApiKey
  readonly headers: { readonly ETag: string }
}

/** A key as the whole answer, with the tag that an `If-Match` gives back. */
export const recordReply = (apiKey: ApiKey, now: Instant): RecordReply => ({
  status: 200,
  body: apiKey.origin === 'issued' ? issuedApiKeyToWire(apiKey, now) : importedApiKeyToWire(apiKey, now),
  headers: { ETag: etagOf(apiKey) },
})
