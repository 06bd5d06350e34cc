import type { ImportedApiKey } from '@latchkey/contract/messages/imported-keys'
import type { IssuedApiKey } from '@latchkey/contract/messages/issued-keys'
import { type ApiKey, type ImportedKey, type IssuedKey, statusAt } from '@latchkey/core/key/api-key'
import { formatInstant } from '@latchkey/core/key/instant-text'
import type { Instant } from '@latchkey/core/ports/clock'
import { wireReasonOf, wireStatusOf, wireVisibilityOf } from './names.ts'
import { ipRestrictionToWire, rateLimitToWire } from './policies.ts'

/** The record of an issued key as it stands at `now`. */
export const issuedApiKeyToWire = (apiKey: IssuedKey, now: Instant): IssuedApiKey => ({
  ...recordToWire(apiKey, now),
  supersedes: apiKey.supersedes ?? '',
  superseded_by: apiKey.supersededBy ?? '',
})

/** The record of an imported key as it stands at `now`. */
export const importedApiKeyToWire = (apiKey: ImportedKey, now: Instant): ImportedApiKey => recordToWire(apiKey, now)

/** Every member is always there, save the two of a revocation. */
const recordToWire = (apiKey: ApiKey, now: Instant): ImportedApiKey => ({
  key_id: apiKey.id,
  name: apiKey.name,
  actor_id: apiKey.actorId,
  scopes: [...apiKey.scopes],
  metadata: apiKey.metadata,
  status: wireStatusOf[statusAt(apiKey, now)],
  visibility: wireVisibilityOf[apiKey.visibility],
  create_time: formatInstant(apiKey.createdAt),
  update_time: formatInstant(apiKey.updatedAt),
  expire_time: instantToWire(apiKey.expiresAt),
  last_used_time: instantToWire(apiKey.lastUsedAt),
  last_used_ip: apiKey.lastUsedIp ?? '',
  rate_limit_policy: rateLimitToWire(apiKey.rateLimit),
  ip_restriction: ipRestrictionToWire(apiKey.allowedCidrs),
  ...revocationToWire(apiKey.revocation),
})

export const instantToWire = (instant: Instant | undefined): string | null =>
  instant === undefined ? null : formatInstant(instant)

/** Also there during a grace period, when the key is still active and its end is already decided. */
function revocationToWire(
  revocation: ApiKey['revocation'],
): Pick<ImportedApiKey, 'revocation_reason' | 'revocation_description'> {
  if (revocation === undefined) return {}
  const revocation_reason = wireReasonOf[revocation.reason]
  return revocation.description === undefined
    ? { revocation_reason }
    : { revocation_reason, revocation_description: revocation.description }
}
