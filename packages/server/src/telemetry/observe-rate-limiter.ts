import { whenReady } from '@latchkey/core/ports/awaitable'
import type { RateLimitDecision, RateLimiter } from '@latchkey/core/ports/rate-limiter'
import type { LimitDecision, LimitScope, Observer } from './observer.ts'

/** The same limiter, whose decisions are counted under the name of those it is asked for. */
export const observeRateLimiter = (
  limiter: RateLimiter,
  scope: LimitScope,
  observer: Pick<Observer, 'rateLimit'>,
  unanswered: 'unavailable' | 'denied' = 'unavailable',
): RateLimiter => ({
  consume: (projectId, keyId, policy, cost) =>
    whenReady(limiter.consume(projectId, keyId, policy, cost), (decision) => {
      observer.rateLimit(scope, nameOf(decision, cost === 0 ? 'unavailable' : unanswered))
      return decision
    }),
})

function nameOf(decision: RateLimitDecision | undefined, unanswered: 'unavailable' | 'denied'): LimitDecision {
  if (decision === undefined) return unanswered
  return decision.allowed ? 'allowed' : 'refused'
}
