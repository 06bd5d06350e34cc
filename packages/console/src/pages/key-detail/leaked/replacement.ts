import type { IssueApiKeyRequest } from '@latchkey/sdk/messages'
import type { LoadedKey } from '../loaded-key.ts'

const SECOND_MS = 1000

/**
 * Asks for a key that may do what this one may, for as long as this one would have lived. An imported key is replaced by an
 * issued one. A key without an end, or past it, gets the default of the project.
 */
export function replacementRequest({ kind, key }: LoadedKey, requestId: string, now: number): IssueApiKeyRequest {
  const { name, actor_id, scopes, metadata, rate_limit_policy, ip_restriction } = key
  const leftSeconds = key.expire_time === null ? 0 : Math.floor((Date.parse(key.expire_time) - now) / SECOND_MS)
  return {
    name,
    ...(actor_id === '' ? {} : { actor_id }),
    ...(leftSeconds > 0 ? { ttl: `${leftSeconds}s` } : {}),
    scopes,
    metadata,
    ...(rate_limit_policy === null ? {} : { rate_limit_policy }),
    ...(ip_restriction === null ? {} : { ip_restriction }),
    ...(kind === 'issued' ? { visibility: key.visibility } : {}),
    request_id: requestId,
  }
}
