import type { VerificationOutcome } from '@latchkey/core/verify/verification-outcome'

const NONE: readonly string[] = []

/**
 * `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers) and `Retry-After` (RFC 9110 §10.2.3) as a flat
 * name-value list; empty when no limit was enforced.
 */
export function rateLimitHeaders({ rateLimit }: VerificationOutcome): readonly string[] {
  if (rateLimit === undefined) return NONE
  const { policy, decision } = rateLimit
  const headers = [
    'RateLimit-Policy',
    `"default";q=${policy.quota};w=${Math.ceil(policy.windowMs / 1000)}`,
    'RateLimit',
    `"default";r=${decision.remaining}`,
  ]
  return decision.retryAfterMs === undefined || decision.retryAfterMs === 0
    ? headers
    : [...headers, 'Retry-After', String(Math.ceil(decision.retryAfterMs / 1000))]
}
