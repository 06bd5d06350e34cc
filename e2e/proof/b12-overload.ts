import { setTimeout as delay } from 'node:timers/promises'
import { atLeast, atMost, type Bar, exactly, type Figure, type Finding, judge, type Tier } from './bar.ts'
import { Api, expectStatus } from './support/api.ts'
import { ChildServer } from './support/child-server.ts'
import { generateLoad } from './support/generate-load.ts'
import { type LoadCount, type LoadCounts, type LoadKind, type PlainRequest, requestText } from './support/load-plan.ts'
import { ServerFigures } from './support/server-figures.ts'
import { times } from './support/with-server.ts'

/** Credentials in one batch: an operation of some milliseconds, so that a generator beside it can offer ten times more. */
const BATCH = 100
const OVERLOAD = 10
const SECONDS = { pr: 3, full: 120 } as const
const MEASURED_SECONDS = { pr: 1, full: 10 } as const
/** For code that has not run yet. */
const WARM_SECONDS = 0.5
/** An overload is told from a burst by its length, and what came meanwhile is answered first: the beginning is not counted. */
const SKIP_SECONDS = 1.5
/** Enough that a refusal never waits for a connection. */
const CONNECTIONS = 512
const REVOCATIONS_PER_SECOND = 10
const HEALTH_PER_SECOND = 10
const RECOVERY_MS = { pr: 2000, full: 5000 } as const
const MEMORY_MAX_MIB = 400
const FLAT_MIB = 40
/**
 * A short round shares two processors with its own generator and with other tests, so that one request in a hundred waits
 * for them and not for the server.
 */
const REFUSED_MS = { pr: 250, full: 50 } as const
const GOODPUT_PERCENT = 80
const LOOP_DELAY_MS = 200
const HEALTH_MS = 250
const REVOCATION_MS = 1000

interface Scene {
  readonly server: ChildServer
  readonly api: Api
  readonly secrets: readonly string[]
}

async function withScene<T>(environment: Readonly<Record<string, string>>, work: (scene: Scene) => Promise<T>): Promise<T> {
  const server = await ChildServer.prepare(undefined, { LATCHKEY_LOG_REQUESTS: 'none', ...environment })
  const api = new Api(server, 16)
  try {
    await server.start()
    const secrets: string[] = []
    await times(BATCH, async (index) => secrets.push((await api.import(`key-${index}`)).secret))
    return await work({ server, api, secrets })
  } finally {
    api.close()
    await server.remove()
  }
}

const kind = (
  { server }: Scene,
  name: string,
  perSecond: number,
  requests: readonly PlainRequest[],
  more: Partial<LoadKind> = {},
): LoadKind => ({ name, perSecond, requests: requests.map((request) => requestText(request, server.projectKey)), ...more })

