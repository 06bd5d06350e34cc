import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { atLeast, atMost, type Bar, exactly, type Finding, judge, type Tier } from './bar.ts'
import { Api, expectStatus } from './support/api.ts'
import type { Settings } from './support/child-instances.ts'
import { ChildServer } from './support/child-server.ts'
import { openDurableBackend } from './support/durable-backend.ts'
import { startLoad } from './support/generate-load.ts'
import { type LoadCount, type LoadCounts, type LoadKind, type PlainRequest, requestText } from './support/load-plan.ts'
import { none } from './support/none.ts'
import { PlainConnection } from './support/plain-connection.ts'
import { times } from './support/with-server.ts'

const ROUNDS = { pr: 2, full: 50 } as const
const VERIFICATIONS_PER_SECOND = 350
const ISSUES_PER_SECOND = 100
const LISTS_PER_SECOND = 50
const CONNECTIONS = 50
const LOAD_SECONDS = 1.5
/** The signal comes in the midst of the load. */
const SIGNAL_AFTER_MS = { least: 300, span: 500 } as const
/** Each connection is used ten times a second: in that time it is told that it ends. */
const ANNOUNCE_MS = 400
const SECOND_SIGNAL_MS = 50
const EXIT_MS = 10_000
const POLL_MS = 10

/** Waits for nobody when it is told to stop. */
const ABRUPT_SERVER = fileURLToPath(new URL('support/abrupt-server.ts', import.meta.url))

interface Round {
  readonly exitCode: number | null
  readonly exitMs: number
  readonly counts: LoadCounts
  /** What was heard of readiness, in its order: statuses, and -1 once nobody listens. */
  readonly readiness: readonly number[]
}

async function stopUnderLoad(server: ChildServer, secret: string): Promise<Round> {
  const { counts } = await startLoad({
    port: server.port,
    seconds: LOAD_SECONDS,
    skipSeconds: 0,
    connections: CONNECTIONS,
    staysAway: true,
    kinds: loadOf(server.projectKey, secret),
  })
  await delay(SIGNAL_AFTER_MS.least + Math.random() * SIGNAL_AFTER_MS.span)
  const readiness = watchReadiness(server.port)
  const signalledAt = performance.now()
  server.signal('SIGTERM')
  setTimeout(() => server.signal('SIGTERM'), SECOND_SIGNAL_MS)
  const exitCode = await server.untilExit()
  return { exitCode, exitMs: performance.now() - signalledAt, counts: await counts, readiness: await readiness }
}

const loadOf = (projectKey: string, secret: string): readonly LoadKind[] => {
  const kind = (name: string, perSecond: number, request: PlainRequest): LoadKind => ({
    name,
    perSecond,
    requests: [requestText(request, projectKey)],
  })
  const admin = '/v2alpha1/admin'
  return [
    kind('verify', VERIFICATIONS_PER_SECOND, { method: 'POST', path: `${admin}/apiKeys:verify`, body: { credential: secret } }),
    kind('issue', ISSUES_PER_SECOND, { method: 'POST', path: `${admin}/issuedApiKeys`, body: { name: 'under load' } }),
    kind('list', LISTS_PER_SECOND, { method: 'GET', path: `${admin}/issuedApiKeys?page_size=10` }),
  ]
}

/** Asks on new connections, as a load balancer does, until none can be made. */
async function watchReadiness(port: number): Promise<readonly number[]> {
  const heard: number[] = []
  const request = 'GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
  const until = performance.now() + EXIT_MS
  while (heard.at(-1) !== -1 && performance.now() < until) {
    const connection = new PlainConnection(port)
    const { status } = await new Promise<{ status: number }>((done) => connection.send(request, done))
    connection.close()
    if (heard.at(-1) !== status) heard.push(status)
    await delay(POLL_MS)
  }
  return heard
}

/** What is on disk after all of it, seen by the next process. */
interface Kept {
  readonly keys: number
  readonly verifications: number
  readonly lastUsed: boolean
}

