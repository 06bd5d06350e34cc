import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { atLeast, type Bar, combine, exactly, type Finding, judge, type Tier } from './bar.ts'
import { Api, type Issued } from './support/api.ts'
import type { ChildServer, Command } from './support/child-server.ts'
import { CHECK_EVERY_MS, type Fleet, MIGRATING, type StoreEnvironment, startFleet } from './support/fleet.ts'
import { startLoad } from './support/generate-load.ts'
import { type LoadCount, type LoadCounts, type LoadKind, type PlainRequest, requestText } from './support/load-plan.ts'
import { none } from './support/none.ts'
import { openStores } from './support/shared-stores.ts'
import { times } from './support/with-server.ts'

interface Size {
  /** In each of them every server is restarted once. */
  readonly rounds: number
  readonly perSecond: number
  readonly requests: number
  /** A restart takes as long as a machine takes; the load goes on until the last is over. */
  readonly loadSeconds: number
}
const SIZES = {
  pr: { rounds: 1, perSecond: 200, requests: 1000, loadSeconds: 30 },
  full: { rounds: 10, perSecond: 500, requests: 100_000, loadSeconds: 260 },
} as const satisfies Readonly<Record<Tier, Size>>
/** A request takes a millisecond or two: only under some load, and a few times, does a server that ends at once break one off. */
const CONTROL = { rounds: 3, perSecond: 800, requests: 1000, loadSeconds: 60 } as const

const REVOCATIONS_PER_SECOND = 5
const CONNECTIONS = 32
/** As the guide has it: what the balancer needs to notice, and some more. */
const ANNOUNCE_MS = 4 * CHECK_EVERY_MS
/** Two checks of the balancer until it uses a server again. */
const RISE_MS = 4 * CHECK_EVERY_MS
const SEEN_BY_ALL_MS = 5000
const POLL_MS = 20

const ABRUPT_SERVER = fileURLToPath(new URL('support/abrupt-server.ts', import.meta.url))
const NEWER_SERVER = fileURLToPath(new URL('support/newer-server.ts', import.meta.url))

/** What a server is in a round: from the first restart on there are always both, and the schema is that of the newer. */
const mixed = (round: number, index: number): Command => ((round + index) % 2 === 0 ? [NEWER_SERVER] : MIGRATING)

/** What was issued and ended by one server, and what each of the others said of it. */
interface Disagreement {
  readonly text: string
}

async function roll(environment: StoreEnvironment, size: Size, next: typeof mixed = mixed): Promise<Finding> {
  const fleet = await startFleet({ ...fleetEnvironment, ...environment })
  try {
    const { kinds, ended } = await loadOf(fleet, size.perSecond, size.loadSeconds)
    const { counts, stop } = await startLoad({
      port: fleet.adminPort,
      seconds: size.loadSeconds,
      skipSeconds: 0,
      connections: CONNECTIONS,
      kinds,
    })
    const disagreements: Disagreement[] = []
    let restarts = 0
    const enoughAt = performance.now() + (size.requests / size.perSecond) * 1000
    for (let round = 0; round < size.rounds || performance.now() < enoughAt; round++) {
      for (const [index, server] of fleet.servers.entries()) {
        server.become(next(round, index))
        await restart(server)
        restarts += 1
        disagreements.push(...(await compareAll(fleet, server)))
        await delay(RISE_MS)
      }
    }
    stop()
    const counted = await counts
    const revived = await countRevived(fleet, ended.slice(0, counted['revoke']?.accepted.count ?? 0))
    return judgeRoll(size, { restarts, disagreements, counts: counted, revived })
  } finally {
    await fleet.stop()
  }
}

const fleetEnvironment = {
  LATCHKEY_LOG_REQUESTS: 'none',
  LATCHKEY_CACHE_ENABLED: 'true',
  LATCHKEY_SERVE_HTTP_DRAIN_ANNOUNCE: `${ANNOUNCE_MS}ms`,
  // What is refused because this machine has too much to do says nothing about restarts.
  LATCHKEY_SERVE_HTTP_ADMISSION_ENABLED: 'false',
}

async function restart(server: ChildServer): Promise<void> {
  server.signal('SIGTERM')
  await server.untilExit()
  await server.start()
}

interface Load {
  readonly kinds: readonly LoadKind[]
  /** The keys that are revoked under way, in that order. */
  readonly ended: readonly Issued[]
}

