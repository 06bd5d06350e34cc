import { setTimeout as delay } from 'node:timers/promises'
import { atLeast, atMost, type Bar, exactly, type Figure, type Finding, judge, type Tier, within } from './bar.ts'
import { Api, expectStatus } from './support/api.ts'
import { ChildServer } from './support/child-server.ts'
import { openDurableBackend } from './support/durable-backend.ts'
import { generateLoad } from './support/generate-load.ts'
import { isOnNetwork } from './support/instances.ts'
import { type LoadCount, type LoadCounts, type LoadKind, type PlainRequest, requestText } from './support/load-plan.ts'
import { none } from './support/none.ts'
import { ServerFigures } from './support/server-figures.ts'
import { times } from './support/with-server.ts'

/**
 * Keys on a page: a read of a few milliseconds. A server that goes on doing four fifths of what it can has the last fifth of
 * its time for nine refusals to each of these reads, beside a generator on the same processors.
 */
const PAGE = 1000
const OVERLOAD = 10
const SECONDS = { pr: 3, full: 120 } as const
const MEASURED_SECONDS = { pr: 1, full: 10 } as const
/** For code that has not run yet. */
const WARM_SECONDS = 0.5
/** An overload is told from a burst by its length, and what came meanwhile is answered first: the beginning is not counted. */
const SKIP_SECONDS = 2.5
/** More than are ever under way: a refusal never waits for a connection. */
const CONNECTIONS = 640
const REVOCATIONS_PER_SECOND = 10
const HEALTH_PER_SECOND = 10
const VERIFICATIONS_PER_SECOND = 20
const RECOVERY_MS = { pr: 2000, full: 5000 } as const
const MEMORY_MAX_MIB = 400
/** As the page about overload says; without it a process takes as much as it finds. */
const HEAP = '--max-old-space-size=192'
const FLAT_MIB = 40
/**
 * A short round shares two processors with its own generator and with other tests: what they leave the server changes from
 * second to second, and one request in a hundred waits for them and not for it. A database beside them does the same to a
 * long one.
 */
const REFUSED_MS = { pr: 1000, full: isOnNetwork ? 100 : 50 } as const
/** Of every second one, whatever else has the processors. */
const MEDIAN_REFUSED_MS = 50
const ACCEPTED_MS = { pr: 1000, full: 0 } as const
const GOODPUT_PERCENT = { pr: 50, full: 80 } as const
const LOOP_DELAY_MS = 200
const HEALTH_MS = 250
/** Of one client's few, while another asks ten times too much of something else. */
const VERIFICATIONS_TAKEN_ON_PERCENT = 50
const REVOCATION_MS = 1000

interface Scene {
  readonly server: ChildServer
  readonly api: Api
}

async function withScene<T>(environment: Readonly<Record<string, string>>, work: (scene: Scene) => Promise<T>): Promise<T> {
  const backend = await openDurableBackend()
  const server = await ChildServer.prepare(undefined, {
    LATCHKEY_LOG_REQUESTS: 'none',
    NODE_OPTIONS: HEAP,
    ...backend.settings,
    ...environment,
  })
  const api = new Api(server, 16)
  try {
    await server.start()
    await importKeys(api, PAGE)
    return await work({ server, api })
  } finally {
    api.close()
    await server.remove()
    await backend.stop()
  }
}

async function importKeys(api: Api, count: number): Promise<void> {
  await times(Math.ceil(count / 100), async (batch) => {
    const requests = Array.from({ length: 100 }, (_, index) => ({
      raw_key: `key-${batch}-${index}`,
      name: 'work',
      actor_id: 'proof',
    }))
    expectStatus(await api.admin('POST', '/importedApiKeys:batchCreate', { requests }), 200)
  })
}

const kind = (
  { server }: Scene,
  name: string,
  perSecond: number,
  requests: readonly PlainRequest[],
  more: Partial<LoadKind> = {},
): LoadKind => ({ name, perSecond, requests: requests.map((request) => requestText(request, server.projectKey)), ...more })

const work = (scene: Scene, perSecond: number): LoadKind =>
  kind(scene, 'work', perSecond, [{ method: 'GET', path: `/v2alpha1/admin/importedApiKeys?page_size=${PAGE}` }])

/** A page of keys is administration, which makes room for this. */
const verifications = (scene: Scene): LoadKind =>
  kind(scene, 'verifications', VERIFICATIONS_PER_SECOND, [
    { method: 'POST', path: '/v2alpha1/admin/apiKeys:verify', body: { credential: 'key-0-0' } },
  ])

