import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findFreePort } from '@latchkey/testkit/servers/free-port'
import { askDatabase } from '@latchkey/testkit/sql/ask-database'
import { hashSchema } from '@latchkey/testkit/sql/dump-schema'
import { type Bar, combine, exactly, type Finding, judge, type Tier } from './bar.ts'
import { migrate, Run, startMigration } from './support/migrating.ts'
import { none } from './support/none.ts'
import { type SchemaEngine, schemaEngines, withEngine } from './support/schema-engines.ts'
import { times, together } from './support/with-server.ts'

const ROUNDS = { pr: 1, full: 10 } as const
const MIGRATORS = 5
const START_LIMIT_MS = 60_000
const POLL_MS = 50
const LATCHKEY = resolve(import.meta.dirname, '../../packages/cli/src/main.ts')

/** How this bar has a migrator started: by the command line, or by what stands in for it without its defence. */
type StartMigrator = (dsn: string) => Run

// What chooses the store of a run is no setting of the product.
const migrateUp: StartMigrator = (dsn) => new Run([LATCHKEY, 'migrate', 'up', '--database', dsn], { PATH: process.env['PATH'] })

/** A server on a database, until it answers or ends. */
interface Serving {
  readonly isReady: boolean
  readonly code: number | null
  readonly output: string
}

interface Place {
  readonly folder: string
  readonly masterSecret: string
}

async function serve({ folder, masterSecret }: Place, dsn: string, ...options: readonly string[]): Promise<Serving> {
  const port = await findFreePort()
  const run = new Run([LATCHKEY, 'serve', ...options], {
    PATH: process.env['PATH'],
    HOME: folder,
    LATCHKEY_DATA_DIR: join(folder, String(port)),
    LATCHKEY_DB_DSN: dsn,
    LATCHKEY_SECRETS_MASTER_CURRENT: masterSecret,
    LATCHKEY_SERVE_HTTP_HOST: '127.0.0.1',
    LATCHKEY_SERVE_HTTP_PORT: String(port),
    LATCHKEY_SERVE_METRICS_HOST: '127.0.0.1',
    LATCHKEY_SERVE_METRICS_PORT: String(await findFreePort()),
  })
  const isReady = await untilReady(port, run)
  run.signal('SIGTERM')
  return { isReady, ...(await run.ended()) }
}

async function untilReady(port: number, run: Run): Promise<boolean> {
  let hasEnded = false
  void run.ended().then(() => {
    hasEnded = true
  })
  const until = performance.now() + START_LIMIT_MS
  for (; !hasEnded && performance.now() < until; await delay(POLL_MS)) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined)
    if (answer?.ok === true) return true
  }
  return false
}

interface Crowd {
  readonly engine: SchemaEngine
  readonly place: Place
  readonly startMigrator: StartMigrator
}

/** Everybody at once on an empty database. Resolves to what went wrong. */
async function crowd({ engine, place, startMigrator }: Crowd, fresh: string): Promise<readonly string[]> {
  const dsn = await engine.newDatabase()
  const [migrations, migrating, plain] = await Promise.all([
    together(MIGRATORS, () => startMigrator(dsn).ended()),
    serve(place, dsn, '--migrate'),
    serve(place, dsn),
  ])
  const applied = migrations.flatMap(({ output }) => /^Applied (.*)\.$/m.exec(output)?.[1]?.split(', ') ?? [])
  const mayServe = plain.isReady || (engine.name !== 'sqlite' && isToldToMigrate(plain))
  return [
    ...migrations.flatMap(({ code, output }) => (code === 0 ? [] : [`migrate up ended with ${code}: ${output}`])),
    ...(new Set(applied).size === applied.length ? [] : [`applied more than once: ${applied}`]),
    ...(migrating.isReady ? [] : [`serve --migrate ended with ${migrating.code}: ${migrating.output}`]),
    ...(mayServe ? [] : [`serve ended with ${plain.code}: ${plain.output}`]),
    ...[...migrations, migrating, plain].flatMap(({ output }) => (/deadlock/i.test(output) ? [`deadlock: ${output}`] : [])),
    ...((await hashSchema(dsn)) === fresh ? [] : ['another schema than that of one migrator alone']),
  ].map((what) => what.slice(0, 300))
}

