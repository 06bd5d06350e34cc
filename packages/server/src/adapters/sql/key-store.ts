import { DomainError } from '@latchkey/core/errors/domain-error'
import { type ApiKey, countsTowardsKeyQuota, type KeyId, type KeyOrigin, type ProjectId } from '@latchkey/core/key/api-key'
import { endOf } from '@latchkey/core/key/key-retention'
import type { Instant } from '@latchkey/core/ports/clock'
import type {
  Idempotency,
  InsertOutcome,
  KeyChange,
  KeyEnding,
  KeyInsertion,
  KeyQuery,
  KeyStore,
  KeySweep,
  KeyUse,
} from '@latchkey/core/ports/key-store'
import { checkKeyChange } from '../check-key-change.ts'
import { type EndedKey, sweptByProject } from '../swept-keys.ts'
import type { SqlCommits } from './commits.ts'
import { SqlKeyList } from './key-list.ts'
import { findKey, findKeys, keyTables, lockKey } from './key-reads.ts'
import { findSpentRequest, forgetRequests, insertKey, recordKeyUse, removeKey, spendRequest, updateKey } from './key-writes.ts'
import type { SqlDatabase } from './sql-database.ts'
import type { SqlTransaction } from './transaction.ts'

/** Uses recorded in one transaction; they need not be all or nothing. */
const USES_PER_TRANSACTION = 256

type EndedRow = readonly [projectId: string, id: string, endedAt: number]

export class SqlKeyStore implements KeyStore {
  readonly #database: SqlDatabase
  readonly #commits: SqlCommits
  readonly #keyList: SqlKeyList

  constructor({ database, commits }: { readonly database: SqlDatabase; readonly commits: SqlCommits }) {
    this.#database = database
    this.#commits = commits
    this.#keyList = new SqlKeyList(database.administration, database.dialect)
  }

  find(projectId: ProjectId, id: KeyId): Promise<ApiKey | undefined> {
    return findKey(this.#database.verification, projectId, id)
  }

  async findMany(projectId: ProjectId, ids: readonly KeyId[]): Promise<ReadonlyMap<KeyId, ApiKey>> {
    const found = await findKeys(this.#database.verification, projectId, ids)
    return new Map(found.map((key) => [key.id, key]))
  }

  list(projectId: ProjectId, query: KeyQuery): Promise<readonly ApiKey[]> {
    return this.#keyList.list(projectId, query)
  }

  insert(projectId: ProjectId, insertion: KeyInsertion): Promise<InsertOutcome> {
    return this.#commits.run(projectId, (transaction) => insertOne(transaction, projectId, insertion))
  }

  /** One transaction for all of them: when the storage fails, none was inserted. */
  insertMany(projectId: ProjectId, insertions: readonly KeyInsertion[]): Promise<readonly InsertOutcome[]> {
    return this.#commits.run(
      projectId,
      async (transaction) => {
        const outcomes: InsertOutcome[] = []
        for (const insertion of insertions) outcomes.push(await insertOne(transaction, projectId, insertion))
        return outcomes
      },
      insertions.length,
    )
  }

  change<C extends KeyChange>(projectId: ProjectId, id: KeyId, decide: (current: ApiKey) => C): Promise<C | undefined> {
    return this.#commits.run(projectId, async (transaction) => {
      // Locked, so that a use that is recorded meanwhile is not written over.
      const current = await lockKey(transaction.session, projectId, id)
      if (current === undefined) return undefined
      const change = decide(current)
      checkKeyChange(current, change)
      await writeChange(transaction, current, change)
      return change
    })
  }

  async recordUses(uses: readonly KeyUse[]): Promise<void> {
    // In one order everywhere, so that two instances do not wait for each other.
    const sorted = uses.toSorted((one, other) => compareTexts(one.projectId, other.projectId) || compareTexts(one.id, other.id))
    for (let start = 0; start < sorted.length; start += USES_PER_TRANSACTION) {
      await this.#commits.runUnchained(async ({ session }) => {
        for (const use of sorted.slice(start, start + USES_PER_TRANSACTION)) await recordKeyUse(session, use)
      })
    }
  }

  removeEnded(sweep: KeySweep): Promise<number> {
    return this.#commits.runUnchained(async (transaction) => {
      const rows = await listEnded(transaction, sweep)
      const swept: Swept[] = []
      for (const row of rows) swept.push(await sweepOne(transaction, row, sweep))
      for (const ofProject of sweptByProject(swept.flatMap(({ ended }) => ended))) {
        await transaction.appendAudit(ofProject.projectId, sweep.audit(ofProject))
      }
      return swept.reduce((sum, { rows: removed }) => sum + removed, 0)
    })
  }

  forgetRequests(before: Instant, limit: number): Promise<number> {
    return this.#commits.runUnchained(({ session }) => forgetRequests(session, before, limit))
  }
}

