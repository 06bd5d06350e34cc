import { setTimeout as delay } from 'node:timers/promises'
import { type RedisServer, startRedis } from '@latchkey/testkit/servers/redis-server'
import { readMetrics, type Scrape } from '../telemetry/metrics-text.ts'
import { atLeast, atMost, type Bar, combine, exactly, type Finding, judge, type Tier, within } from './bar.ts'
import { Api, type Issued, type Reply } from './support/api.ts'
import type { ChildServer } from './support/child-server.ts'
import { crossTalk } from './support/cross-talk.ts'
import { type LoadPart, MixedLoad, percentile, pick, type Sighting } from './support/mixed-load.ts'
import { startInstances } from './support/server-processes.ts'
import { openNetworkStore } from './support/shared-stores.ts'
import { together } from './support/with-server.ts'

/** How long Redis is away, in milliseconds. */
const faults = {
  killed: {
    lastsMs: { pr: 4000, full: 600_000 },
    begin: (redis: RedisServer) => redis.kill(),
    end: (redis: RedisServer) => redis.restart(),
  },
  paused: {
    lastsMs: { pr: 4000, full: 30_000 },
    begin: async (redis: RedisServer) => redis.pause(),
    end: async (redis: RedisServer) => redis.resume(),
  },
} as const

const ABORTED = { pr: 1000, full: 10_000 } as const
const KEYS = 200
const LIMITED = 20
const PER_SECOND = { keys: 240, open: 30, deny: 30 } as const
const BEFORE_MS = 4000
/** How long the caches may take to fill again, and how long they are watched then: at full length as long as an entry lives. */
const REFILL_MS = { pr: 2000, full: 30_000 } as const
const WATCHED_MS = { pr: 2000, full: 60_000 } as const
/** Of verifications that are answered well, and of uses of a limited key that are decided. */
const GOOD_PERCENT = 99.9
const ADDED_MS = 100
const GROWTH_MIB = 50
/** The part of the look-ups that a cache answers once more. */
const HITS_AGAIN = 0.95
const KEYS_READ = 'latchkey_store_duration_seconds_count'
const DECISIONS = 'latchkey_rate_limit_decisions_total'

/** Two servers that share a database and a Redis; one passes what cannot be counted, and the other refuses it. */
interface Stage {
  readonly redis: RedisServer
  readonly children: readonly ChildServer[]
  readonly open: Api
  readonly deny: Api
}

async function onStage(redisTimeout: string, act: (stage: Stage) => Promise<Finding>): Promise<Finding> {
  const store = await openNetworkStore()
  const redis = await startRedis()
  try {
    const shared = {
      ...store.environment,
      LATCHKEY_CACHE_TYPE: 'redis',
      LATCHKEY_CACHE_TTL: '60s',
      LATCHKEY_CACHE_REDIS_ADDRS: redis.address,
      LATCHKEY_CACHE_REDIS_TIMEOUT: redisTimeout,
      LATCHKEY_RATE_LIMIT_ENABLED: 'true',
      LATCHKEY_RATE_LIMIT_BACKEND: 'redis',
      LATCHKEY_LOG_LEVEL: 'error',
      // What a machine that is too slow refuses must not be taken for what the outage refuses.
      LATCHKEY_SERVE_HTTP_ADMISSION_ENABLED: 'false',
    }
    const instances = await startInstances(shared, [{}, { LATCHKEY_RATE_LIMIT_ON_FAILURE: 'deny' }])
    const [open, deny] = instances.servers.map(({ port }) => new Api({ port, projectKey: instances.projectKey }, 1024))
    try {
      if (open === undefined || deny === undefined) throw new Error('no servers')
      return await act({ redis, children: instances.servers, open, deny })
    } finally {
      open?.close()
      deny?.close()
      await instances.stop()
    }
  } finally {
    await redis.stop()
    await store.stop()
  }
}

const LIMIT = { rate_limit_policy: { quota: 1_000_000, window: '3600s' } }

function partsOf({ open, deny }: Stage, keys: readonly Issued[], limited: readonly Issued[]): readonly LoadPart<undefined>[] {
  const asking = (kind: keyof typeof PER_SECOND, ask: (turn: number) => Promise<Reply>): LoadPart<undefined> => ({
    kind,
    perSecond: PER_SECOND[kind],
    ask: (turn) => ({ reply: ask(turn), note: undefined }),
  })
  return [
    asking('keys', (turn) => pick([open, deny], Math.floor(turn / KEYS)).verify(pick(keys, turn).secret)),
    asking('open', (turn) => open.verify(pick(limited, turn).secret)),
    asking('deny', (turn) => deny.verify(pick(limited, turn).secret)),
  ]
}

interface Figures {
  readonly reads: number
  readonly hits: number
  readonly misses: number
  readonly memoryMib: number
  readonly decisions: Readonly<Record<'allowed' | 'unavailable' | 'denied', number>>
}

async function readFigures({ children }: Stage): Promise<Figures> {
  const scrapes = await Promise.all(children.map(({ operationsPort }) => readMetrics(operationsPort)))
  const sum = (name: string, labels: Readonly<Record<string, string>> = {}): number =>
    scrapes.reduce((total, scrape: Scrape) => total + scrape.sum(name, labels), 0)
  const decided = (decision: string): number => sum(DECISIONS, { scope: 'key', decision })
  return {
    reads: sum(KEYS_READ, { operation: 'keys.find' }),
    hits: sum('latchkey_verification_cache_total', { status: 'hit' }),
    misses: sum('latchkey_verification_cache_total', { status: 'miss' }),
    memoryMib: Math.max(...scrapes.map((scrape) => scrape.sum('process_resident_memory_bytes') / 1024 ** 2)),
    decisions: { allowed: decided('allowed'), unavailable: decided('unavailable'), denied: decided('denied') },
  }
}

