import { createSecretKey, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatIssuedKey } from '@latchkey/core/credential/issued-key'
import type { ProjectId } from '@latchkey/core/key/api-key'
import { startServer } from '@latchkey/server/main'
import { ACTORS, type SeededKeys, seededKey, seedKeys } from './seed-keys.ts'
import { seedPostgres } from './seed-postgres.ts'

export interface InstallationOptions {
  readonly keys: number
  readonly cache: boolean
  /** Whether verifications are counted; default: they are. */
  readonly usage?: boolean
  /** How many the keys are divided among; default: 1,000. */
  readonly actors?: number
  /** Gives every key a limit that no load reaches, and says whether it is enforced; default: keys have none. */
  readonly rateLimit?: 'enforced' | 'reported'
  /** Threads that answer requests; default: 1. */
  readonly workers?: number
  /** An empty database of PostgreSQL; default: an SQLite file. */
  readonly postgresDsn?: string | undefined
  /** `host:port` of what the servers share for caching, limits and telling each other; default: they do not. */
  readonly redisAddress?: string | undefined
}

const RATE_LIMIT = { quota: 1_000_000, windowMs: 1000, unit: 'request' }

/** A data folder with a project full of keys, and what it takes to start a server on it and to know its keys. */
export interface Installation {
  readonly configFile: string
  /** Where it is on SQLite. */
  readonly databaseFile: string
  readonly projectId: ProjectId
  /** How many there are. */
  readonly keys: number
  /** What every request to the admin surface carries. */
  readonly headers: { readonly Authorization: string }
  /** The credentials of `count` keys, spread over all that there are. */
  credentials(count: number): readonly string[]
  remove(): Promise<void>
}

export async function createInstallation(options: InstallationOptions): Promise<Installation> {
  const { keys } = options
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-data-'))
  const hmacSecret = randomBytes(48).toString('base64')
  const projectKey = `ory_pat_${randomBytes(32).toString('hex')}`
  const configFile = join(folder, 'latchkey.json')
  await writeFile(configFile, JSON.stringify(configuration(folder, hmacSecret, options)), { mode: 0o600 })
  const environment = { LATCHKEY_BOOTSTRAP_PROJECT_KEY: projectKey }
  const server = await startServer({ configFile, workers: 1, environment, migrate: true })
  const projectId = server.defaultProject.id
  await server.stop()
  const databaseFile = join(folder, 'latchkey.db')
  const seeded: SeededKeys = { keys, rateLimit: options.rateLimit && RATE_LIMIT, actors: options.actors ?? ACTORS }
  const { postgresDsn } = options
  const issuedAtSeconds =
    postgresDsn === undefined ? seedKeys(databaseFile, projectId, seeded) : await seedPostgres(postgresDsn, projectId, seeded)
  const hmacKey = createSecretKey(hmacSecret, 'utf8')
  return {
    configFile,
    databaseFile,
    projectId,
    keys,
    headers: { Authorization: `Bearer ${projectKey}` },
    credentials: (count) =>
      Array.from({ length: count }, (_, index) => {
        const { id, prefix } = seededKey(projectId, Math.floor((index * keys) / count), issuedAtSeconds)
        return formatIssuedKey({ prefix, keyId: id, issuedAtSeconds }, hmacKey)
      }),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

const configuration = (
  folder: string,
  hmacSecret: string,
  { cache, usage = true, rateLimit, workers = 1, postgresDsn, redisAddress }: InstallationOptions,
) => ({
  data_dir: folder,
  ...(postgresDsn === undefined ? {} : { db: { dsn: postgresDsn } }),
  // Every server is loaded as far as it goes: what it counts for its admission is part of the figure, what it refuses is not.
  serve: {
    http: { host: '127.0.0.1', port: 0, workers, admission: { max_delay: '1s' } },
    metrics: { host: '127.0.0.1', port: 0 },
  },
  log: { level: 'error' },
  secrets: { hmac: { current: hmacSecret } },
  cache: {
    enabled: cache,
    ttl: '1h',
    ...(redisAddress === undefined ? {} : { type: 'redis', redis: { addrs: [redisAddress] } }),
  },
  rate_limit: { enabled: rateLimit === 'enforced', ...(redisAddress === undefined ? {} : { backend: 'redis' }) },
  usage: { enabled: usage },
})
