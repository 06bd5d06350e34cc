import type { DerivedTokenClaims } from '../derive/derived-token-claims.ts'
import { type ApiKey, statusAt } from '../key/api-key.ts'
import type { Instant } from '../ports/clock.ts'
import { mayUseFrom } from './ip-restriction.ts'
import { coversScopes } from './scopes.ts'
import type { VerificationFailure } from './verification-outcome.ts'

/** What a use of a key or token asks for beyond its mere existence. */
export interface Use {
  readonly clientIp: string | undefined
  readonly requiredScopes: readonly string[]
}

/** Why this key may not be used so now; `undefined` when it may. Rate limits come after this. */
export function refusalOfKey(key: ApiKey, use: Use, now: Instant): VerificationFailure | undefined {
  const status = statusAt(key, now)
  if (status === 'revoked' || status === 'expired') return status
  if (!mayUseFrom(key.allowedCidrs, use.clientIp)) return 'ip_not_allowed'
  if (status === 'suspended') return 'suspended'
  return coversScopes(key.scopes, use.requiredScopes) ? undefined : 'insufficient_scope'
}

/** A derived token carries its own scopes and address ranges, sealed in when it was derived. */
export function refusalOfToken(claims: DerivedTokenClaims, use: Use): VerificationFailure | undefined {
  if (!mayUseFrom(claims.acl, use.clientIp)) return 'ip_not_allowed'
  return coversScopes(claims.scp, use.requiredScopes) ? undefined : 'insufficient_scope'
}
