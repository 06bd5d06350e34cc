import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { atLeast, type Finding, judge } from '../bar.ts'
import type { Reply } from './api.ts'
import type { Mutation } from './audited-mutation.ts'
import { auditedMutations, thingsOf, untriedMutations } from './audited-mutations.ts'
import { onControlBench } from './control-bench.ts'
import { none } from './none.ts'

/** What a trigger does to a row that is about to be written: refuse it, or lose it without a word. */
export type Sabotage = 'ABORT' | 'IGNORE'

/** What a refused call may leave behind: when sessions were seen and tries of passwords, and what was used and how often. */
const BESIDE: ReadonlySet<string> = new Set(['sessions', 'usage_buckets', 'usage_sources', 'verification_failures'])

/** Every mutation once while no audit row can be written, then once more while it can. */
export const measureFailingAudit = (sabotage: Sabotage): Promise<Finding> =>
  onControlBench({ config: { console: { registration: 'open' } } }, async (bench) => {
    const wrong: string[] = []
    const things = await thingsOf(bench)
    const file = join(bench.server.folder, 'data', 'latchkey.db')
    const unrecorded: string[] = []
    for (const mutation of auditedMutations) {
      const call = await prepared(mutation, () => mutation.prepare(things))
      const found = await whileBroken(file, sabotage, call)
      if (found !== undefined) wrong.push(`${mutation.operation}: ${found}`)
      const again = await acknowledgedWithRow(file, call)
      if (!again.isAcknowledged) wrong.push(`${mutation.operation} afterwards: ${again.status}`)
      else if (!again.isRecorded) unrecorded.push(mutation.operation)
    }
    return judge({
      mutations: atLeast(auditedMutations.length, 40),
      mutationsNotTried: none(untriedMutations()),
      changedOrNot503: none(wrong),
      acknowledgedWithoutRow: none(unrecorded),
    })
  })

async function prepared<T>({ operation }: Mutation, prepare: () => Promise<T>): Promise<T> {
  try {
    return await prepare()
  } catch (cause) {
    throw new Error(`${operation} could not be prepared`, { cause })
  }
}

async function whileBroken(
  file: string,
  sabotage: Sabotage,
  call: Awaited<ReturnType<Mutation['prepare']>>,
): Promise<string | undefined> {
  const raise = sabotage === 'ABORT' ? `RAISE(ABORT, 'no')` : 'RAISE(IGNORE)'
  onDatabase(file, (db) => db.exec(`CREATE TRIGGER broken BEFORE INSERT ON audit_events BEGIN SELECT ${raise}; END`))
  try {
    const before = contentOf(file)
    const reply = await call()
    const changed = Object.keys(before).filter((table) => contentOf(file)[table] !== before[table])
    if (!isRefused(reply)) return `answered ${reply.status}`
    return changed.length === 0 ? undefined : `changed ${changed.join(', ')}`
  } finally {
    onDatabase(file, (db) => db.exec('DROP TRIGGER broken'))
  }
}

/** An outage; a bulk says of each key that it could not be revoked. */
const isRefused = ({ status, body }: Reply): boolean =>
  status === 503 || (status === 200 && body.failure_count > 0 && body.revoked_count === 0)

/** The same call, now that it can be recorded. */
async function acknowledgedWithRow(file: string, call: Awaited<ReturnType<Mutation['prepare']>>) {
  // By id, not by number: the rows of a project that was deleted a while ago go at any moment.
  const ids = () =>
    onDatabase(
      file,
      (db) =>
        new Set(
          db
            .prepare('SELECT id FROM audit_events')
            .all()
            .map(({ id }) => String(id)),
        ),
    )
  const before = ids()
  const { status } = await call()
  return { status, isAcknowledged: status < 300, isRecorded: ids().difference(before).size > 0 }
}

function onDatabase<R>(file: string, act: (db: DatabaseSync) => R): R {
  const db = new DatabaseSync(file, { timeout: 5_000 })
  try {
    return act(db)
  } finally {
    db.close()
  }
}

/** Every table as text, but those that a refused call may touch. */
const contentOf = (file: string): Readonly<Record<string, string>> =>
  onDatabase(file, (db) => {
    const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all()
    const names = tables.map(({ name }) => String(name)).filter((name) => !BESIDE.has(name))
    return Object.fromEntries(names.map((name) => [name, JSON.stringify(db.prepare(`SELECT * FROM ${name}`).all())]))
  })
