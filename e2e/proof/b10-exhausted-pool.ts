import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type HeldDatabase, heldDatabases, POOL } from '@latchkey/testkit/servers/held-database'
import { atLeast, atMost, type Bar, combine, exactly, type Finding, judge, type Tier, within } from './bar.ts'
import { Api, verifyNoCache } from './support/api.ts'
import type { ChildServer } from './support/child-server.ts'
import { startLoad } from './support/generate-load.ts'
import { requestText } from './support/load-plan.ts'
import { percentile } from './support/mixed-load.ts'
import { startInstances } from './support/server-processes.ts'
import { times, together } from './support/with-server.ts'

const ENGINES = { pr: ['postgres'], full: ['postgres', 'mariadb'] } as const
const CYCLES = { pr: 2, full: 100 } as const
const CALLERS = 500
/** Half of the connections of a process are for verification. */
const HELD = POOL / 2
const HOLD_SECONDS = 0.7
/** The database notices that a connection was given up when it answers on it: after what it was asked there in one go. */
const ENDED_MS = 5000
/** More than this many that wait are refused at once. */
const TOO_MANY = 1200
const WAITED_MS = 1000
/** A timer that is due is a little late on a machine that is busy. */
const LATE_MS = 200
/** All callers come at once, and are dealt with first. */
const BURST_MS = 300
const EXHAUSTED_MS = 1500
const ALIVE_MS = 100
const RELEASED_MS = 2000
/** For a connection, and then for its answer. */
const ANSWERED_MS = 2000
/** A server, and two connections beside its pools: one listens, one asks whether the database is back. */
const CONNECTIONS_MAX = POOL + 2
/** The pool that was used up, and the one that asks whether the database is back. */
const LEFT_MAX = HELD + 1

interface Outcome {
  readonly ok: boolean
  readonly code: string
  readonly ms: number
}

async function timed(ask: () => Promise<unknown>): Promise<Outcome> {
  const from = performance.now()
  const code = await ask().then(
    () => 'ok',
    (error: { readonly code?: string }) => error.code ?? 'error',
  )
  return { ok: code === 'ok', code, ms: performance.now() - from }
}

/** The pools by themselves: every connection sleeps while hundreds ask for one. */
async function exhaustPools(database: HeldDatabase, tier: Tier): Promise<Finding> {
  const pools = database.openPools()
  const open: number[] = []
  const refused: Outcome[] = []
  const afterwards: Outcome[] = []
  const atOnce: Outcome[] = []
  let left = Number.POSITIVE_INFINITY
  try {
    await times(CYCLES[tier], async (cycle) => {
      const holding = together(HELD, () => timed(() => pools.verification.all(database.sleep(HOLD_SECONDS))))
      await delay(20)
      // Those who ask for what lasts longer than anybody waits are refused; whoever gets a connection before is answered.
      const outcomes = await together(CALLERS, () => timed(() => pools.verification.all(database.sleep(HOLD_SECONDS))))
      refused.push(...outcomes.filter(({ ok }) => !ok))
      await holding
      afterwards.push(await timed(() => pools.verification.all('SELECT 1')))
      if (cycle === 0) atOnce.push(...(await refuseAtOnce(database, pools)))
      open.push(await database.countConnections())
    })
    left = await countLeft(database)
  } finally {
    await pools.close()
  }
  return judge({
    cycles: exactly(open.length, CYCLES[tier]),
    refused: atLeast(refused.length, CYCLES[tier] * (CALLERS - 2 * HELD)),
    otherCodes: exactly(refused.filter(({ code }) => code !== 'service_unavailable').length, 0),
    refusedSlowestMs: within(Math.round(Math.max(...refused.map(({ ms }) => ms))), WAITED_MS + LATE_MS),
    refusedAtOnce: atLeast(atOnce.filter(({ ok, ms }) => !ok && ms < WAITED_MS / 2).length, 1),
    answeredAfterwards: exactly(afterwards.filter(({ ok }) => ok).length, CYCLES[tier]),
    afterwardsSlowestMs: within(Math.round(Math.max(...afterwards.map(({ ms }) => ms))), RELEASED_MS),
    connectionsMax: atMost(Math.max(...open), CONNECTIONS_MAX),
    connectionsLeft: atMost(left, LEFT_MAX),
  })
}

/** What is open once those that were given up are gone; looks no longer than until no more is left than may be. */
async function countLeft(database: HeldDatabase): Promise<number> {
  for (const until = performance.now() + ENDED_MS; ; await delay(100)) {
    const left = await database.countConnections()
    if (left <= LEFT_MAX || performance.now() > until) return left
  }
}

/** So many that not all of them may even wait. */
async function refuseAtOnce(database: HeldDatabase, pools: ReturnType<HeldDatabase['openPools']>): Promise<readonly Outcome[]> {
  const outcomes = await together(TOO_MANY, () => timed(() => pools.verification.all(database.sleep(HOLD_SECONDS))))
  await delay(100)
  return outcomes
}

const readiness = async ({ operationsPort }: ChildServer): Promise<number> =>
  (await fetch(`http://127.0.0.1:${operationsPort}/health/ready`)).status

