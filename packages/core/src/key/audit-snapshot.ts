import type { AuditEntry } from '../events/audit-event.ts'
import type { AuditEventName } from '../events/audit-event-names.ts'
import type { Instant } from '../ports/clock.ts'
import type { ApiKey } from './api-key.ts'
import type { Call } from './call.ts'
import { formatInstant } from './instant-text.ts'
import type { JsonObject } from './json.ts'
import { rateLimitAsJson } from './key-attributes.ts'

/** Everything stored about a key, under its wire names. A key record holds no secret, so neither does this. */
export const auditSnapshot = (apiKey: ApiKey): JsonObject => ({
  key_id: apiKey.id,
  name: apiKey.name,
  actor_id: apiKey.actorId,
  scopes: apiKey.scopes,
  metadata: apiKey.metadata,
  visibility: apiKey.visibility,
  rate_limit_policy: rateLimitAsJson(apiKey.rateLimit),
  allowed_cidrs: apiKey.allowedCidrs ?? [],
  create_time: formatInstant(apiKey.createdAt),
  update_time: formatInstant(apiKey.updatedAt),
  expire_time: optionalInstant(apiKey.expiresAt),
  suspend_time: optionalInstant(apiKey.suspendedAt),
  revoke_time: optionalInstant(apiKey.revocation?.at),
  revocation_reason: apiKey.revocation?.reason ?? null,
  revocation_description: apiKey.revocation?.description ?? null,
  version: apiKey.version,
  ...factsOfOrigin(apiKey),
})

const factsOfOrigin = (apiKey: ApiKey): JsonObject =>
  apiKey.origin === 'issued'
    ? {
        prefix: apiKey.prefix,
        hmac_secret_id: apiKey.hmacSecretId,
        supersedes: apiKey.supersedes ?? null,
        superseded_by: apiKey.supersededBy ?? null,
      }
    : { hash_algorithm: apiKey.hashAlgorithm }

const optionalInstant = (instant: Instant | undefined): string | null => (instant === undefined ? null : formatInstant(instant))

/** What happened to one key. `before` is absent at its creation, `after` at its deletion. */
export interface KeyEvent {
  /** Unique id of the entry; drawn before the change is decided, since deciding may happen more than once. */
  readonly id: string
  readonly at: Instant
  readonly event: AuditEventName
  readonly before?: ApiKey
  readonly after?: ApiKey
}

/** The audit entry of one change of one key. */
export function auditOf(call: Call, { id, at, event, before, after }: KeyEvent): AuditEntry {
  const apiKey = after ?? before
  if (apiKey === undefined) throw new TypeError('An audit entry needs the key before or after its change')
  return {
    id,
    at,
    event,
    caller: call.caller,
    targetKind: apiKey.origin === 'issued' ? 'issued_api_key' : 'imported_api_key',
    targetId: apiKey.id,
    ip: call.ip,
    requestId: call.requestId,
    before: before === undefined ? undefined : auditSnapshot(before),
    after: after === undefined ? undefined : auditSnapshot(after),
  }
}
