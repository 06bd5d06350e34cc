import type { EnforcedRateLimit } from '@latchkey/core/verify/verification-outcome'

/**
 * `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers) and `Retry-After` (RFC 9110 §10.2.3) as a flat
 * name-value list.
 */
export function rateLimitHeaders({ policy, decision }: EnforcedRateLimit): readonly string[] {
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
