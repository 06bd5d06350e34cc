import { setTimeout as delay } from 'node:timers/promises'
import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { RateLimiter } from '@latchkey/core/ports/rate-limiter'
import { openRedis } from '@latchkey/server/adapters/redis/redis'
import { RedisRateLimiter } from '@latchkey/server/adapters/redis/redis-rate-limiter'
import { backend, openBackend } from '../../support/backend.ts'
import { movableClock } from '../../support/movable-clock.ts'
import { atLeast, atMost, combine, exactly, type Finding, judge, type Tier } from '../bar.ts'
import { expectStatus, type Reply } from './api.ts'
import { type Instances, withInstances } from './instances.ts'
import { times, together } from './with-server.ts'

/** Servers that count in one Redis. */
export const SHARING = 4
const QUOTA = 100
const CALLERS = 1000
const WINDOW_MS = 60_000
/** A shorter window of the same quota makes a shorter run of the same calls. */
const OVERLOADED_WINDOW_MS = { pr: 5000, full: WINDOW_MS } as const
const OVERLOAD = 5
const SKEW_MS = 10_000
const ISOLATED_KEYS = 10_000
const AT_ONCE = 500
/** Nothing comes back of a quota while a test looks at it. */
const longPolicy = { quota: QUOTA, window: '3600s' }

/** Puts another limiter in the place of the one in Redis, one for each server. */
export type LimiterOf = (index: number) => RateLimiter

/**
 * What is refused because Redis was late would be counted as accepted by a server that lets it pass: the deadline is as long
 * as may be, and the rest is refused.
 */
const optionsWith = (limiterOf: LimiterOf | undefined, skewMs: number) => (index: number) => {
  const clock = movableClock()
  if (index === SHARING - 1) clock.moveBy(skewMs)
  return {
    config: { rate_limit: { enabled: true, on_failure: 'deny' }, cache: { enabled: true, ttl: '60s', redis: { timeout: '1s' } } },
    overrides: { clock, ...(limiterOf === undefined ? {} : { rateLimiter: limiterOf(index) }) },
  }
}

const isAccepted = ({ status, body }: Reply): boolean => status === 200 && body.is_valid === true

/** A thousand callers, spread over all servers: the quota and what comes back meanwhile, and nothing else. */
async function atOnce({ at }: Instances): Promise<Finding> {
  const { secret } = await at(0).api.issue({ rate_limit_policy: { quota: QUOTA, window: `${WINDOW_MS / 1000}s` } })
  const startedAt = performance.now()
  const replies = await together(CALLERS, (caller) => at(caller).api.verify(secret))
  const regained = Math.floor(((performance.now() - startedAt) * QUOTA) / WINDOW_MS)
  const accepted = replies.filter(isAccepted).length
  return judge({
    answered: exactly(replies.filter(({ status }) => status === 200).length, CALLERS),
    acceptedAtLeast: atLeast(accepted, QUOTA),
    acceptedAtMost: atMost(accepted, QUOTA + regained),
  })
}

interface Call {
  readonly sentAt: number
  readonly answeredAt: number
  readonly accepted: boolean
}

/** Five times what the policy allows, evenly over two windows, each call to another server. */
async function overload({ at }: Instances, tier: Tier): Promise<Finding> {
  const windowMs = OVERLOADED_WINDOW_MS[tier]
  const { secret } = await at(0).api.issue({ rate_limit_policy: { quota: QUOTA, window: `${windowMs / 1000}s` } })
  const startedAt = performance.now()
  const calls = await together(2 * OVERLOAD * QUOTA, async (index): Promise<Call> => {
    const dueAt = startedAt + (index * windowMs) / (OVERLOAD * QUOTA)
    await delay(Math.max(0, dueAt - performance.now()))
    const sentAt = performance.now()
    const accepted = isAccepted(await at(index).api.verify(secret))
    return { sentAt, answeredAt: performance.now(), accepted }
  })
  return judgeOverload(calls, windowMs)
}

/**
 * Redis decides between the sending of a call and its answer. So by the time of any answer no more may have been accepted
 * than came in since the first call was sent, and in the end no less than came in between the first answer and the last call.
 */
function judgeOverload(calls: readonly Call[], windowMs: number): Finding {
  const allowedAfter = (elapsedMs: number): number => QUOTA + Math.floor((elapsedMs * QUOTA) / windowMs)
  const firstSentAt = Math.min(...calls.map(({ sentAt }) => sentAt))
  const accepted = calls.filter((call) => call.accepted).toSorted((one, other) => one.answeredAt - other.answeredAt)
  const aboveTheory = accepted.filter(({ answeredAt }, index) => index + 1 > allowedAfter(answeredAt - firstSentAt)).length
  const firstAnsweredAt = Math.min(...calls.map(({ answeredAt }) => answeredAt))
  const inTheory = allowedAfter(Math.max(...calls.map(({ sentAt }) => sentAt)) - firstAnsweredAt)
  return judge({
    calls: exactly(calls.length, 2 * OVERLOAD * QUOTA),
    accepted: atLeast(accepted.length, inTheory - 1),
    aboveTheory: exactly(aboveTheory, 0),
  })
}

