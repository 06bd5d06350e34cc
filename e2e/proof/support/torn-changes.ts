import { isDeepStrictEqual } from 'node:util'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import type { CommitStep } from '@latchkey/server/adapters/sql/transaction'
import { evictingKeyStore } from '@latchkey/server/coherence/evicting-key-store'
import { controlMutationsOf, controlSnapshotOf, inhabit } from '@latchkey/testkit/sqlite/control-mutations'
import { type ChangedStore, fill, mutationsOf, snapshotOf } from '@latchkey/testkit/sqlite/mutations'
import { createProject } from '@latchkey/testkit/sqlite/temporary-database'
import { failStatements } from '../../support/side-door.ts'
import { atLeast, exactly, type Finding, judge } from '../bar.ts'
import { none } from './none.ts'
import { type BareDatabase, openBareDatabase } from './store-beside.ts'

/** One change to something that was made for it, and everything that it may change. */
interface Attempt {
  readonly change: () => Promise<unknown>
  readonly look: () => Promise<unknown>
}

/** Makes what a kind of change is tried on: changed in one store, looked at through another. */
type Preparing = (changing: ChangedStore, looking: ChangedStore) => Promise<Attempt>

const ofKeys =
  (name: keyof ReturnType<typeof mutationsOf>): Preparing =>
  async (changing, looking) => {
    const projectId = await createProject(looking)
    const changes = mutationsOf(changing, projectId, await fill(looking, projectId))
    return { change: async () => changes[name](), look: () => snapshotOf(looking, projectId) }
  }

const ofControl =
  (name: keyof ReturnType<typeof controlMutationsOf>): Preparing =>
  async (changing, looking) => {
    const place = await inhabit(looking)
    const changes = controlMutationsOf(changing, place)
    return { change: async () => changes[name](), look: () => controlSnapshotOf(looking, place) }
  }

const changes: Readonly<Record<string, Preparing>> = {
  issue: ofKeys('issue'),
  import: ofKeys('import'),
  batch: ofKeys('batch'),
  update: ofKeys('update'),
  rotate: ofKeys('rotate'),
  delete: ofKeys('delete'),
  createAccessKey: ofKeys('createAccessKey'),
  deleteAccessKey: ofKeys('deleteAccessKey'),
  changeProject: ofKeys('changeProject'),
  createWorkspace: ofControl('createWorkspace'),
  changeWorkspace: ofControl('changeWorkspace'),
  createAccount: ofControl('createAccount'),
  changeRole: ofControl('changeRole'),
  removeMember: ofControl('removeMember'),
  createInvitation: ofControl('createInvitation'),
  deleteInvitation: ofControl('deleteInvitation'),
  createPasswordReset: ofControl('createPasswordReset'),
  resetPassword: ofControl('resetPassword'),
  acceptInvitation: ofControl('acceptInvitation'),
  createProject: ofControl('createProject'),
  reviseProject: ofControl('reviseProject'),
  deleteProject: ofControl('deleteProject'),
}

/** Where the work of a change ends: at its nth step. */
interface Cut {
  steps: CommitStep[]
  at: number
}

/** To the database, a process that ends is a transaction that is never committed. */
function cutter(cut: Cut): (step: CommitStep) => void {
  return (step) => {
    cut.steps.push(step)
    if (cut.steps.length - 1 === cut.at) throw new Error('the process ends here')
  }
}

export type BreakStore = (store: KeyStore) => KeyStore

/** Every change, ended at every one of its steps: what is there then is what was there before, or all of it. */
export async function measureCuts(breakStore: BreakStore = (same) => same): Promise<Finding> {
  const cut: Cut = { steps: [], at: Number.NaN }
  const database = await openBareDatabase(cutter(cut))
  const torn: string[] = []
  let cuts = 0
  try {
    for (const [name, prepare] of Object.entries(changes)) {
      const steps = await stepsOf({ database, prepare, breakStore, cut })
      for (const [at, step] of steps.entries()) {
        const cutting = { database, prepare, breakStore, cut }
        const state = await stateAfterCut(cutting, at, { step, isLast: at === steps.length - 1 })
        if (state !== 'right') torn.push(`${name} at ${step}: ${state}`)
        cuts++
      }
    }
  } finally {
    await database.close()
  }
  return judge({
    changes: exactly(Object.keys(changes).length, 22),
    cuts: atLeast(cuts, 4 * Object.keys(changes).length),
    torn: none(torn),
  })
}

