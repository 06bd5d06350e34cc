import { whenReady } from '../ports/awaitable.ts'
import type { RateLimitDecision, RateLimiter } from '../ports/rate-limiter.ts'

/** How long whoever was refused without a count should wait. */
const RETRY_AFTER_MS = 1000

const refusal: RateLimitDecision = {
  allowed: false,
  remaining: 0,
  resetAfterMs: RETRY_AFTER_MS,
  retryAfterMs: RETRY_AFTER_MS,
}

/** The same limiter for those who would rather refuse a use than let one pass uncounted. */
export const refuseUnanswered = (limiter: RateLimiter): RateLimiter => ({
  consume: (projectId, keyId, policy, cost) =>
    whenReady(limiter.consume(projectId, keyId, policy, cost), (decision) =>
      // What costs nothing, such as a dry run, is never refused.
      decision === undefined && cost > 0 ? refusal : decision,
    ),
})
