import { DomainError } from '@latchkey/core/errors/domain-error'
import type { KeyId, ProjectId, RateLimitPolicy } from '@latchkey/core/key/api-key'
import type { RateLimiter } from '@latchkey/core/ports/rate-limiter'

/** What one address may ask of the public surface: enough for anyone's own keys, too little to guess at others'. */
const PUBLIC_POLICY: RateLimitPolicy = { quota: 60, windowMs: 60_000, unit: 'requests' }

/** Callers whose address is unknown share one allowance. */
const UNKNOWN_ADDRESS = 'unknown'

/** Slows anonymous callers down by address. Rejects with `too_many_requests`; passes when the limiter cannot answer. */
export const makeThrottle =
  (limiter: RateLimiter) =>
  async (clientIp: string | undefined): Promise<void> => {
    const subject = (clientIp ?? UNKNOWN_ADDRESS) as KeyId // a slot of its own, beside those of keys
    const decision = await limiter.consume('public-surface' as ProjectId, subject, PUBLIC_POLICY, 1)
    if (decision?.allowed !== false) return
    throw new DomainError('too_many_requests', {
      retryAfterSeconds: Math.ceil((decision.retryAfterMs ?? PUBLIC_POLICY.windowMs) / 1000),
    })
  }
