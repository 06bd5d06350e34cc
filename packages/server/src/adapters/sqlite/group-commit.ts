import type { DatabaseSync } from 'node:sqlite'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { LoggedInvalidation } from '@latchkey/core/ports/invalidations'
import { WriteHealth } from '../write-health.ts'
import { asServiceUnavailable } from './storage-failure.ts'
import { Transaction, type TransactionParts } from './transaction.ts'

/** Rows' worth of mutations in one transaction; reads wait for a transaction, so it must stay short. */
const BATCH_WEIGHT_MAX = 256

type Mutation<T> = (transaction: Transaction) => T

interface Waiting {
  readonly mutate: Mutation<unknown>
  /** About how many rows of keys it writes. */
  readonly weight: number
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** What a mutation came to inside the transaction: settled only once the commit is durable. */
type Attempted = { readonly waiting: Waiting; readonly value: unknown } | { readonly waiting: Waiting; readonly error: unknown }

interface Committed {
  readonly attempted: readonly Attempted[]
  readonly announced: readonly LoggedInvalidation[]
}

export interface GroupCommitParts extends TransactionParts {
  /** Told after each commit what other processes must forget. */
  readonly onCommitted: (entries: readonly LoggedInvalidation[]) => void
}

/**
 * Lets everyone who writes at the same time share one transaction and its one sync to disk. Mutations run in the order
 * they came, each in a savepoint of its own, so a refused one takes nothing with it. Promises settle after the commit;
 * when the transaction fails, each of them rejects with `service_unavailable` and nothing has changed.
 */
export class GroupCommit {
  readonly health = new WriteHealth()
  readonly #db: DatabaseSync
  readonly #parts: GroupCommitParts
  readonly #statements
  readonly #queue: Waiting[] = []
  #scheduled = false
  #closed = false

  constructor(db: DatabaseSync, parts: GroupCommitParts) {
    this.#db = db
    this.#parts = parts
    this.#statements = {
      begin: db.prepare('BEGIN IMMEDIATE'),
      commit: db.prepare('COMMIT'),
      savepoint: db.prepare('SAVEPOINT mutation'),
      release: db.prepare('RELEASE mutation'),
      rollbackTo: db.prepare('ROLLBACK TO mutation'),
    }
  }

  run<T>(mutate: Mutation<T>, weight = 1): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed) {
        reject(new DomainError('service_unavailable', { reason: 'the store is closed' }))
        return
      }
      this.#queue.push({ mutate, weight, resolve: (value) => resolve(value as T), reject })
      this.#schedule()
    })
  }

  /** Commits what is waiting and accepts nothing more. */
  close(): void {
    this.#closed = true
    while (this.#queue.length > 0) this.#commit(this.#takeBatch())
  }

  // After the poll phase: everything that this turn of the event loop has read from its sockets is then in the queue.
  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#commit(this.#takeBatch())
      if (this.#queue.length > 0) this.#schedule()
    })
  }

  #takeBatch(): readonly Waiting[] {
    let weight = 0
    let count = 0
    for (const waiting of this.#queue) {
      weight += waiting.weight
      if (count > 0 && weight > BATCH_WEIGHT_MAX) break
      count += 1
    }
    return this.#queue.splice(0, count)
  }

  #commit(batch: readonly Waiting[]): void {
    if (batch.length === 0) return
    let committed: Committed
    try {
      committed = this.#runInTransaction(batch)
    } catch (cause) {
      this.#abandon()
      for (const waiting of batch) this.#reject(waiting, asServiceUnavailable(cause))
      return
    }
    this.health.noteStored()
    this.#parts.reach('after-commit')
    const { attempted, announced } = committed
    if (announced.length > 0) this.#parts.onCommitted(announced)
    for (const each of attempted) {
      if ('error' in each) this.#reject(each.waiting, each.error)
      else each.waiting.resolve(each.value)
    }
  }

  #reject({ reject }: Waiting, error: unknown): void {
    if (error instanceof DomainError && error.code === 'service_unavailable') this.health.noteRefused()
    reject(error)
  }

  #runInTransaction(batch: readonly Waiting[]): Committed {
    this.#parts.reach('before-begin')
    this.#statements.begin.run()
    const transaction = new Transaction(this.#parts)
    const attempted = batch.map((waiting) =>
      batch.length === 1 ? this.#runAlone(transaction, waiting) : this.#attempt(transaction, waiting),
    )
    transaction.flush()
    this.#parts.reach('before-commit')
    this.#statements.commit.run()
    return { attempted, announced: transaction.announced }
  }

  /** What is alone in its transaction needs no savepoint: when it fails, all of it is taken back. */
  #runAlone(transaction: Transaction, waiting: Waiting): Attempted {
    return { waiting, value: waiting.mutate(transaction) }
  }

  #attempt(transaction: Transaction, waiting: Waiting): Attempted {
    this.#statements.savepoint.run()
    try {
      const value = transaction.attempt(waiting.mutate)
      this.#statements.release.run()
      return { waiting, value }
    } catch (error) {
      // SQLite itself rolls everything back on some failures (disk full, I/O): then the whole batch has failed.
      if (!this.#db.isTransaction) throw error
      this.#statements.rollbackTo.run()
      this.#statements.release.run()
      return { waiting, error: asServiceUnavailable(error) }
    }
  }

  #abandon(): void {
    try {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
    } catch {
      // The callers get the failure that came first; the next transaction reports what is still wrong.
    }
  }
}
