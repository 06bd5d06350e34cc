import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { RateLimiter } from '@latchkey/core/ports/rate-limiter'
import { FakeClock } from '@latchkey/testkit/fake-clock'
import { exactLimiter, FixedWindowLimiter, ReadThenWriteLimiter } from '@latchkey/testkit/fault/broken-ports'
import { backend } from '../support/backend.ts'
import { atLeast, atMost, type Bar, combine, type Control, exactly, type Finding, judge } from './bar.ts'
import { type Api, expectStatus, type Reply } from './support/api.ts'
import { processClock } from './support/process-clock.ts'
import { SHARING, sharedAtOnce, sharedLimits } from './support/shared-limits.ts'
import { times, together, withServer } from './support/with-server.ts'

const QUOTA = 100
const WINDOW_MS = 60_000
const CALLERS = 1000
const ISOLATED_KEYS = 10_000
const policy = { quota: QUOTA, window: `${WINDOW_MS / 1000}s` }

/** The server under test: limits enforced and the cache on, with a limiter of our choice. */
const limited = <R>(act: (api: Api) => Promise<R>, clock: FakeClock | typeof processClock, limiter?: RateLimiter): Promise<R> =>
  withServer(
    {
      config: { rate_limit: { enabled: true }, cache: { enabled: true, ttl: '60s' } },
      overrides: { clock, ...(limiter === undefined ? {} : { rateLimiter: limiter }) },
    },
    ({ api }) => act(api),
  )

const isAccepted = ({ status, body }: Reply): boolean => status === 200 && body.is_valid === true
const acceptedOf = (replies: readonly Reply[]): number => replies.filter(isAccepted).length

/** Time runs: what comes back while the calls last is allowed for, and nothing else. */
const atOnce = (limiter?: RateLimiter): Promise<Finding> =>
  limited(
    async (api) => {
      const { secret } = await api.issue({ rate_limit_policy: policy })
      const startedAt = performance.now()
      const accepted = acceptedOf(await together(CALLERS, () => api.verify(secret)))
      const regained = Math.floor(((performance.now() - startedAt) * QUOTA) / WINDOW_MS)
      return judge({ acceptedAtLeast: atLeast(accepted, QUOTA), acceptedAtMost: atMost(accepted, QUOTA + regained) })
    },
    processClock,
    limiter,
  )

const whileTimeStandsStill = async (api: Api): Promise<Finding> => {
  const { secret } = await api.issue({ rate_limit_policy: policy })
  return judge({ accepted: exactly(acceptedOf(await together(CALLERS, () => api.verify(secret))), QUOTA) })
}

/** Five times what the policy allows, evenly over two windows after a full start. */
async function overload(api: Api, clock: FakeClock): Promise<Finding> {
  const { secret } = await api.issue({ rate_limit_policy: policy })
  const calls = 10 * QUOTA
  let accepted = 0
  let aboveTheory = 0
  await times(calls, async (index) => {
    if (isAccepted(await api.verify(secret))) accepted++
    const allowedByNow = QUOTA + Math.floor((((index * 2 * WINDOW_MS) / calls) * QUOTA) / WINDOW_MS)
    if (accepted > allowedByNow) aboveTheory++
    clock.advance((2 * WINDOW_MS) / calls)
  })
  const inTheory = QUOTA + Math.floor((((calls - 1) / calls) * 2 * WINDOW_MS * QUOTA) / WINDOW_MS)
  return judge({ shortOfTheory: atMost(inTheory - accepted, 1), aboveTheory: exactly(aboveTheory, 0) })
}

const remaining = async (api: Api, secret: string): Promise<number> => {
  const { body } = expectStatus(await api.verify(secret, { dry_run: true }), 200)
  return Number(body.rate_limit_remaining)
}

