import { hash, randomUUID } from 'node:crypto'
import { openMigrations } from '@latchkey/server/migrations'
import { type MariadbServer, mariadbDatabases, startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { type PostgresServer, postgresDatabases, startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { type RedisServer, startRedis } from '@latchkey/testkit/servers/redis-server'

export const backendStores = ['sqlite', 'memory', 'postgres', 'mariadb'] as const
/** `none` leaves it to each test whether anything is cached at all. */
export const backendCaches = ['none', 'memory', 'redis'] as const

/** What the servers of a test run on. */
export interface Backend {
  readonly store: (typeof backendStores)[number]
  readonly cache: (typeof backendCaches)[number]
}

type Settings = Readonly<Record<string, string>>

/** As the variables LATCHKEY_TEST_STORE and LATCHKEY_TEST_CACHE name it; an SQLite file when they do not. */
export const backend: Backend = {
  store: chosen('LATCHKEY_TEST_STORE', backendStores),
  cache: chosen('LATCHKEY_TEST_CACHE', backendCaches),
}

/** The store that a run was told to use, if it was told anything. */
export const namedStore = process.env['LATCHKEY_TEST_STORE'] === undefined ? undefined : backend.store

/** Why a test is left out that needs a second process, or a second start, on the same store. */
export const keptByOneProcess: string | false =
  backend.store === 'memory' && 'what one process keeps in its memory nobody else can open, and it ends with it'

/** Whether this run is about one store and one cache. */
export const isBackendChosen =
  process.env['LATCHKEY_TEST_STORE'] !== undefined || process.env['LATCHKEY_TEST_CACHE'] !== undefined

function chosen<const Name extends string>(variable: string, names: readonly [Name, ...Name[]]): Name {
  const wanted = process.env[variable] ?? names[0]
  const name = names.find((each) => each === wanted)
  if (name === undefined) throw new Error(`${variable} must be one of ${names.join(', ')}`)
  return name
}

/** Variables with the port of a server that several processes of tests share, its template made. */
export const SHARED_POSTGRES_PORT = 'LATCHKEY_TEST_POSTGRES_PORT'
export const SHARED_MARIADB_PORT = 'LATCHKEY_TEST_MARIADB_PORT'

// Otherwise one server of each kind for a whole process of tests; they end with it.
let postgres: Promise<Pick<PostgresServer, 'createDatabase'>> | undefined
let mariadb: Promise<Pick<MariadbServer, 'createDatabase'>> | undefined
let redis: Promise<RedisServer> | undefined

/** Settings of servers that share one new, empty store, and the caches that go with it. */
export async function openBackend({ store, cache }: Backend = backend): Promise<Settings> {
  return { ...(await openStore(store)), ...(await openCache(cache)) }
}

async function openStore(store: Backend['store']): Promise<Settings> {
  switch (store) {
    case 'sqlite':
      return {}
    case 'memory':
      return { LATCHKEY_DB_DSN: 'sqlite://:memory:' }
    case 'postgres': {
      postgres ??= sharedAt(SHARED_POSTGRES_PORT, postgresDatabases) ?? startMigratedPostgres()
      return { LATCHKEY_DB_DSN: await (await postgres).createDatabase(newName(), 'latchkey') }
    }
    case 'mariadb': {
      mariadb ??= sharedAt(SHARED_MARIADB_PORT, mariadbDatabases) ?? startMariadb()
      const dsn = await (await mariadb).createDatabase(newName())
      await migrate(dsn)
      return { LATCHKEY_DB_DSN: dsn }
    }
  }
}

function sharedAt<Databases>(variable: string, databasesAt: (port: number) => Databases): Promise<Databases> | undefined {
  const port = process.env[variable]
  return port === undefined ? undefined : Promise.resolve(databasesAt(Number(port)))
}

/** A server whose first database has the schema and nothing else: the template of all others. */
export async function startMigratedPostgres(): Promise<PostgresServer> {
  const server = await startPostgres({ settings: { max_connections: '400' } })
  await migrate(server.dsn)
  return server
}

async function migrate(dsn: string): Promise<void> {
  const migrations = openMigrations({ configFile: undefined, environment: { LATCHKEY_DB_DSN: dsn } })
  await migrations.up()
  await migrations.close()
}

async function openCache(cache: Backend['cache']): Promise<Settings> {
  if (cache === 'none') return {}
  if (cache === 'memory') return { LATCHKEY_CACHE_TYPE: 'memory' }
  redis ??= startRedis()
  return {
    LATCHKEY_CACHE_TYPE: 'redis',
    LATCHKEY_CACHE_REDIS_ADDRS: `127.0.0.1:${(await redis).port}`,
    LATCHKEY_RATE_LIMIT_BACKEND: 'redis',
  }
}

const newName = (): string => `latchkey_${hash('sha256', randomUUID()).slice(0, 16)}`
