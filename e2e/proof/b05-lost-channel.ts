import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Overrides } from '@latchkey/server/main'
import { DeafCache } from '@latchkey/testkit/fault/broken-ports'
import { startTcpProxy, type TcpProxy } from '@latchkey/testkit/fault/tcp-proxy'
import { startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { startRedis } from '@latchkey/testkit/servers/redis-server'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { atLeast, type Bar, combine, exactly, type Finding, judge, type Tier, within } from './bar.ts'
import { Api, expectStatus } from './support/api.ts'
import { processClock } from './support/process-clock.ts'
import { times } from './support/with-server.ts'

/** What the connection on which a server listens says, and no other one does. */
const LISTENS = /LISTEN latchkey|subscribe/

interface Variant {
  readonly engine: 'postgres' | 'mariadb'
  readonly hasRedis: boolean
}
const variants: Readonly<Record<string, Variant>> = {
  listen: { engine: 'postgres', hasRedis: false },
  listenAndRedis: { engine: 'postgres', hasRedis: true },
  redis: { engine: 'mariadb', hasRedis: true },
}
const VARIANTS: Readonly<Record<Tier, readonly string[]>> = { pr: ['listen'], full: Object.keys(variants) }
const ROUNDS = { pr: 2, full: 20 } as const
const REFUSED_MS = 3000
const WHOLE_MS = 5000
const LOOK_EVERY_MS = 5

/** One server on what it is given directly, and another one whose every connection passes a proxy. */
interface Pair {
  readonly near: Api
  readonly far: Api
  readonly farServer: TestServer
  readonly proxies: readonly TcpProxy[]
}

async function withPair(
  { engine, hasRedis }: Variant,
  overrides: Overrides,
  act: (pair: Pair) => Promise<Finding>,
): Promise<Finding> {
  const database = engine === 'postgres' ? await startPostgres() : await startMariadb()
  const redis = hasRedis ? await startRedis() : undefined
  const proxies = [await startTcpProxy(database.port), ...(redis === undefined ? [] : [await startTcpProxy(redis.port)])]
  const [toDatabase, toRedis] = proxies
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-b05-'))
  const environmentOf = (databasePort = 0, redisPort = 0): Record<string, string> => ({
    LATCHKEY_DB_DSN: database.dsn.replace(`:${database.port}/`, `:${databasePort}/`),
    LATCHKEY_CACHE_ENABLED: 'true',
    LATCHKEY_CACHE_TTL: '60s',
    ...(redisPort === 0 ? {} : { LATCHKEY_CACHE_TYPE: 'redis', LATCHKEY_CACHE_REDIS_ADDRS: `127.0.0.1:${redisPort}` }),
  })
  const servers: TestServer[] = []
  try {
    const nearServer = await startTestServer({ folder, environment: environmentOf(database.port, redis?.port) })
    servers.push(nearServer)
    const { projectKey } = nearServer
    const environment = environmentOf(toDatabase?.port, toRedis?.port)
    const farServer = await startTestServer({ folder, projectKey, environment, overrides })
    servers.push(farServer)
    const [near, far] = [new Api(nearServer), new Api(farServer)]
    try {
      return await act({ near, far, farServer, proxies })
    } finally {
      near.close()
      far.close()
    }
  } finally {
    for (const server of servers.toReversed()) await server.stop()
    for (const proxy of proxies) await proxy.stop()
    await redis?.stop()
    await database.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Milliseconds until it holds, or `limitMs` when it does not. */
async function timeUntil(holds: () => Promise<boolean>, limitMs: number): Promise<number> {
  const from = performance.now()
  while (performance.now() - from < limitMs) {
    if (await holds()) return Math.round(performance.now() - from)
    await delay(LOOK_EVERY_MS)
  }
  return limitMs
}

const degradationsOf = async ({ server }: TestServer): Promise<readonly string[]> => {
  const ready = await fetch(`http://127.0.0.1:${server.operationsPort}/health/ready`)
  const { degraded = {} } = (await ready.json()) as { readonly degraded?: object }
  return Object.keys(degraded)
}

/** Makes a key that the far server remembers, ends it through the near one, and times the refusal. */
async function endAndTime({ near, far }: Pair, ended: string[]): Promise<number> {
  const { keyId, secret } = await near.issue()
  await far.isValid(secret)
  await delay(20)
  const remembered = await far.verify(secret)
  if (remembered.headers['ory-talos-cache'] !== 'HIT') throw new Error('the far server does not remember keys')
  expectStatus(await near.admin('POST', `/apiKeys/${keyId}:revoke`), 204)
  const ms = await timeUntil(async () => !(await far.isValid(secret)), 2 * REFUSED_MS)
  ended.push(secret)
  return ms
}

async function loseChannel(pair: Pair, rounds: number): Promise<Finding> {
  const seen = { whole: [] as number[], unnoticed: [] as number[], degraded: [] as number[], again: [] as number[] }
  const noticed: number[] = []
  const healed: number[] = []
  const ended: string[] = []
  const { farServer, proxies } = pair
  const isDegraded = async (): Promise<boolean> => (await degradationsOf(farServer)).includes('push')
  await times(rounds, async () => {
    seen.whole.push(await endAndTime(pair, ended))
    for (const proxy of proxies) proxy.blackhole(LISTENS)
    const silentAt = performance.now()
    seen.unnoticed.push(await endAndTime(pair, ended))
    await timeUntil(isDegraded, 2 * REFUSED_MS)
    noticed.push(Math.round(performance.now() - silentAt))
    seen.degraded.push(await endAndTime(pair, ended))
    for (const proxy of proxies) proxy.heal()
    healed.push(await timeUntil(async () => !(await isDegraded()), 2 * WHOLE_MS))
    seen.again.push(await endAndTime(pair, ended))
  })
  const verdicts = await Promise.all(ended.map((secret) => pair.far.isValid(secret)))
  return judge({
    rounds: exactly(rounds, rounds),
    refusedWholeMaxMs: within(Math.max(...seen.whole), REFUSED_MS),
    refusedUnnoticedMaxMs: within(Math.max(...seen.unnoticed), REFUSED_MS),
    refusedDegradedMaxMs: within(Math.max(...seen.degraded), REFUSED_MS),
    refusedAgainMaxMs: within(Math.max(...seen.again), REFUSED_MS),
    saidDegradedMaxMs: within(Math.max(...noticed), REFUSED_MS),
    wholeAgainMaxMs: within(Math.max(...healed), WHOLE_MS),
    ended: atLeast(ended.length, 4 * rounds),
    resurrections: exactly(verdicts.filter((valid) => valid).length, 0),
  })
}

export const bar: Bar = {
  id: 'b05',
  title: 'a server that is cut off from what others tell refuses what they revoked all the same',
  inTests: 'nothing',
  async run(tier) {
    const parts: Record<string, Finding> = {}
    for (const name of VARIANTS[tier]) {
      const variant = variants[name]
      if (variant !== undefined) parts[name] = await withPair(variant, {}, (pair) => loseChannel(pair, ROUNDS[tier]))
    }
    return combine(parts)
  },
  controls: [
    {
      broken: 'the cache forgets nothing when a key changes',
      run: () =>
        withPair({ engine: 'postgres', hasRedis: false }, { cache: new DeafCache({ clock: processClock }) }, (pair) =>
          loseChannel(pair, 1),
        ),
    },
  ],
}