/** What each kind of verification costs, read off a clock that stands still. */
async function costs(api: Api): Promise<Finding> {
  const { keyId, secret } = await api.issue({ rate_limit_policy: policy })
  const costOf = async (act: () => Promise<unknown>): Promise<number> => {
    const before = await remaining(api, secret)
    await act()
    return before - (await remaining(api, secret))
  }
  const verifyBatch = (size: number) =>
    api.admin('POST', '/apiKeys:batchVerify', { requests: Array.from({ length: size }, () => ({ credential: secret })) })
  const whileSuspended = async (): Promise<void> => {
    expectStatus(await api.admin('POST', `/issuedApiKeys/${keyId}:suspend`), 200)
    await together(5, () => api.verify(secret))
    expectStatus(await api.admin('POST', `/issuedApiKeys/${keyId}:resume`), 200)
  }
  await api.verify(secret)
  const cached = await api.verify(secret)
  return judge({
    cacheStatus: exactly(String(cached.headers['ory-talos-cache']), 'HIT'),
    cacheHit: exactly(await costOf(() => api.verify(secret)), 1),
    cacheSkipped: exactly(await costOf(() => api.verify(secret, {}, { 'cache-control': 'no-cache' })), 1),
    cost7: exactly(await costOf(() => api.verify(secret, { cost: 7 })), 7),
    batchOf9: exactly(await costOf(() => verifyBatch(9)), 9),
    dryRun: exactly(await costOf(() => api.verify(secret, { dry_run: true })), 0),
    missingScope: exactly(await costOf(() => api.verify(secret, { required_scopes: ['none:such'] })), 0),
    forged: exactly(await costOf(() => api.verify(`${secret.slice(0, -1)}${secret.endsWith('2') ? '3' : '2'}`)), 0),
    suspended: exactly(await costOf(whileSuspended), 0),
    refusedForCost: exactly(await costOf(() => api.verify(secret, { cost: QUOTA })), 0),
  })
}

/** The next call succeeds when `Retry-After` says so, and not a second before. */
async function retryAfter(api: Api, clock: FakeClock): Promise<Finding> {
  const tooEarly: boolean[] = []
  const onTime: boolean[] = []
  const told: number[] = []
  for (const [quota, cost] of [
    [1, 1],
    [10, 1],
    [10, 5],
  ] as const) {
    const { secret } = await api.issue({ rate_limit_policy: { quota, window: '60s' } })
    await together(quota, () => api.verify(secret))
    const seconds = Number((await api.verify(secret, { cost })).headers['retry-after'])
    told.push(seconds)
    clock.advance((seconds - 1) * 1000)
    tooEarly.push(isAccepted(await api.verify(secret, { cost })))
    clock.advance(1000)
    onTime.push(isAccepted(await api.verify(secret, { cost })))
  }
  return judge({
    secondsTold: exactly(told.join(' '), '60 6 30'),
    acceptedOneSecondEarly: exactly(tooEarly.filter(Boolean).length, 0),
    acceptedOnTime: exactly(onTime.filter(Boolean).length, 3),
  })
}

/** Ten thousand keys, each used up beside all others: none is refused for another, none gains from another. */
async function isolation(limiter: RateLimiter): Promise<Finding> {
  const threePerMinute = { quota: 3, windowMs: WINDOW_MS, unit: 'requests' }
  const keys = Array.from({ length: ISOLATED_KEYS }, (_, index) => `key-${index}` as KeyId)
  const acceptedRound = async (): Promise<number> => {
    let accepted = 0
    for (const key of keys) accepted += Number((await limiter.consume('proof' as ProjectId, key, threePerMinute, 1))?.allowed)
    return accepted
  }
  const rounds = [await acceptedRound(), await acceptedRound(), await acceptedRound(), await acceptedRound()]
  return judge({ acceptedPerRound: exactly(rounds.join(' '), `${ISOLATED_KEYS} ${ISOLATED_KEYS} ${ISOLATED_KEYS} 0`) })
}

async function all(limiterOn?: (clock: FakeClock | typeof processClock) => RateLimiter): Promise<Finding> {
  const clock = new FakeClock()
  const onFakeTime = await limited(
    async (api) => ({
      whileTimeStandsStill: await whileTimeStandsStill(api),
      overload: await overload(api, clock),
      costs: await costs(api),
      retryAfter: await retryAfter(api, clock),
    }),
    clock,
    limiterOn?.(clock),
  )
  return combine({
    atOnce: await atOnce(limiterOn?.(processClock)),
    ...onFakeTime,
    isolation: await isolation(limiterOn?.(new FakeClock()) ?? exactLimiter(new FakeClock())),
  })
}

/** Only Redis counts what several servers see. */
const isShared = backend.cache === 'redis'

const sharedControls: readonly Control[] = [
  {
    broken: 'each server counts by itself',
    run: () => sharedAtOnce(() => exactLimiter(processClock)),
  },
]

const localControls: readonly Control[] = [
  { broken: 'the limiter counts in fixed windows', run: () => all((clock) => new FixedWindowLimiter({ clock })) },
  { broken: 'the limiter reads and writes in two steps', run: () => atOnce(new ReadThenWriteLimiter()) },
]

export const bar: Bar = {
  id: 'b21',
  title: 'rate limits are exact, on one server and on several that count in one Redis',
  instances: isShared ? SHARING : 1,
  run: (tier) => (isShared ? sharedLimits(tier) : all()),
  controls: isShared ? sharedControls : localControls,
}
