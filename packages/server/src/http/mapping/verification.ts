import type { VerificationErrorCode, VerifyApiKeyRequest, VerifyApiKeyResponse } from '@latchkey/contract/messages/verification'
import type { Instant } from '@latchkey/core/ports/clock'
import { CREDENTIAL_MAX_LENGTH } from '@latchkey/core/verify/prove-credential'
import type { VerificationFailure, VerificationOutcome, VerifiedCredential } from '@latchkey/core/verify/verification-outcome'
import type { VerificationRequest } from '@latchkey/core/verify/verification-request'
import { instantToWire } from './api-key.ts'
import { wireVisibilityOf } from './names.ts'
import { rateLimitToWire } from './policies.ts'

interface WireFailure {
  readonly code: VerificationErrorCode
  readonly message: string
}

/** One failure, two audiences: this is what callers may know. */
export const wireFailureOf = {
  not_found: { code: 'VERIFICATION_ERROR_NOT_FOUND', message: 'The API key was not found.' },
  expired: { code: 'VERIFICATION_ERROR_EXPIRED', message: 'The API key has expired.' },
  revoked: { code: 'VERIFICATION_ERROR_REVOKED', message: 'The API key has been revoked.' },
  signature_invalid: { code: 'VERIFICATION_ERROR_SIGNATURE_INVALID', message: 'Signature verification failed.' },
  invalid_format: {
    code: 'VERIFICATION_ERROR_INVALID_FORMAT',
    message: `A credential is required. It has between 1 and ${CREDENTIAL_MAX_LENGTH} characters.`,
  },
  ip_not_allowed: { code: 'VERIFICATION_ERROR_IP_NOT_ALLOWED', message: 'The request IP is not allowed for this API key.' },
  rate_limited: { code: 'VERIFICATION_ERROR_RATE_LIMITED', message: 'rate limit exceeded' },
  internal: { code: 'VERIFICATION_ERROR_INTERNAL', message: 'An internal server error occurred.' },
  suspended: { code: 'VERIFICATION_ERROR_SUSPENDED', message: 'The API key is suspended.' },
  insufficient_scope: {
    code: 'VERIFICATION_ERROR_INSUFFICIENT_SCOPE',
    message: 'The API key does not hold the required scopes.',
  },
} as const satisfies Record<VerificationFailure, WireFailure>

export const verificationRequestFromWire = (message: VerifyApiKeyRequest): VerificationRequest => ({
  credential: message.credential ?? '',
  requiredScopes: message.required_scopes ?? [],
  dryRun: message.dry_run ?? false,
  cost: message.cost ?? 1,
})

/** The answer to a verification; `now` dates the figures of an enforced limit. Every lasting member is always there. */
export function verificationToWire(outcome: VerificationOutcome, now: Instant): VerifyApiKeyResponse {
  const facts = outcome.valid ? factsOf(outcome.credential) : refusalOf(outcome.failure)
  if (outcome.rateLimit === undefined) return facts
  const { remaining, resetAfterMs } = outcome.rateLimit.decision
  return {
    ...facts,
    rate_limit_remaining: String(remaining),
    rate_limit_reset_time: new Date(now + resetAfterMs).toISOString(),
  }
}

const factsOf = (credential: VerifiedCredential): VerifyApiKeyResponse => ({
  is_valid: true,
  status: 'KEY_STATUS_ACTIVE',
  key_id: credential.keyId,
  actor_id: credential.actorId,
  scopes: [...credential.scopes],
  metadata: credential.metadata,
  expire_time: instantToWire(credential.expiresAt),
  visibility: wireVisibilityOf[credential.visibility],
  issuer: credential.issuer,
  rate_limit_policy: rateLimitToWire(credential.rateLimit),
})

/** Says nothing about the key: whoever presents a bad credential has not proved that they may know. */
const refusalOf = (failure: VerificationFailure): VerifyApiKeyResponse => ({
  is_valid: false,
  error_code: wireFailureOf[failure].code,
  error_message: wireFailureOf[failure].message,
  status: 'KEY_STATUS_UNSPECIFIED',
  key_id: '',
  actor_id: '',
  scopes: [],
  metadata: {},
  expire_time: null,
  visibility: 'KEY_VISIBILITY_UNSPECIFIED',
  issuer: '',
  rate_limit_policy: null,
})