const work = (scene: Scene, perSecond: number): LoadKind =>
  kind(scene, 'work', perSecond, [
    {
      method: 'POST',
      path: '/v2alpha1/admin/apiKeys:batchVerify',
      body: { requests: scene.secrets.map((credential) => ({ credential })) },
    },
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

interface Capacity {
  readonly perSecond: number
  /** Of the server's processor time. */
  readonly perCpuSecond: number
}

/** What one server can do when everybody waits for an answer before asking again. */
async function measureCapacity(scene: Scene, seconds: number): Promise<Capacity> {
  const plan = { port: scene.server.port, skipSeconds: 0, connections: 8, kinds: [work(scene, 0)] }
  await generateLoad({ ...plan, seconds: WARM_SECONDS })
  const figures = new ServerFigures(scene.server.operationsPort)
  const { work: counted } = await generateLoad({ ...plan, seconds })
  const { cpuSeconds } = await figures.stop()
  const count = counted?.accepted.count ?? 0
  return { perSecond: count / seconds, perCpuSecond: count / cpuSeconds }
}

async function offer(scene: Scene, { perSecond, seconds, skipSeconds = WARM_SECONDS, others = [] }: Offer): Promise<Counts> {
  const counts = await generateLoad({
    port: scene.server.port,
    seconds: seconds + skipSeconds,
    skipSeconds,
    connections: CONNECTIONS,
    kinds: [work(scene, perSecond), health(scene), ...others],
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
const strays = ({ statuses, unanswered }: LoadCount): number =>
  Object.entries(statuses).reduce((sum, [status, count]) => sum + (isSuccess(status) || status === '503' ? 0 : count), unanswered)

async function countValid({ api }: Scene, ended: readonly string[]): Promise<number> {
  let valid = 0
  for (const secret of ended) if (expectStatus(await api.verify(secret), 200).body.is_valid) valid += 1
  return valid
}

async function overload(tier: Tier, environment: Readonly<Record<string, string>> = {}): Promise<Finding> {
  return withScene(environment, async (scene) => {
    const seconds = SECONDS[tier]
    const capacity = await measureCapacity(scene, MEASURED_SECONDS[tier])
    const atCapacity = await offer(scene, { perSecond: capacity.perSecond, seconds: MEASURED_SECONDS[tier] })
    const { kind: ends, ended } = await revocations(scene, seconds + SKIP_SECONDS)
    const figures = new ServerFigures(scene.server.operationsPort)
    const over = await offer(scene, {
      perSecond: capacity.perSecond * OVERLOAD,
      seconds,
      skipSeconds: SKIP_SECONDS,
      others: [ends],
    })
    const seen = await figures.stop()
    await delay(RECOVERY_MS[tier] - WARM_SECONDS * 1000)
    const after = await offer(scene, { perSecond: capacity.perSecond / 2, seconds: MEASURED_SECONDS[tier] })
    const stillValid = await countValid(scene, ended)
    return judge({
      ...throughput({ tier, capacity, over, cpuSeconds: seen.cpuSeconds }),
      ...refusals(tier, over.work),
      p99AcceptedMs: atMost(over.work.accepted.p99, longestAccepted(atCapacity)),
      failedHealthChecks: exactly(failures(over.health), 0),
      p99HealthMs: atMost(over.health.accepted.p99, HEALTH_MS),
      ...endings(getCount(over.counts, 'revocations'), seconds),
      endedAndStillValid: exactly(stillValid, 0),
      memoryMaxMib: atMost(seen.memoryMaxMib, MEMORY_MAX_MIB),
      memoryGrowthInLastHalfMib: atMost(seen.memoryGrowthMib, FLAT_MIB),
      loopDelayP99Ms: atMost(seen.loopDelayP99Ms, LOOP_DELAY_MS),
      failuresAfterwards: exactly(failures(after.work), 0),
      p99AfterwardsMs: atMost(after.work.accepted.p99, longestAccepted(atCapacity)),
    })
  })
}

type Figures = Readonly<Record<string, Figure>>

/** Four times what it takes where just as much is offered as can be done. */
const longestAccepted = (atCapacity: Counts): number => Math.round(4 * atCapacity.work.accepted.p99)

interface Throughput {
  readonly tier: Tier
  readonly capacity: Capacity
  readonly over: Counts
  readonly cpuSeconds: number
}

/**
 * What is left of the capacity while ten times as much is offered. A short round looks at the server's processor time, because
 * what other tests leave it of the clock changes from second to second.
 */
function throughput({ tier, capacity, over, cpuSeconds }: Throughput): Figures {
  const { accepted, due } = over.work
  const seconds = SECONDS[tier]
  const ofClock = percent(accepted.count / seconds, capacity.perSecond)
  const ofCpu = percent((accepted.count * (seconds + SKIP_SECONDS)) / seconds / cpuSeconds, capacity.perCpuSecond)
  return {
    capacityPerSecond: atLeast(Math.round(capacity.perSecond), 1),
    offeredPerSecond: atLeast(Math.round(due / seconds), Math.floor(capacity.perSecond * OVERLOAD * 0.95)),
    goodputPercent: atLeast(ofClock, tier === 'full' ? GOODPUT_PERCENT : 1),
    goodputPercentOfCpu: atLeast(ofCpu, GOODPUT_PERCENT),
  }
}

const refusals = (tier: Tier, work: LoadCount): Figures => ({
  p50RefusedMs: atMost(work.refused.p50, REFUSED_MS.full),
  p99RefusedMs: atMost(work.refused.p99, REFUSED_MS[tier]),
  refusedWithoutRetryAfter: exactly(work.refusedWithoutRetryAfter, 0),
  strayAnswers: exactly(strays(work), 0),
})

const endings = (revocations: LoadCount, seconds: number): Figures => ({
  revocations: atLeast(revocations.accepted.count, seconds * REVOCATIONS_PER_SECOND - 1),
  failedRevocations: exactly(failures(revocations), 0),
  p99RevocationMs: atMost(revocations.accepted.p99, REVOCATION_MS),
})

const percent = (part: number, whole: number): number => Math.round((part / whole) * 100)

export const bar: Bar = {
  id: 'b12',
  title: 'at ten times what a server can do, it does what it can, refuses the rest at once and takes every revocation on',
  run: (tier) => overload(tier),
  controls: [
    {
      broken: 'everything that comes is taken on',
      run: (tier) => overload(tier, { LATCHKEY_SERVE_HTTP_ADMISSION_ENABLED: 'false' }),
    },
  ],
}