const health = (scene: Scene): LoadKind =>
  kind(scene, 'health', HEALTH_PER_SECOND, [
    { method: 'GET', path: '/health/alive' },
    { method: 'GET', path: '/health/ready' },
  ])

/** Every way to end a key, each of a key of its own. */
async function revocations(
  scene: Scene,
  seconds: number,
): Promise<{ readonly kind: LoadKind; readonly ended: readonly string[] }> {
  const { api } = scene
  const requests: PlainRequest[] = []
  const ended: string[] = []
  await times(Math.ceil(seconds * REVOCATIONS_PER_SECOND), async (index) => {
    const imported = index % 5 === 4
    const key = imported ? await api.import(`ended-in-overload-${index}`) : await api.issue()
    requests.push(endingOf(index % 5, key.keyId))
    ended.push(key.secret)
  })
  return { kind: kind(scene, 'revocations', REVOCATIONS_PER_SECOND, requests, { once: true }), ended }
}

function endingOf(way: number, keyId: string): PlainRequest {
  const admin = '/v2alpha1/admin'
  const body = { reason: 'REVOCATION_REASON_KEY_COMPROMISE' }
  if (way === 0) return { method: 'POST', path: `${admin}/issuedApiKeys/${keyId}:revoke`, body }
  if (way === 1) return { method: 'POST', path: `${admin}/apiKeys/${keyId}:revoke`, body }
  if (way === 2) return { method: 'POST', path: `${admin}/issuedApiKeys/${keyId}:suspend`, body: {} }
  if (way === 3) return { method: 'POST', path: `${admin}/issuedApiKeys/${keyId}:rotate`, body: {} }
  return { method: 'DELETE', path: `${admin}/importedApiKeys/${keyId}` }
}

/**
 * What one server can do when everybody waits for an answer before asking again, in operations a second, beside everything
 * else that it is asked for during the overload.
 */
async function measureCapacity(scene: Scene, seconds: number): Promise<number> {
  const plan = { port: scene.server.port, skipSeconds: 0, connections: 8 }
  const closedLoop = { ...plan, kinds: [work(scene, 0)] }
  await generateLoad({ ...closedLoop, seconds: WARM_SECONDS })
  const { kind: ends } = await revocations(scene, seconds)
  const [{ work: counted }] = await Promise.all([
    generateLoad({ ...closedLoop, seconds }),
    generateLoad({ ...plan, seconds, kinds: [verifications(scene), health(scene), ends] }),
  ])
  return (counted?.accepted.count ?? 0) / seconds
}

async function offer(scene: Scene, { perSecond, seconds, skipSeconds = WARM_SECONDS, others = [] }: Offer): Promise<Counts> {
  const counts = await generateLoad({
    port: scene.server.port,
    seconds: seconds + skipSeconds,
    skipSeconds,
    connections: CONNECTIONS,
    kinds: [work(scene, perSecond), verifications(scene), health(scene), ...others],
  })
  return { work: getCount(counts, 'work'), health: getCount(counts, 'health'), counts }
}

interface Offer {
  readonly perSecond: number
  readonly seconds: number
  readonly skipSeconds?: number
  readonly others?: readonly LoadKind[]
}

interface Counts {
  readonly work: LoadCount
  readonly health: LoadCount
  readonly counts: LoadCounts
}

function getCount(counts: LoadCounts, name: string): LoadCount {
  const count = counts[name]
  if (count === undefined) throw new Error(`nothing was counted of ${name}`)
  return count
}

const isSuccess = (status: string): boolean => status.startsWith('2')
const failures = ({ statuses, unanswered }: LoadCount): number =>
  Object.entries(statuses).reduce((sum, [status, count]) => sum + (isSuccess(status) ? 0 : count), unanswered)

/** Answers that are neither what was asked for nor a refusal. */
const strays = ({ statuses, unanswered }: LoadCount): readonly string[] => [
  ...Object.entries(statuses).flatMap(([status, count]) =>
    isSuccess(status) || status === '503' ? [] : [`${count} with ${status}`],
  ),
  ...(unanswered === 0 ? [] : [`${unanswered} unanswered`]),
]

/** Asks again while the server has too much to do. */
async function persist<T>(ask: () => Promise<T>): Promise<T> {
  for (let left = 10; ; left--) {
    try {
      return await ask()
    } catch (error) {
      if (left === 0) throw error
      await delay(200)
    }
  }
}

async function countValid({ api }: Scene, ended: readonly string[]): Promise<number> {
  let valid = 0
  for (const secret of ended) if (await persist(() => api.isValid(secret))) valid += 1
  return valid
}