async function readKept(server: ChildServer, keyId: string): Promise<Kept> {
  const api = new Api(server, 4)
  try {
    const keys = await api.list('issuedApiKeys')
    const usage = expectStatus(await api.admin('GET', '/usage?granularity=DAY'), 200)
    const key = expectStatus(await api.admin('GET', `/issuedApiKeys/${keyId}`), 200)
    return {
      keys: keys.length,
      verifications: Number(usage.body.total.total),
      lastUsed: typeof key.body.last_used_time === 'string',
    }
  } finally {
    api.close()
  }
}

const prepare = (settings: Settings, command?: readonly [string]): Promise<ChildServer> =>
  ChildServer.prepare(command, {
    ...settings,
    LATCHKEY_LOG_REQUESTS: 'none',
    LATCHKEY_SERVE_HTTP_DRAIN_ANNOUNCE: `${ANNOUNCE_MS}ms`,
    // What is refused because this machine has too much to do says nothing about stopping.
    LATCHKEY_SERVE_HTTP_ADMISSION_ENABLED: 'false',
  })

async function stopOften(rounds: number, command?: readonly [string]): Promise<Finding> {
  const backend = await openDurableBackend()
  const server = await prepare(backend.settings, command)
  try {
    await server.start()
    const api = new Api(server, 1)
    const { keyId, secret } = await api.issue()
    api.close()
    const seen: Round[] = []
    await times(rounds, async (index) => {
      if (index > 0) await server.start()
      seen.push(await stopUnderLoad(server, secret))
    })
    await server.start()
    return judgeRounds(seen, await readKept(server, keyId))
  } finally {
    await server.remove()
    await backend.stop()
  }
}

function judgeRounds(rounds: readonly Round[], kept: Kept): Finding {
  const counts = rounds.flatMap((round) => Object.values(round.counts))
  const answered = (name: string): number => sumOf(rounds.map((round) => round.counts[name]?.accepted.count ?? 0))
  return judge({
    requestsAnswered: atLeast(sumOf(counts.map(({ accepted }) => accepted.count)), rounds.length * 100),
    failedRequests: none(counts.flatMap(failuresOf)),
    exitCodes: none(rounds.flatMap(({ exitCode }) => (exitCode === 0 ? [] : [String(exitCode)]))),
    slowestExitMs: atMost(Math.round(Math.max(...rounds.map(({ exitMs }) => exitMs))), EXIT_MS),
    closedWithoutNotice: none(
      rounds.flatMap(({ readiness }) => (NOTICED.test(readiness.join(' ')) ? [] : [readiness.join(' ')])),
    ),
    roundsThatSaidClose: exactly(
      rounds.filter((round) => Object.values(round.counts).some(({ closing }) => closing > 0)).length,
      rounds.length,
    ),
    // One more was issued before the load.
    keysThatWereAcknowledgedAndAreLost: exactly(Math.max(0, answered('issue') + 1 - kept.keys), 0),
    verificationsInUsage: exactly(kept.verifications, answered('verify')),
    lastUsedIsKept: exactly(String(kept.lastUsed), 'true'),
  })
}

/**
 * Ready or at once not, then not ready, and only then gone. What knocks in the very moment in which the listening ends may be
 * turned away by the system.
 */
const NOTICED = /^(200 )?503 (0 )?-1$/

/** Every request on a connection that was there is to be answered. */
const failuresOf = ({ statuses, unanswered }: LoadCount): readonly string[] => [
  ...Object.entries(statuses).flatMap(([status, count]) => (status.startsWith('2') ? [] : [`${count} with ${status}`])),
  ...(unanswered === 0 ? [] : [`${unanswered} unanswered`]),
]

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

export const bar: Bar = {
  id: 'b13',
  instances: 1,
  inTests: 'without_control',
  title: 'a server that is told to stop finishes what it began, says so beforehand and keeps what it counted',
  run: (tier: Tier) => stopOften(ROUNDS[tier]),
  controls: [{ broken: 'the process ends at once when it is told to', run: () => stopOften(1, [ABRUPT_SERVER]) }],
}