async function loadOf({ servers, projectKey }: Fleet, perSecond: number, seconds: number): Promise<Load> {
  const api = new Api({ port: servers[0]?.port ?? 0, projectKey }, 8)
  const [kept, ended]: [Issued[], Issued[]] = [[], []]
  await times(20, async () => void kept.push(await api.issue()))
  await times(seconds * REVOCATIONS_PER_SECOND, async () => void ended.push(await api.issue()))
  api.close()
  const admin = '/v2alpha1/admin'
  const kind = (name: string, part: number, requests: readonly PlainRequest[], more: Partial<LoadKind> = {}): LoadKind => ({
    name,
    perSecond: perSecond * part,
    requests: requests.map((request) => requestText(request, projectKey)),
    ...more,
  })
  const verifications = kept.map(({ secret }) => ({
    method: 'POST',
    path: `${admin}/apiKeys:verify`,
    body: { credential: secret },
  }))
  const fresh = verifications.map((request) =>
    requestText(request, projectKey).replace('\r\nHost:', '\r\nConnection: close\r\nHost:'),
  )
  return {
    ended,
    kinds: [
      kind('verify', 0.5, verifications),
      { name: 'verifyOnNewConnections', perSecond: perSecond * 0.2, requests: fresh },
      kind('issue', 0.2, [{ method: 'POST', path: `${admin}/issuedApiKeys`, body: { name: 'rolling' } }]),
      kind('list', 0.1, [{ method: 'GET', path: `${admin}/issuedApiKeys?page_size=10` }]),
      {
        ...kind(
          'revoke',
          0,
          ended.map(({ keyId }) => ({
            method: 'POST',
            path: `${admin}/issuedApiKeys/${keyId}:revoke`,
            body: { reason: 'REVOCATION_REASON_SUPERSEDED' },
          })),
          { once: true },
        ),
        perSecond: REVOCATIONS_PER_SECOND,
      },
    ],
  }
}

/** A key of one server is good on all, and once it is revoked there, on none. */
async function compareAll({ servers, projectKey }: Fleet, origin: ChildServer): Promise<readonly Disagreement[]> {
  const apis = servers.map(({ port }) => new Api({ port, projectKey }, 2))
  const home = apis[servers.indexOf(origin)]
  try {
    const { keyId, secret } = (await home?.issue()) ?? { keyId: '', secret: '' }
    const before = await Promise.all(apis.map((api) => api.isValid(secret)))
    await home?.admin('POST', `/issuedApiKeys/${keyId}:revoke`, {})
    const endsEverywhere = await endsOn(apis, secret)
    return [
      ...(before.includes(false) ? [{ text: `a key of ${origin.port} is not good on all: ${before}` }] : []),
      ...(endsEverywhere ? [] : [{ text: `a revocation by ${origin.port} did not reach all` }]),
    ]
  } finally {
    for (const api of apis) api.close()
  }
}

async function endsOn(apis: readonly Api[], secret: string): Promise<boolean> {
  for (const deadline = performance.now() + SEEN_BY_ALL_MS; performance.now() < deadline; await delay(POLL_MS)) {
    if (!(await Promise.all(apis.map((api) => api.isValid(secret)))).includes(true)) return true
  }
  return false
}

/** Keys whose revocation was answered, and that a server takes for good nevertheless. */
async function countRevived({ servers, projectKey }: Fleet, ended: readonly Issued[]): Promise<number> {
  const apis = servers.map(({ port }) => new Api({ port, projectKey }, 4))
  let revived = 0
  for (const { secret } of ended) {
    const answers = await Promise.all(apis.map((api) => api.isValid(secret)))
    revived += Number(answers.includes(true))
  }
  for (const api of apis) api.close()
  return revived
}

interface Rolled {
  readonly restarts: number
  readonly disagreements: readonly Disagreement[]
  readonly counts: LoadCounts
  readonly revived: number
}

function judgeRoll(size: Size, { restarts, disagreements, counts, revived }: Rolled): Finding {
  const all = Object.entries(counts)
  return judge({
    restarts: atLeast(restarts, size.rounds * 3),
    requests: atLeast(
      all.reduce((sum, [, { accepted }]) => sum + accepted.count, 0),
      size.requests,
    ),
    clientErrors: none(all.flatMap(([name, count]) => failuresOf(count).map((failure) => `${name}: ${failure}`))),
    disagreements: none(disagreements.map(({ text }) => text)),
    revokedAndStillGood: exactly(revived, 0),
  })
}

const failuresOf = ({ statuses, unanswered }: LoadCount): readonly string[] => [
  ...Object.entries(statuses).flatMap(([status, count]) => (status.startsWith('2') ? [] : [`${count} with ${status}`])),
  ...(unanswered === 0 ? [] : [`${unanswered} unanswered`]),
]

export const bar: Bar = {
  id: 'b14',
  inTests: 'nothing',
  title: 'three servers, old and new, are restarted one after another behind a load balancer, and no client notices',
  needs: ['haproxy'],
  async run(tier) {
    const findings: Record<string, Finding> = {}
    for (const { name, open } of openStores(tier)) {
      const store = await open()
      try {
        findings[name] = await roll(store.environment, SIZES[tier])
      } finally {
        await store.stop()
      }
    }
    return combine(findings)
  },
  controls: [{ broken: 'a server ends at once when it is told to', run: () => roll({}, CONTROL, () => [ABRUPT_SERVER]) }],
}
