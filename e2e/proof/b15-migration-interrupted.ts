import { askDatabase } from '@latchkey/testkit/sql/ask-database'
import { hashRows, hashSchema } from '@latchkey/testkit/sql/dump-schema'
import { countStatements } from '@latchkey/testkit/sql/further-migrations'
import { atLeast, atMost, type Bar, combine, type Finding, judge, type Tier } from './bar.ts'
import { migrate, startMigration } from './support/migrating.ts'
import { none } from './support/none.ts'
import { type SchemaEngine, schemaEngines, withEngine } from './support/schema-engines.ts'

const CRASH_EVERY = 8
const AT_LEAST = { pr: { kills: 2, crashes: 0 }, full: { kills: 70, crashes: 8 } } as const
const STATEMENTS_OVER_DATA = 5
const ROWS = 500
const RELEASE_MS = 30_000
/** Where a migrator is on another machine than the database, it may be gone without a word. */
const VANISHING: readonly SchemaEngine['name'][] = ['postgres', 'mariadb']

const further = 'adding'
const WORKSPACES = ['id', 'name', 'plan', 'created_at'] as const

interface Fresh {
  readonly schema: string
  readonly rows: string
}

/** What an interrupted migration left, where it is not what an uninterrupted one leaves. */
type Leftover = string

/** Statements at which to stop, counted from an empty database; the last of them go over data. */
function pointsOf(engine: SchemaEngine, tier: Tier): readonly number[] {
  const all = countStatements(engine.name, further)
  return tier === 'pr' ? [20, all - 1] : Array.from({ length: all }, (_, index) => index + 1)
}

/** A database of this program with data in it. */
async function filledDatabase(engine: SchemaEngine): Promise<string> {
  const dsn = await engine.newDatabase()
  await migrate({ dsn, further })
  await migrate({ dsn, further, down: 1 })
  await fill(dsn)
  return dsn
}

const fill = (dsn: string): Promise<unknown> =>
  askDatabase(
    dsn,
    `INSERT INTO workspaces (id, name, plan, created_at, updated_at) VALUES ${Array.from(
      { length: ROWS },
      (_, index) => `('workspace-${index}', 'Name ${index} ü', 'team', ${index}, ${index})`,
    ).join(', ')}`,
  )

async function freshOf(engine: SchemaEngine): Promise<Fresh> {
  const dsn = await engine.newDatabase()
  await migrate({ dsn, further })
  const schema = await hashSchema(dsn)
  await fill(dsn)
  return { schema, rows: await hashRows(dsn, 'workspaces', WORKSPACES) }
}

interface Interruption {
  readonly engine: SchemaEngine
  readonly fresh: Fresh
  readonly point: number
  readonly forgets: boolean
}

/** Stops a migration behind a statement, and runs it again as if nothing had been. */
async function interrupt(interruption: Interruption, how: 'kill' | 'crash'): Promise<readonly Leftover[]> {
  const { engine, point } = interruption
  const isOverData = point > countStatements(engine.name, further) - STATEMENTS_OVER_DATA
  const dsn = isOverData ? await filledDatabase(engine) : await engine.newDatabase()
  const after = isOverData ? point - countStatements(engine.name, further) + STATEMENTS_OVER_DATA : point
  const stopped = await (how === 'kill' ? kill : crash)(interruption, dsn, after)
  const again = await migrate({ dsn, further })
  const found = [...stopped, ...(again.code === 0 ? [] : [`the second run ended with ${again.code}: ${again.output}`])]
  if (again.code === 0) {
    if ((await hashSchema(dsn)) !== interruption.fresh.schema) found.push('another schema than that of a fresh database')
    if (isOverData) found.push(...(await harmOf(dsn, interruption.fresh)))
  }
  return found.map((what) => `${how} at ${point}: ${what.slice(0, 300)}`)
}

async function kill({ forgets }: Interruption, dsn: string, after: number): Promise<readonly Leftover[]> {
  const { signal, output } = await migrate({ dsn, further, forgets, stop: { after, how: 'kill' } })
  return signal === 'SIGKILL' ? [] : [`was not killed: ${output}`]
}