async function strike(stage: Stage, name: keyof typeof faults, tier: Tier): Promise<Finding> {
  const { lastsMs, begin, end } = faults[name]
  const keys = await together(KEYS, () => stage.open.issue())
  const limited = await together(LIMITED, () => stage.open.issue(LIMIT))
  const atFirst = await readFigures(stage)
  const load = new MixedLoad(partsOf(stage, keys, limited))
  await delay(BEFORE_MS)
  const cold = await readFigures(stage)
  const lostAt = performance.now()
  await begin(stage.redis)
  await delay(lastsMs[tier])
  const lost = await readFigures(stage)
  const backAt = performance.now()
  await end(stage.redis)
  await delay(REFILL_MS[tier])
  const refilled = await readFigures(stage)
  await delay(WATCHED_MS[tier])
  const sightings = await load.stop()
  const atLast = await readFigures(stage)
  return judgeOutage({ sightings, lostAt, backAt, figures: { atFirst, cold, lost, refilled, atLast }, lastsMs: lastsMs[tier] })
}

interface Witness {
  readonly sightings: readonly Sighting<undefined>[]
  readonly lostAt: number
  readonly backAt: number
  readonly lastsMs: number
  readonly figures: Readonly<Record<'atFirst' | 'cold' | 'lost' | 'refilled' | 'atLast', Figures>>
}

const hitRatio = (from: Figures, to: Figures): number =>
  (to.hits - from.hits) / Math.max(1, to.hits - from.hits + to.misses - from.misses)

/** With three digits after the point. */
const percent = (part: number, whole: number): number => Math.round((part / whole) * 100_000) / 1000

function judgeOutage({ sightings, lostAt, backAt, figures, lastsMs }: Witness): Finding {
  const { atFirst, cold, lost, refilled, atLast } = figures
  const limited = sightings.filter(({ kind }) => kind !== 'keys')
  // Where the key could not be looked up nothing was decided.
  const decided = limited.filter(({ verdict }) => verdict !== 'HTTP 503').length
  const passing = sightings.filter(({ kind }) => kind !== 'deny')
  const denied = sightings.filter(({ kind, verdict }) => kind === 'deny' && verdict === 'VERIFICATION_ERROR_RATE_LIMITED').length
  const good = passing.filter(({ verdict }) => verdict === 'VALID').length
  const p99 = (some: readonly Sighting<undefined>[]): number =>
    percentile(
      some.map(({ ms }) => ms),
      0.99,
    )
  // The first second fills the caches. What is quieter, before or after, is nearer to what the machine can do.
  const before = sightings.filter(({ askedAt }) => askedAt < lostAt && askedAt > lostAt - BEFORE_MS + 1000)
  const during = sightings.filter(({ askedAt }) => askedAt >= lostAt && askedAt < backAt)
  const after = sightings.filter(({ askedAt }) => askedAt > backAt + 1000)
  const counted = (from: Figures, to: Figures): number =>
    (['allowed', 'unavailable', 'denied'] as const).reduce((total, each) => total + to.decisions[each] - from.decisions[each], 0)
  return judge({
    asked: atLeast(sightings.length, 1000),
    goodPercent: atLeast(percent(good, passing.length), GOOD_PERCENT),
    p99Ms: within(p99(during), Math.min(p99(before), p99(after)) + ADDED_MS),
    // Both caches end their entries after a minute, however Redis is.
    readsWhileLost: atMost(lost.reads - cold.reads, 2 * Math.ceil(lastsMs / 60_000) * Math.max(cold.reads - atFirst.reads, KEYS)),
    memoryGrewMib: atMost(Math.round(lost.memoryMib - cold.memoryMib), GROWTH_MIB),
    decidedPercent: atLeast(percent(decided, limited.length), GOOD_PERCENT),
    decisionsCounted: exactly(counted(atFirst, atLast), decided),
    passedUncounted: atLeast(lost.decisions.unavailable - cold.decisions.unavailable, 1),
    refusedUncounted: exactly(atLast.decisions.denied - atFirst.decisions.denied, denied),
    denied: atLeast(denied, 1),
    hitsAgain: atLeast(Math.round(hitRatio(refilled, atLast) * 1000) / 1000, HITS_AGAIN),
  })
}

async function loseRedis(tier: Tier, redisTimeout: string, names: readonly (keyof typeof faults)[]): Promise<Finding> {
  return onStage(redisTimeout, async (stage) => {
    const parts: Record<string, Finding> = {}
    for (const name of names) parts[name] = await strike(stage, name, tier)
    parts['crossTalk'] = await crossTalk([stage.open, stage.deny], stage.redis, ABORTED[tier])
    return combine(parts)
  })
}

export const bar: Bar = {
  id: 'b04',
  title: 'without Redis verifications go on, none waits long, and every use is decided as it was asked for',
  inTests: 'nothing',
  run: (tier) => loseRedis(tier, '100ms', ['killed', 'paused']),
  controls: [{ broken: 'Redis is waited for a second', run: () => loseRedis('pr', '1s', ['paused']) }],
}