/** What each kind of verification costs, asked of another server than the one that counted it. */
async function costs({ at }: Instances): Promise<Finding> {
  const { secret } = await at(0).api.issue({ rate_limit_policy: longPolicy })
  const remaining = async (): Promise<number> =>
    Number(expectStatus(await at(1).api.verify(secret, { dry_run: true }), 200).body.rate_limit_remaining)
  const costOf = async (act: () => Promise<unknown>): Promise<number> => {
    const before = await remaining()
    await act()
    return before - (await remaining())
  }
  const requests = Array.from({ length: 9 }, () => ({ credential: secret }))
  await times(2, async () => void (await at(2).api.verify(secret)))
  const forged = `${secret.slice(0, -1)}${secret.endsWith('2') ? '3' : '2'}`
  return judge({
    cacheHit: exactly(await costOf(() => at(2).api.verify(secret)), 1),
    cost7: exactly(await costOf(() => at(3).api.verify(secret, { cost: 7 })), 7),
    batchOf9: exactly(await costOf(() => at(0).api.admin('POST', '/apiKeys:batchVerify', { requests })), 9),
    dryRun: exactly(await costOf(() => at(2).api.verify(secret, { dry_run: true })), 0),
    forged: exactly(await costOf(() => at(3).api.verify(forged)), 0),
  })
}

/** The next call succeeds when `Retry-After` says so, on whichever server, and not a second before. */
async function retryAfter({ at }: Instances): Promise<Finding> {
  const { secret } = await at(0).api.issue({ rate_limit_policy: { quota: 1, window: '3s' } })
  await at(1).api.verify(secret)
  const seconds = Number((await at(2).api.verify(secret)).headers['retry-after'])
  await delay((seconds - 1) * 1000 - 200)
  const early = isAccepted(await at(3).api.verify(secret))
  await delay(1200)
  return judge({
    secondsTold: exactly(seconds, 3),
    acceptedOneSecondEarly: exactly(String(early), 'false'),
    acceptedOnTime: exactly(String(isAccepted(await at(0).api.verify(secret))), 'true'),
  })
}

/** Ten thousand keys, each used up beside all others: none is refused for another, none gains from another. */
async function isolation(): Promise<Finding> {
  const { LATCHKEY_CACHE_REDIS_ADDRS: address = '' } = await openBackend({ store: 'memory', cache: backend.cache })
  const [host = '', port = ''] = address.split(':')
  const redis = openRedis({ addresses: [{ host, port: Number(port) }], commandDeadlineMs: 1000 })
  await redis.whenUp(1000)
  const limiter = new RedisRateLimiter({ redis, namespace: 'isolation' })
  const policy = { quota: 3, windowMs: 3_600_000, unit: 'requests' }
  const acceptedRound = async (): Promise<number> => {
    let accepted = 0
    for (let from = 0; from < ISOLATED_KEYS; from += AT_ONCE) {
      const decisions = await together(AT_ONCE, (index) =>
        limiter.consume('proof' as ProjectId, `key-${from + index}` as KeyId, policy, 1),
      )
      accepted += decisions.filter((decision) => decision?.allowed === true).length
    }
    return accepted
  }
  try {
    const rounds = [await acceptedRound(), await acceptedRound(), await acceptedRound(), await acceptedRound()]
    return judge({ acceptedPerRound: exactly(rounds.join(' '), `${ISOLATED_KEYS} ${ISOLATED_KEYS} ${ISOLATED_KEYS} 0`) })
  } finally {
    await redis.close()
  }
}

export const sharedAtOnce = (limiterOf?: LimiterOf): Promise<Finding> =>
  withInstances(SHARING, optionsWith(limiterOf, 0), atOnce)

/** All that is promised of limits that several servers count together. */
export async function sharedLimits(tier: Tier): Promise<Finding> {
  const parts = await withInstances(SHARING, optionsWith(undefined, 0), async (instances) => ({
    atOnce: await atOnce(instances),
    overload: await overload(instances, tier),
    costs: await costs(instances),
    retryAfter: await retryAfter(instances),
  }))
  const skewed = await withInstances(SHARING, optionsWith(undefined, SKEW_MS), async (instances) => ({
    skewedAtOnce: await atOnce(instances),
    skewedOverload: await overload(instances, 'pr'),
  }))
  return combine({ ...parts, ...skewed, isolation: await isolation() })
}
