import type { KeyVisibility, RateLimitPolicy } from '../key/api-key.ts'
import type { JsonObject } from '../key/json.ts'
import type { Instant } from '../ports/clock.ts'
import type { RateLimitDecision } from '../ports/rate-limiter.ts'

/** Why a credential is not good now. Precise inside; the wire is deliberately vaguer. */
export type VerificationFailure =
  | 'invalid_format'
  | 'not_found'
  | 'revoked'
  | 'expired'
  | 'suspended'
  | 'signature_invalid'
  | 'ip_not_allowed'
  | 'insufficient_scope'
  | 'rate_limited'
  | 'internal'

/** What a good credential stands for. */
export interface VerifiedCredential {
  readonly kind: 'issued_key' | 'imported_key' | 'jwt' | 'macaroon'
  /** The key, or the parent key of a derived token. */
  readonly keyId: string
  readonly actorId: string
  readonly scopes: readonly string[]
  readonly metadata: JsonObject
  readonly visibility: KeyVisibility
  readonly expiresAt: Instant | undefined
  readonly issuer: string
  readonly rateLimit: RateLimitPolicy | undefined
}

export type CacheStatus = 'HIT' | 'MISS' | 'SKIP'

/** A limit that was applied to this use. */
export interface EnforcedRateLimit {
  readonly policy: RateLimitPolicy
  readonly decision: RateLimitDecision
}

/** The answer to "is this credential good now?". A store that is down is not an outcome: it rejects. */
export type VerificationOutcome =
  | {
      readonly valid: true
      readonly credential: VerifiedCredential
      /** Only when the project enforces limits, the key has one and the limiter could answer. */
      readonly rateLimit: EnforcedRateLimit | undefined
      readonly cache: CacheStatus
    }
  | {
      readonly valid: false
      readonly failure: VerificationFailure
      readonly rateLimit: EnforcedRateLimit | undefined
      readonly cache: CacheStatus
    }
