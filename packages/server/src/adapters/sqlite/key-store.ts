import { setImmediate as nextTurn } from 'node:timers/promises'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { type ApiKey, countsTowardsKeyQuota, type KeyId, type ProjectId } from '@latchkey/core/key/api-key'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { Instant } from '@latchkey/core/ports/clock'
import type {
  Idempotency,
  InsertOutcome,
  KeyChange,
  KeyInsertion,
  KeyQuery,
  KeyStore,
  KeySweep,
  KeyUse,
} from '@latchkey/core/ports/key-store'
import { checkKeyChange } from '../check-key-change.ts'
import { type EndedKey, sweptByProject } from '../swept-keys.ts'
import type { EndedKeyStatements } from './ended-key-statements.ts'
import type { GroupCommit } from './group-commit.ts'
import type { KeyList } from './key-list.ts'
import type { KeyStatements } from './key-statements.ts'
import { reading } from './storage-failure.ts'
import type { Transaction } from './transaction.ts'

/** Uses recorded in one transaction; they need not be all or nothing. */
const USES_PER_TRANSACTION = 256

export interface SqliteKeyStoreParts {
  readonly statements: KeyStatements
  readonly keyList: KeyList
  readonly endedKeys: EndedKeyStatements
  readonly commits: GroupCommit
}

export class SqliteKeyStore implements KeyStore {
  readonly #statements: KeyStatements
  readonly #keyList: KeyList
  readonly #endedKeys: EndedKeyStatements
  readonly #commits: GroupCommit

  constructor(parts: SqliteKeyStoreParts) {
    this.#statements = parts.statements
    this.#keyList = parts.keyList
    this.#endedKeys = parts.endedKeys
    this.#commits = parts.commits
  }

  find(projectId: ProjectId, id: KeyId): ApiKey | undefined {
    return reading(() => this.#statements.find(projectId, id))
  }

  findMany(projectId: ProjectId, ids: readonly KeyId[]): ReadonlyMap<KeyId, ApiKey> {
    return reading(() => {
      const found = new Map<KeyId, ApiKey>()
      for (const id of ids) {
        const key = this.#statements.find(projectId, id)
        if (key !== undefined) found.set(id, key)
      }
      return found
    })
  }

  list(projectId: ProjectId, query: KeyQuery): Awaitable<readonly ApiKey[]> {
    return reading(() => (this.#statements.isProjectDeleted(projectId) ? [] : this.#keyList.list(projectId, query)))
  }

  insert(projectId: ProjectId, insertion: KeyInsertion): Promise<InsertOutcome> {
    return this.#commits.run((transaction) => this.#insertOne(transaction, projectId, insertion))
  }

  /** One transaction for all of them: when the storage fails, none was inserted. */
  insertMany(projectId: ProjectId, insertions: readonly KeyInsertion[]): Promise<readonly InsertOutcome[]> {
    return this.#commits.run(
      (transaction) => insertions.map((insertion) => this.#insertOne(transaction, projectId, insertion)),
      insertions.length,
    )
  }

  change<C extends KeyChange>(projectId: ProjectId, id: KeyId, decide: (current: ApiKey) => C): Promise<C | undefined> {
    return this.#commits.run((transaction) => {
      const current = this.#statements.find(projectId, id)
      if (current === undefined) return undefined
      const change = decide(current)
      checkKeyChange(current, change)
      this.#write(transaction, current, change)
      return change
    })
  }

  async recordUses(uses: readonly KeyUse[]): Promise<void> {
    for (let start = 0; start < uses.length; start += USES_PER_TRANSACTION) {
      const some = uses.slice(start, start + USES_PER_TRANSACTION)
      await this.#commits.run(() => {
        for (const use of some) this.#statements.recordUse(use)
      }, some.length)
    }
  }

  async removeEnded(sweep: KeySweep): Promise<number> {
    const removed = await this.#commits.run((transaction) => this.#sweep(transaction, sweep), sweep.limit)
    // In a turn of its own: what came in meanwhile goes first.
    await nextTurn()
    this.#endedKeys.settle()
    return removed
  }

  forgetRequests(before: Instant, limit: number): Promise<number> {
    return this.#commits.run(() => this.#endedKeys.forgetRequests(before, limit), limit)
  }

  /** Nothing is announced: what ended so long ago is in no cache, and a long sweep would make all of them be flushed. */
  #sweep(transaction: Transaction, { ending, endedBefore, limit, audit }: KeySweep): number {
    const rows = this.#endedKeys.list(ending, endedBefore, limit)
    const swept = rows.flatMap(({ endedAt, ...row }): readonly EndedKey[] => {
      const key = this.#statements.find(row.projectId, row.id)
      this.#statements.remove(row)
      // A project that is being removed is told and counted nothing more.
      if (key === undefined) return []
      transaction.recount(key, undefined)
      return [{ key, endedAt }]
    })
    for (const ofProject of sweptByProject(swept)) transaction.appendAudit(ofProject.projectId, audit(ofProject))
    return rows.length
  }

  #insertOne(transaction: Transaction, projectId: ProjectId, insertion: KeyInsertion): InsertOutcome {
    const { key, idempotency, keyQuota, audit } = insertion
    if (key.projectId !== projectId) throw new Error('a key must be inserted into its own project')
    const used = transaction.liveKeys(projectId)
    const replay = idempotency === undefined ? undefined : this.#replayOf(key, idempotency)
    if (replay !== undefined) return replay
    if (keyQuota !== undefined && used >= keyQuota && countsTowardsKeyQuota(key)) {
      const isKnown = this.#statements.find(projectId, key.id) !== undefined
      return isKnown ? { outcome: 'exists' } : { outcome: 'quota_exceeded', limit: keyQuota, used }
    }
    if (!this.#add(transaction, key)) return { outcome: 'exists' }
    if (idempotency !== undefined) this.#statements.insertRequest(key, idempotency)
    transaction.appendAudit(projectId, audit)
    return { outcome: 'inserted', key }
  }

  /** A request id whose key is gone stays spent: giving it to another key would break its promise. */
  #replayOf(key: ApiKey, idempotency: Idempotency): InsertOutcome | undefined {
    const spent = this.#statements.findRequest(key.projectId, key.origin, idempotency.requestId)
    if (spent === undefined) return undefined
    if (spent.parametersHash !== idempotency.parametersHash) return { outcome: 'request_id_reused' }
    const made = this.#statements.find(key.projectId, spent.keyId)
    return made === undefined ? { outcome: 'request_id_reused' } : { outcome: 'replayed', key: made }
  }

  #write(transaction: Transaction, current: ApiKey, { update, remove, insert, audit }: KeyChange): void {
    const { projectId, id: keyId } = current
    const at = audit[0]?.at ?? current.updatedAt
    if (update !== undefined) {
      this.#statements.update(update)
      transaction.recount(current, update)
      transaction.announce({ kind: 'api_key', projectId, keyId, version: update.version }, at)
    }
    if (remove === true) {
      this.#statements.remove(current)
      transaction.recount(current, undefined)
      transaction.announce({ kind: 'api_key', projectId, keyId, version: Number.POSITIVE_INFINITY }, at)
    }
    if (insert !== undefined && !this.#add(transaction, insert)) throw new DomainError('api_key_exists')
    for (const entry of audit) transaction.appendAudit(projectId, entry)
  }

  /** False when the id is taken. No process can remember anything of a new key, so there is nothing to announce. */
  #add(transaction: Transaction, key: ApiKey): boolean {
    if (!this.#statements.insert(key)) return false
    transaction.reach('after-key-row')
    transaction.recount(undefined, key)
    return true
  }
}