const isToldToMigrate = ({ code, output }: Serving): boolean => code === 1 && output.includes('latchkey migrate up')
const isTurnedAway = ({ code, output }: Serving): boolean => code === 1 && output.includes('Start the newer program')

/** What `serve` says to a schema that is not its own. Resolves to what it should not have. */
async function refusals({ engine, place }: Crowd): Promise<readonly string[]> {
  const [breaking, adding] = [await engine.newDatabase(), await engine.newDatabase()]
  await migrate({ dsn: breaking, further: 'breaking' })
  await migrate({ dsn: adding, further: 'adding' })
  const refused = await serve(place, breaking)
  const refusedToMigrate = await serve(place, breaking, '--migrate')
  const migration = await migrateUp(breaking).ended()
  const accepted = await serve(place, adding, '--migrate')
  const empty = engine.name === 'sqlite' ? undefined : await serve(place, await engine.newDatabase())
  return [
    ...[refused, refusedToMigrate].flatMap((one) => (isTurnedAway(one) ? [] : [`a newer schema: ${one.code} ${one.output}`])),
    ...(migration.code !== 0 && migration.output.includes('newer program') ? [] : [`migrate up: ${migration.output}`]),
    ...(accepted.isReady ? [] : [`a schema that only adds: ${accepted.code} ${accepted.output}`]),
    ...(empty === undefined || isToldToMigrate(empty) ? [] : [`an empty database: ${empty.code} ${empty.output}`]),
  ].map((what) => what.slice(0, 300))
}

/** As the engine has counted them since its start. */
async function countDeadlocks({ name }: SchemaEngine, dsn: string): Promise<number> {
  if (name === 'sqlite') return 0
  const [row] = await askDatabase(
    dsn,
    name === 'postgres'
      ? 'SELECT sum(deadlocks) FROM pg_stat_database'
      : `SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'INNODB_DEADLOCKS'`,
  )
  return Number(row?.[0])
}

async function tryEngine(crowded: Crowd, tier: Tier): Promise<Finding> {
  const { engine } = crowded
  const alone = await engine.newDatabase()
  await migrateUp(alone).ended()
  const fresh = await hashSchema(alone)
  const found: string[] = []
  let rounds = 0
  await times(ROUNDS[tier], async () => {
    found.push(...(await crowd(crowded, fresh)))
    rounds += 1
  })
  return judge({
    rounds: exactly(rounds, ROUNDS[tier]),
    failures: none(found),
    wrongAnswers: none(await refusals(crowded)),
    deadlocks: exactly(await countDeadlocks(engine, alone), 0),
  })
}

async function run(tier: Tier, startMigrator = migrateUp): Promise<Finding> {
  const findings: Record<string, Finding> = {}
  const place = { folder: await mkdtemp(join(tmpdir(), 'latchkey-migrators-')), masterSecret: randomBytes(32).toString('hex') }
  try {
    for (const open of schemaEngines(tier)) {
      await withEngine(open, async (engine) => {
        findings[engine.name] = await tryEngine({ engine, place, startMigrator }, tier)
      })
    }
  } finally {
    await rm(place.folder, { recursive: true, force: true })
  }
  return combine(findings)
}

export const bar: Bar = {
  id: 'b16',
  inTests: 'nothing',
  title:
    'of many migrators and servers that start at once each migration is applied once, and no program serves a strange schema',
  run: (tier) => run(tier),
  controls: [
    {
      broken: 'migrators do not keep each other out',
      run: () => run('pr', (dsn) => startMigration({ dsn, further: 'adding', forgets: true })),
    },
  ],
}
