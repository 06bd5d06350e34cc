import type { AccessPermission } from '@latchkey/core/access/access-permissions'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import { type Awaitable, whenReady } from '@latchkey/core/ports/awaitable'
import type { RateLimitDecision, RateLimiter } from '@latchkey/core/ports/rate-limiter'
import type { ApiBucket, ApiRateLimit, Project } from '@latchkey/core/project/project'

/** `x-ratelimit-limit`, `-remaining` and `-reset` (seconds until the whole quota is back). */
export type ApiRateLimitHeaders = Readonly<Record<string, string>>

/** The plan's limit for callers of this project is used up. */
export class ApiRateLimited extends DomainError {
  readonly headers: ApiRateLimitHeaders

  constructor(bucket: ApiBucket, headers: ApiRateLimitHeaders, retryAfterSeconds: number) {
    super('too_many_requests', {
      reason: `the plan's limit of ${bucket} requests is used up`,
      metadata: { bucket },
      retryAfterSeconds,
    })
    this.headers = headers
  }
}

/** Counts a request against its project's plan. Rejects with `ApiRateLimited`; `undefined` where the plan has no limit. */
export type ApiRateLimiter = (project: Project, bucket: ApiBucket) => Awaitable<ApiRateLimitHeaders | undefined>

/** Passes when the limiter cannot answer, like every limit of ours. */
export const makeApiRateLimiter =
  (limiter: RateLimiter): ApiRateLimiter =>
  ({ id, plan }, bucket) => {
    const limit = plan.apiRateLimits[bucket]
    if (limit === undefined) return undefined
    // A slot of its own, beside those of the project's keys.
    const decision = limiter.consume(`api:${id}` as ProjectId, bucket as string as KeyId, { ...limit, unit: 'requests' }, 1)
    return whenReady(decision, (known) => (known === undefined ? undefined : judge(known, limit, bucket)))
  }

function judge(decision: RateLimitDecision, limit: ApiRateLimit, bucket: ApiBucket): ApiRateLimitHeaders {
  const headers = {
    'x-ratelimit-limit': String(limit.quota),
    'x-ratelimit-remaining': String(decision.remaining),
    'x-ratelimit-reset': seconds(decision.resetAfterMs),
  }
  if (decision.allowed) return headers
  throw new ApiRateLimited(bucket, headers, Number(seconds(decision.retryAfterMs ?? limit.windowMs)))
}

const seconds = (ms: number): string => String(Math.ceil(ms / 1000))

/** What an operation counts as. */
export function bucketOf(permission: AccessPermission): ApiBucket {
  if (permission === 'keys:verify') return 'verify'
  return permission.endsWith(':read') ? 'read' : 'write'
}