/** The same through a server: nothing that touches keys is answered, as long as somebody locks their table. */
async function exhaustServer(database: HeldDatabase, server: ChildServer): Promise<Finding> {
  const api = new Api(server, CALLERS)
  try {
    const { secret } = await api.issue()
    const unlock = await database.lock('issued_api_keys')
    // From another process: this one has hundreds of callers to deal with.
    const looking = await startLoad({
      port: server.port,
      seconds: EXHAUSTED_MS / 1000,
      skipSeconds: BURST_MS / 1000,
      connections: 8,
      kinds: [{ name: 'alive', perSecond: 50, requests: [requestText({ method: 'GET', path: '/health/alive' }, '')] }],
    })
    const asking = together(CALLERS, async () => {
      const from = performance.now()
      const { status } = await verifyNoCache(api, secret)
      return { status, ms: performance.now() - from }
    })
    let isReady = true
    for (const until = performance.now() + EXHAUSTED_MS; performance.now() < until; await delay(50)) {
      isReady &&= (await readiness(server)) === 200
    }
    const { alive } = await looking.counts
    const answers = await Promise.race([asking, delay(4 * WAITED_MS).then(() => undefined)])
    await unlock()
    const releasedAt = performance.now()
    while ((await verifyNoCache(api, secret)).status !== 200 && performance.now() < releasedAt + 10_000) await delay(20)
    const releasedMs = performance.now() - releasedAt
    const rest = await asking
    const readyMs = await untilReady(server)
    return judge({
      refused: exactly((answers ?? []).filter(({ status }) => status === 503).length, CALLERS),
      refusedPercentile99Ms: within(
        percentile(
          (answers ?? []).map(({ ms }) => ms),
          0.99,
        ),
        ANSWERED_MS,
      ),
      otherAnswers: exactly(rest.filter(({ status }) => status !== 503).length, 0),
      aliveAsked: atLeast(alive?.accepted.count ?? 0, 30),
      aliveSlowestMs: within(alive?.accepted.max ?? Number.POSITIVE_INFINITY, ALIVE_MS),
      readinessFlipped: exactly(String(!isReady), 'true'),
      releasedMs: within(Math.round(releasedMs), RELEASED_MS),
      readyAgainMs: within(readyMs, RELEASED_MS),
      connections: atMost(await database.countConnections(), CONNECTIONS_MAX),
    })
  } finally {
    api.close()
  }
}

async function untilReady(server: ChildServer): Promise<number> {
  const from = performance.now()
  while ((await readiness(server)) !== 200 && performance.now() < from + 10_000) await delay(20)
  return Math.round(performance.now() - from)
}

const ASKED_IN_TURN = 300
const WRITERS = 40
const BULKHEAD_ROUNDS = 3

/** Every connection of administration waits for a lock, and more writers wait for one of them. */
async function saturateAdministration(database: HeldDatabase, server: ChildServer): Promise<Finding> {
  const [api, writing] = [new Api(server), new Api(server, WRITERS)]
  const ratios: number[] = []
  let refused = 0
  try {
    const { secret } = await api.issue()
    const p99 = async (): Promise<number> => {
      const taken: number[] = []
      await times(ASKED_IN_TURN, async () => {
        const from = performance.now()
        if ((await verifyNoCache(api, secret)).status !== 200) refused++
        taken.push(performance.now() - from)
      })
      return taken.toSorted((one, other) => one - other)[Math.floor(ASKED_IN_TURN * 0.99)] ?? 0
    }
    await p99()
    await times(BULKHEAD_ROUNDS, async () => {
      const before = await p99()
      const unlock = await database.lock('audit_events')
      const writes = together(WRITERS, (index) => writing.admin('POST', '/issuedApiKeys', { name: `held ${index}` }))
      await delay(100)
      ratios.push((await p99()) / before)
      await unlock()
      await writes
    })
  } finally {
    api.close()
    writing.close()
  }
  return judge({
    refused: exactly(refused, 0),
    // Of several rounds the quietest: on a machine with other work the worst of a hundred is chance.
    p99RatioMin: atMost(Math.round(Math.min(...ratios) * 100) / 100, 1.2),
  })
}

async function withHeld(
  engine: keyof typeof heldDatabases,
  act: (database: HeldDatabase, server: ChildServer) => Promise<Finding>,
  command?: readonly [string, ...string[]],
): Promise<Finding> {
  const database = await heldDatabases[engine]()
  try {
    const instances = await startInstances({ LATCHKEY_DB_DSN: database.dsn, LATCHKEY_LOG_LEVEL: 'error' }, [{}], command)
    try {
      const [server] = instances.servers
      if (server === undefined) throw new Error('no server')
      return await act(database, server)
    } finally {
      await instances.stop()
    }
  } finally {
    await database.stop()
  }
}

const exhaust = (engine: keyof typeof heldDatabases, tier: Tier): Promise<Finding> =>
  withHeld(engine, async (database, server) => {
    const ofServer = { server: await exhaustServer(database, server), bulkhead: await saturateAdministration(database, server) }
    // From here on only the pools that are looked at have connections.
    await server.kill()
    return combine({ ...ofServer, pools: await exhaustPools(database, tier) })
  })

const NEVER_GIVING_UP = resolve(import.meta.dirname, 'support/never-giving-up-server.ts')

export const bar: Bar = {
  id: 'b10',
  title: 'a pool that is used up refuses soon, and administration never uses up that of verification',
  inTests: 'nothing',
  async run(tier) {
    const parts: Record<string, Finding> = {}
    for (const engine of ENGINES[tier]) parts[engine] = await exhaust(engine, tier)
    return combine(parts)
  },
  controls: [
    {
      broken: 'whoever gets no connection asks again and again',
      run: () => withHeld('postgres', exhaustServer, [NEVER_GIVING_UP]),
    },
  ],
}
