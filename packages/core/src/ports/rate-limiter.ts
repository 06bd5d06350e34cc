import type { KeyId, ProjectId, RateLimitPolicy } from '../key/api-key.ts'
import type { Awaitable } from './awaitable.ts'

export interface RateLimitDecision {
  readonly allowed: boolean
  /** Requests of cost 1 that would be allowed right now. */
  readonly remaining: number
  /** Until the whole quota is available again, in milliseconds. */
  readonly resetAfterMs: number
  /** Until a request of this cost would be allowed, in milliseconds; 0 when it was allowed, `undefined` when never. */
  readonly retryAfterMs: number | undefined
}

/** GCRA, exact under concurrency across everything that shares the backend. Refused requests cost nothing. */
export interface RateLimiter {
  /** Resolves to `undefined` when the backend cannot answer: the verification then passes without figures. */
  consume(projectId: ProjectId, keyId: KeyId, policy: RateLimitPolicy, cost: number): Awaitable<RateLimitDecision | undefined>
}