async function insertOne(
  transaction: SqlTransaction,
  projectId: ProjectId,
  { key, idempotency, keyQuota, audit }: KeyInsertion,
): Promise<InsertOutcome> {
  if (key.projectId !== projectId) throw new Error('a key must be inserted into its own project')
  const { session } = transaction
  const used = await transaction.liveKeys(projectId)
  const replay = idempotency === undefined ? undefined : await findReplay(transaction, key, idempotency)
  if (replay !== undefined) return replay
  if (keyQuota !== undefined && used >= keyQuota && countsTowardsKeyQuota(key)) {
    const isKnown = (await findKey(session, projectId, key.id)) !== undefined
    return isKnown ? { outcome: 'exists' } : { outcome: 'quota_exceeded', limit: keyQuota, used }
  }
  if (!(await add(transaction, key))) return { outcome: 'exists' }
  if (idempotency !== undefined) await spendRequest(session, key, idempotency)
  await transaction.appendAudit(projectId, audit)
  return { outcome: 'inserted', key }
}

/** A request id whose key is gone stays spent: giving it to another key would break its promise. */
async function findReplay(
  { session }: SqlTransaction,
  key: ApiKey,
  { requestId, parametersHash }: Idempotency,
): Promise<InsertOutcome | undefined> {
  const spent = await findSpentRequest(session, key, requestId)
  if (spent === undefined) return undefined
  if (spent.parametersHash !== parametersHash) return { outcome: 'request_id_reused' }
  const made = await findKey(session, key.projectId, spent.keyId)
  return made === undefined ? { outcome: 'request_id_reused' } : { outcome: 'replayed', key: made }
}

async function writeChange(transaction: SqlTransaction, current: ApiKey, change: KeyChange): Promise<void> {
  const { update, remove, insert, audit } = change
  const { projectId, id: keyId } = current
  const at = audit[0]?.at ?? current.updatedAt
  if (update !== undefined) {
    await updateKey(transaction.session, update)
    await transaction.recount(current, update)
    transaction.announce({ kind: 'api_key', projectId, keyId, version: update.version }, at)
  }
  if (remove === true) {
    await removeKey(transaction.session, current)
    await transaction.recount(current, undefined)
    transaction.announce({ kind: 'api_key', projectId, keyId, version: Number.POSITIVE_INFINITY }, at)
  }
  if (insert !== undefined && !(await add(transaction, insert))) throw new DomainError('api_key_exists')
  for (const entry of audit) await transaction.appendAudit(projectId, entry)
}

/** False when the id is taken. No process can remember anything of a new key, so there is nothing to announce. */
async function add(transaction: SqlTransaction, key: ApiKey): Promise<boolean> {
  if (!(await insertKey(transaction.session, key))) return false
  transaction.reach('after-key-row')
  await transaction.recount(undefined, key)
  return true
}

interface Ended {
  readonly origin: KeyOrigin
  readonly projectId: ProjectId
  readonly id: KeyId
}

/** What became of one row: removed or not, and the key to tell of, unless its project is gone. */
interface Swept {
  readonly rows: number
  readonly ended: readonly EndedKey[]
}

const endedSql = (origin: KeyOrigin, ending: KeyEnding): string =>
  `SELECT project_id, id, ${ending}_end FROM ${keyTables[origin]}
    WHERE ${ending === 'revoked' ? 'revoked_at IS NOT NULL' : 'revoked_at IS NULL AND expires_at IS NOT NULL'}
    AND ${ending}_end < ? ORDER BY ${ending}_end LIMIT ?`

/** Issued keys before imported ones; in one order of projects everywhere, so that two sweepers do not wait for each other. */
async function listEnded({ session }: SqlTransaction, { ending, endedBefore, limit }: KeySweep): Promise<readonly Ended[]> {
  const found: Ended[] = []
  for (const origin of ['issued', 'imported'] as const) {
    const rows = await session.all<EndedRow>(endedSql(origin, ending), [endedBefore, limit - found.length])
    for (const [projectId, id] of rows) found.push({ origin, projectId: projectId as ProjectId, id: id as KeyId })
  }
  return found.toSorted((one, other) => compareTexts(one.projectId, other.projectId) || compareTexts(one.id, other.id))
}

/** Nothing is announced: what ended so long ago is in no cache. What has changed meanwhile is judged anew. */
async function sweepOne(transaction: SqlTransaction, row: Ended, sweep: KeySweep): Promise<Swept> {
  await transaction.lock(row.projectId)
  const key = await lockKey(transaction.session, row.projectId, row.id)
  if (key === undefined) {
    // Of a project that is being removed, which is told and counted nothing more; or somebody else was quicker.
    const text = `DELETE FROM ${keyTables[row.origin]} WHERE project_id = ? AND id = ?`
    return { rows: await transaction.session.run(text, [row.projectId, row.id]), ended: [] }
  }
  const end = endOf(key)
  if (end === undefined || end.ending !== sweep.ending || end.at >= sweep.endedBefore) return { rows: 0, ended: [] }
  await removeKey(transaction.session, key)
  await transaction.recount(key, undefined)
  return { rows: 1, ended: [{ key, endedAt: end.at }] }
}

const compareTexts = (one: string, other: string): number => Number(one > other) - Number(one < other)