/** Which the servers of other proofs do without. */
const TAKING_ON_WITH_CARE = { LATCHKEY_SERVE_HTTP_ADMISSION_ENABLED: 'true' }

async function overload(tier: Tier, environment: Readonly<Record<string, string>> = TAKING_ON_WITH_CARE): Promise<Finding> {
  return withScene(environment, async (scene) => {
    const seconds = SECONDS[tier]
    const capacity = await measureCapacity(scene, MEASURED_SECONDS[tier])
    const atCapacity = await offer(scene, { perSecond: capacity, seconds: MEASURED_SECONDS[tier] })
    const { kind: ends, ended } = await revocations(scene, seconds + SKIP_SECONDS)
    const figures = new ServerFigures(scene.server.operationsPort)
    const over = await offer(scene, {
      perSecond: capacity * OVERLOAD,
      seconds,
      skipSeconds: SKIP_SECONDS,
      others: [ends],
    })
    const seen = await figures.stop()
    await delay(RECOVERY_MS[tier] - WARM_SECONDS * 1000)
    const after = await offer(scene, { perSecond: capacity / 2, seconds: MEASURED_SECONDS[tier] })
    const stillValid = await countValid(scene, ended)
    return judge({
      ...throughput(tier, capacity, over.work),
      ...refusals(tier, over.work),
      p99AcceptedMs: within(over.work.accepted.p99, longestAccepted(tier, atCapacity)),
      verificationsTakenOnPercent: atLeast(
        takenOnPercent(getCount(over.counts, 'verifications')),
        VERIFICATIONS_TAKEN_ON_PERCENT,
      ),
      failedHealthChecks: exactly(failures(over.health), 0),
      p99HealthMs: within(over.health.accepted.p99, HEALTH_MS),
      ...endings(getCount(over.counts, 'revocations'), seconds),
      endedAndStillValid: exactly(stillValid, 0),
      memoryMaxMib: atMost(seen.memoryMaxMib, MEMORY_MAX_MIB),
      memoryGrowthInLastHalfMib: atMost(seen.memoryGrowthMib, FLAT_MIB),
      loopDelayP99Ms: within(seen.loopDelayP99Ms, LOOP_DELAY_MS),
      failuresAfterwards: exactly(failures(after.work), 0),
      p99AfterwardsMs: within(after.work.accepted.p99, longestAccepted(tier, atCapacity)),
    })
  })
}

type Figures = Readonly<Record<string, Figure>>

/** Four times what it takes where just as much is offered as can be done. */
const longestAccepted = (tier: Tier, atCapacity: Counts): number =>
  Math.max(ACCEPTED_MS[tier], Math.round(4 * atCapacity.work.accepted.p99))

/** What is left of the capacity while ten times as much is offered. */
const throughput = (tier: Tier, capacity: number, { accepted, due }: LoadCount): Figures => ({
  capacityPerSecond: atLeast(Math.round(capacity), 1),
  offeredPerSecond: atLeast(Math.round(due / SECONDS[tier]), Math.floor(capacity * OVERLOAD * 0.95)),
  goodputPercent: atLeast(percent(accepted.count / SECONDS[tier], capacity), GOODPUT_PERCENT[tier]),
})

const refusals = (tier: Tier, work: LoadCount): Figures => ({
  p50RefusedMs: within(work.refused.p50, MEDIAN_REFUSED_MS),
  p99RefusedMs: within(work.refused.p99, REFUSED_MS[tier]),
  refusedWithoutRetryAfter: exactly(work.refusedWithoutRetryAfter, 0),
  strayAnswers: none(strays(work)),
})

const endings = (revocations: LoadCount, seconds: number): Figures => ({
  revocations: atLeast(revocations.accepted.count, seconds * REVOCATIONS_PER_SECOND - 1),
  failedRevocations: exactly(failures(revocations), 0),
  p99RevocationMs: atMost(revocations.accepted.p99, REVOCATION_MS),
})

const takenOnPercent = ({ due, accepted }: LoadCount): number => percent(accepted.count, due)
const percent = (part: number, whole: number): number => Math.round((part / whole) * 100)

export const bar: Bar = {
  id: 'b12',
  inTests: 'nothing',
  instances: 1,
  title: 'at ten times what a server can do, it does what it can, refuses the rest at once and takes every revocation on',
  run: (tier) => overload(tier),
  controls: [
    {
      broken: 'everything that comes is taken on',
      run: (tier) => overload(tier, { LATCHKEY_SERVE_HTTP_ADMISSION_ENABLED: 'false' }),
    },
  ],
}
