import type { KeyId, ProjectId, RateLimitPolicy } from '@latchkey/core/key/api-key'
import type { RateLimitDecision, RateLimiter } from '@latchkey/core/ports/rate-limiter'
import { rateLimitScript } from './rate-limit-script.ts'
import type { Redis } from './redis.ts'

export interface RedisRateLimiterOptions {
  readonly redis: Redis
  /** Keeps installations apart that share one Redis. */
  readonly namespace: string
  /** Tells milliseconds in place of Redis, whose clock is the one that all instances share. */
  readonly nowMs?: () => number
}

/**
 * Exact over all instances: one decision is one step of a script inside Redis, by the clock of Redis. All counters of a
 * project are on one server of a Cluster. Counters whose quota is whole again expire.
 */
export class RedisRateLimiter implements RateLimiter {
  readonly #redis: Redis
  readonly #namespace: string
  readonly #nowMs: (() => number) | undefined

  constructor({ redis, namespace, nowMs }: RedisRateLimiterOptions) {
    this.#redis = redis
    this.#namespace = namespace
    this.#nowMs = nowMs
  }

  async consume(
    projectId: ProjectId,
    keyId: KeyId,
    { quota, windowMs }: RateLimitPolicy,
    cost: number,
  ): Promise<RateLimitDecision | undefined> {
    const slot = `latchkey:${this.#namespace}:{${projectId}}:limit:${keyId}`
    const values = [String(quota), String(windowMs), String(cost)]
    if (this.#nowMs !== undefined) values.push(String(this.#nowMs()))
    try {
      return decisionOf(await this.#redis.runScript(rateLimitScript, [slot], values))
    } catch {
      return undefined
    }
  }
}

function decisionOf(reply: unknown): RateLimitDecision | undefined {
  if (!Array.isArray(reply)) return undefined
  const [allowed, remaining, resetAfterMs, retryAfterMs] = reply.map(Number)
  if (allowed === undefined || remaining === undefined || resetAfterMs === undefined || retryAfterMs === undefined)
    return undefined
  return { allowed: allowed === 1, remaining, resetAfterMs, retryAfterMs: retryAfterMs < 0 ? undefined : retryAfterMs }
}