interface Cutting {
  readonly database: BareDatabase
  readonly prepare: Preparing
  readonly breakStore: BreakStore
  readonly cut: Cut
}

async function prepared({ database, prepare, breakStore }: Omit<Cutting, 'cut'>): Promise<Attempt> {
  const { changing, looking } = database
  await database.empty()
  const keys = breakStore(evictingKeyStore(changing.keys, () => {}))
  return prepare({ ...changing, keys }, looking)
}

/** The steps of a change that is let through. */
async function stepsOf({ cut, ...cutting }: Cutting): Promise<readonly CommitStep[]> {
  const { change } = await prepared(cutting)
  Object.assign(cut, { steps: [], at: Number.NaN })
  await change()
  return [...cut.steps]
}

async function stateAfterCut(
  { cut, ...cutting }: Cutting,
  at: number,
  { step, isLast }: { readonly step: CommitStep; readonly isLast: boolean },
): Promise<string> {
  const { change, look } = await prepared(cutting)
  const before = await look()
  Object.assign(cut, { steps: [], at })
  const outcome = await change().then(
    () => 'acknowledged',
    () => 'failed',
  )
  cut.at = Number.NaN
  if (outcome !== 'failed') return outcome
  const isUnchanged = isDeepStrictEqual(await look(), before)
  if (step !== 'after-commit') return isUnchanged ? 'right' : 'something was written'
  if (isUnchanged) return 'nothing was written'
  // What comes after is one more transaction, of which nothing is there.
  return isLast ? 'right' : 'only a part was written'
}

const STATEMENTS = ['INSERT', 'UPDATE', 'DELETE'] as const
/** Written by nearly everything, and so the first to try. */
const SHORT = [
  ['INSERT', 'audit_events'],
  ['UPDATE', 'audit_chains'],
  ['INSERT', 'outbox'],
  ['UPDATE', 'outbox_head'],
  ['INSERT', 'issued_api_keys'],
] as const

/** Every change while one kind of statement on one table fails: refused as an outage with nothing changed, or not concerned. */
export async function measureFailingRows(tier: 'pr' | 'full'): Promise<Finding> {
  const database = await openBareDatabase(() => {})
  const wrong: string[] = []
  const refusedBy = new Map<string, number>()
  try {
    const failing = tier === 'pr' ? SHORT : await everyStatement(database)
    for (const [name, prepare] of Object.entries(changes)) {
      for (const [statement, table] of failing) {
        const found = await whileFailing(database, prepare, [statement, table])
        if (found === 'refused') refusedBy.set(`${statement} ${table}`, (refusedBy.get(`${statement} ${table}`) ?? 0) + 1)
        else if (found !== 'not concerned') wrong.push(`${name} while ${statement} on ${table} fails: ${found}`)
      }
    }
  } finally {
    await database.close()
  }
  return judge({
    statementsThatRefused: atLeast(refusedBy.size, SHORT.length),
    refusedWithoutAudit: exactly(refusedBy.get('INSERT audit_events') ?? 0, Object.keys(changes).length),
    refused: atLeast(
      [...refusedBy.values()].reduce((sum, count) => sum + count, 0),
      Object.keys(changes).length,
    ),
    wrong: none(wrong),
  })
}

async function everyStatement({ door }: BareDatabase): Promise<readonly (readonly [string, string])[]> {
  const schema = door.engine === 'postgres' ? `'public'` : 'database()'
  const rows = await door.ask(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ${schema} AND table_type = 'BASE TABLE'`,
  )
  const tables = rows.map(({ name }) => String(name)).filter((name) => !name.includes('migration'))
  return tables.flatMap((table) => STATEMENTS.map((statement) => [statement, table] as const))
}

async function whileFailing(
  database: BareDatabase,
  prepare: Preparing,
  [statement, table]: readonly [string, string],
): Promise<string> {
  const { change, look } = await prepared({ database, prepare, breakStore: (same) => same })
  const before = await look()
  const heal = await failStatements(database.door, statement, table)
  const outcome = await change()
    .then(
      () => 'acknowledged',
      (error: unknown) => codeOf(error),
    )
    .finally(heal)
  const isUnchanged = isDeepStrictEqual(await look(), before)
  if (outcome === 'acknowledged') return isUnchanged ? 'acknowledged and nothing done' : 'not concerned'
  if (outcome !== 'service_unavailable') return `answered ${outcome}`
  if (!isUnchanged) return 'changed something'
  await change()
  return 'refused'
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : `an error without a code: ${error}`
