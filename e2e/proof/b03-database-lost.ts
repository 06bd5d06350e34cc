import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { type RedisServer, startRedis } from '@latchkey/testkit/servers/redis-server'
import type { ServerProcess } from '@latchkey/testkit/servers/server-process'
import { atLeast, atMost, type Bar, combine, exactly, type Finding, judge, type Tier, within } from './bar.ts'
import { Api } from './support/api.ts'
import { startInstances } from './support/server-processes.ts'
import { MixedLoad, type Servers } from './support/mixed-load.ts'
import { type Inhabitants, inhabit, type OutageSighting, outageParts, settle, warm } from './support/outage-load.ts'

interface Database extends ServerProcess {
  readonly dsn: string
  countConnections(): Promise<number>
}

const engines = { postgres: () => startPostgres({ durable: true }), mariadb: () => startMariadb({ durable: true }) }
const ENGINES = { pr: ['postgres'], full: ['postgres', 'mariadb'] } as const

/** What happens to a database, and how long it lasts, in milliseconds. */
const faults = {
  killed: {
    lastsMs: { pr: 2000, full: 5000 },
    begin: (database: Database) => database.kill(),
    end: (database: Database) => database.restart(),
  },
  paused: {
    lastsMs: { pr: 4000, full: 30_000 },
    begin: async (database: Database) => database.pause(),
    end: async (database: Database) => database.resume(),
  },
} as const

const INSTANCES = 2
/** Of each instance: its pools, the connection that listens, and the one that asks whether the database is back. */
const POOL = 10
const CONNECTIONS_MAX = INSTANCES * (POOL + 2)
const BEFORE_MS = 2000
/** All is well again after so long, and watched for some time more. */
const RECOVERY_MS = 5000
const AFTER_MS = RECOVERY_MS + 2000
const UNCACHED_MS = 2000
const SLOWEST_MS = 5000
const SOCKETS = 1024

interface Stage {
  readonly database: Database
  readonly redis: RedisServer
  readonly servers: Servers
}

async function onStage(
  engine: keyof typeof engines,
  command: readonly [string, ...string[]] | undefined,
  act: (stage: Stage) => Promise<Finding>,
): Promise<Finding> {
  const database = await engines[engine]()
  const redis = await startRedis()
  try {
    const shared = {
      LATCHKEY_DB_DSN: `${database.dsn}?max_conns=${POOL}`,
      LATCHKEY_CACHE_TYPE: 'redis',
      LATCHKEY_CACHE_TTL: '120s',
      LATCHKEY_CACHE_REDIS_ADDRS: redis.address,
      LATCHKEY_LOG_LEVEL: 'error',
      // What a machine that is too slow refuses must not be taken for what the outage refuses.
      LATCHKEY_SERVE_HTTP_ADMISSION_ENABLED: 'false',
    }
    const instances = await startInstances(shared, Array(INSTANCES).fill({}), command)
    const servers = instances.servers.map(({ port }) => new Api({ port, projectKey: instances.projectKey }, SOCKETS))
    try {
      return await act({ database, redis, servers })
    } finally {
      for (const api of servers) api.close()
      await instances.stop()
    }
  } finally {
    await redis.stop()
    await database.stop()
  }
}

interface Witness {
  readonly sightings: readonly OutageSighting[]
  readonly faultAt: number
  readonly healedAt: number
  readonly connectionsMax: number
}

async function strike({ database, servers }: Stage, keys: Inhabitants, name: keyof typeof faults, tier: Tier): Promise<Witness> {
  const { lastsMs, begin, end } = faults[name]
  await warm(servers, keys)
  const load = new MixedLoad(outageParts(servers, keys))
  await delay(BEFORE_MS)
  const faultAt = performance.now()
  await begin(database)
  await delay(lastsMs[tier])
  await end(database)
  const healedAt = performance.now()
  let connectionsMax = 0
  while (performance.now() < healedAt + AFTER_MS) {
    await delay(250)
    // What was abandoned meanwhile is found out by the database as soon as it runs.
    if (performance.now() > healedAt + 1000) connectionsMax = Math.max(connectionsMax, await database.countConnections())
  }
  return { sightings: await load.stop(), faultAt, healedAt, connectionsMax }
}

async function judgeOutage(api: Api, { sightings, faultAt, healedAt, connectionsMax }: Witness): Promise<Finding> {
  const wrong = sightings.filter(({ verdict, note }) => verdict !== note.right)
  const during = sightings.filter(({ askedAt, ms }) => askedAt + ms > faultAt && askedAt < healedAt)
  const cached = sightings.filter(({ kind }) => kind === 'cached')
  const cachedRight = cached.filter(({ verdict }) => verdict === 'VALID').length / cached.length
  const slowest = (some: readonly OutageSighting[]): number => Math.round(Math.max(0, ...some.map(({ ms }) => ms)))
  const lastWrongAt = Math.max(healedAt, ...wrong.map(({ askedAt }) => askedAt))
  const settled = await settle(api, sightings)
  return judge({
    asked: atLeast(sightings.length, 1000),
    refusedDuring: atLeast(during.filter(({ verdict }) => verdict === 'HTTP 503').length, 100),
    neitherRightNor503: exactly(wrong.filter(({ verdict }) => verdict !== 'HTTP 503').length, 0),
    cachedAsked: atLeast(cached.length, 100),
    cachedRightPercent: atLeast(Math.round(cachedRight * 100_000) / 1000, 99.9),
    uncachedSlowestMs: within(slowest(during.filter(({ kind }) => kind === 'uncached')), UNCACHED_MS),
    slowestMs: within(slowest(sightings), SLOWEST_MS),
    recoveredMs: within(Math.round(lastWrongAt - healedAt), RECOVERY_MS),
    connectionsMax: atMost(connectionsMax, CONNECTIONS_MAX),
    inDoubt: atLeast(settled.inDoubt, 1),
    unresolved: exactly(settled.unresolved, 0),
    missing: exactly(settled.missing, 0),
    duplicates: exactly(settled.duplicates, 0),
    revokedThatVerify: exactly(settled.revokedThatVerify, 0),
  })
}

const secondsOf = (tier: Tier, name: keyof typeof faults): number =>
  Math.ceil((BEFORE_MS + faults[name].lastsMs[tier] + AFTER_MS) / 1000) + 10

async function strikeAll(
  engine: keyof typeof engines,
  tier: Tier,
  names: readonly (keyof typeof faults)[],
  command?: readonly [string, ...string[]],
): Promise<Finding> {
  return onStage(engine, command, async (stage) => {
    const parts: Record<string, Finding> = {}
    for (const name of names) {
      const [api] = stage.servers
      if (api === undefined) throw new Error('no server')
      const keys = await inhabit(api, secondsOf(tier, name))
      parts[name] = await judgeOutage(api, await strike(stage, keys, name, tier))
    }
    return combine(parts)
  })
}

const ABSENT_ON_OUTAGE = resolve(import.meta.dirname, 'support/absent-on-outage-server.ts')

export const bar: Bar = {
  id: 'b03',
  title: 'a database that is killed or stands still is an outage, never an answer, and over when it is over',
  inTests: 'nothing',
  async run(tier) {
    const parts: Record<string, Finding> = {}
    for (const engine of ENGINES[tier]) parts[engine] = await strikeAll(engine, tier, ['killed', 'paused'])
    return combine(parts)
  },
  controls: [
    {
      broken: 'a key that cannot be looked up is taken for absent',
      run: () => strikeAll('postgres', 'pr', ['killed'], [ABSENT_ON_OUTAGE]),
    },
  ],
}