/** The database goes down under the migrator, which says so. */
async function crash({ engine, forgets }: Interruption, dsn: string, after: number): Promise<readonly Leftover[]> {
  const run = startMigration({ dsn, further, forgets, stop: { after, how: 'hold' } })
  if (!(await run.says('holding'))) return [`did not come so far: ${run.output}`]
  await engine.crash?.()
  run.signal('SIGKILL')
  await run.ended()
  return []
}

async function harmOf(dsn: string, { rows }: Fresh): Promise<readonly Leftover[]> {
  const [counts] = await askDatabase(
    dsn,
    `SELECT count(*), min(times_met), max(times_met), (SELECT count(*) FROM mottos) FROM workspaces`,
  )
  return [
    ...((await hashRows(dsn, 'workspaces', WORKSPACES)) === rows ? [] : ['the rows have changed']),
    ...(String(counts?.map(Number)) === String([ROWS, 1, 1, ROWS]) ? [] : [`the rows were not met once: ${counts}`]),
  ]
}

async function roundTrip(engine: SchemaEngine, { schema }: Fresh): Promise<readonly Leftover[]> {
  const dsn = await engine.newDatabase()
  await migrate({ dsn, further })
  const { code, output } = await migrate({ dsn, further, down: 99 })
  if (code !== 0) return [`down ended with ${code}: ${output}`]
  await migrate({ dsn, further })
  return (await hashSchema(dsn)) === schema ? [] : ['up, down and up is not up']
}

/** Milliseconds from the end of who held the lock to the end of who waited for it. */
async function releaseAfter(engine: SchemaEngine, end: 'SIGKILL' | 'SIGSTOP'): Promise<number> {
  const dsn = await engine.newDatabase()
  const holder = startMigration({ dsn, further, stop: { after: 3, how: 'hold' } })
  await holder.says('holding')
  const waiting = migrate({ dsn, further })
  const endedAt = performance.now()
  holder.signal(end)
  const { code } = await waiting
  const ms = Math.ceil(performance.now() - endedAt)
  holder.signal('SIGKILL')
  await holder.ended()
  return code === 0 ? ms : Number.POSITIVE_INFINITY
}

async function interruptAll(engine: SchemaEngine, tier: Tier, forgets: boolean): Promise<Finding> {
  const fresh = await freshOf(engine)
  const points = pointsOf(engine, tier)
  const crashes = engine.crash === undefined ? [] : points.filter((point) => point % CRASH_EVERY === 0)
  const found: Leftover[] = []
  // First, for a database that comes back looks through everything that is there.
  for (const point of crashes) found.push(...(await interrupt({ engine, fresh, point, forgets }, 'crash')))
  for (const point of points) found.push(...(await interrupt({ engine, fresh, point, forgets }, 'kill')))
  return judge({
    killedAtStatements: atLeast(points.length, AT_LEAST[tier].kills),
    databaseCrashes: atLeast(crashes.length, engine.crash === undefined ? 0 : AT_LEAST[tier].crashes),
    leftovers: none(found),
    upDownUp: none(await roundTrip(engine, fresh)),
    lockAfterDeathMs: atMost(await releaseAfter(engine, 'SIGKILL'), RELEASE_MS),
    ...(VANISHING.includes(engine.name)
      ? { lockAfterVanishingMs: atMost(await releaseAfter(engine, 'SIGSTOP'), RELEASE_MS) }
      : {}),
  })
}

async function run(tier: Tier, forgets = false): Promise<Finding> {
  const findings: Record<string, Finding> = {}
  for (const open of schemaEngines(tier)) {
    await withEngine(open, async (engine) => {
      findings[engine.name] = await interruptAll(engine, tier, forgets)
    })
  }
  return combine(findings)
}

export const bar: Bar = {
  id: 'b15',
  title: 'a migration that was cut off behind any statement is finished by the next one, to the schema of a fresh database',
  run: (tier) => run(tier),
  controls: [
    {
      broken: 'statements are not kept together, and how far a migration got is forgotten',
      run: (tier) => run(tier, true),
    },
  ],
}
