import { DomainError } from '@latchkey/core/errors/domain-error'
import type { LoggedInvalidation } from '@latchkey/core/ports/invalidations'
import { WriteHealth } from '../write-health.ts'
import type { SqlDatabase, SqlSession } from './sql-database.ts'
import { type CommitStep, HalfDone, isOutage, SqlTransaction } from './transaction.ts'

/** Rows' worth of mutations in one transaction. */
const BATCH_WEIGHT_MAX = 256
/** Mutations that may wait for their turn; whoever comes after is refused at once. */
const WAITING_MAX = 2_000
/** How long a mutation may wait for its turn before it is refused. */
const WAIT_MS = 5_000

export type Mutation<T> = (transaction: SqlTransaction) => Promise<T>

interface Waiting {
  readonly mutate: Mutation<unknown>
  readonly weight: number
  readonly untilMs: number
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** What a mutation came to inside the transaction: settled only once it is committed. */
type Attempted = { readonly waiting: Waiting; readonly value: unknown } | { readonly waiting: Waiting; readonly error: unknown }

interface Committed<T> {
  readonly value: T
  readonly entries: readonly LoggedInvalidation[]
}

export interface SqlCommitsParts {
  readonly database: SqlDatabase
  readonly reach: (step: CommitStep) => void
  /** Told after each commit what other processes must forget. */
  readonly onCommitted: (entries: readonly LoggedInvalidation[]) => void
}

/**
 * Mutations of one chain (a project, a workspace, a person) happen one after another, on all instances together: each
 * transaction begins by locking the chain's head. Those that wait in this process share a transaction and its commit, and
 * one that is refused takes nothing with it. Chains do not wait for each other.
 */
export class SqlCommits {
  readonly health = new WriteHealth()
  readonly #parts: SqlCommitsParts
  /** Of chains at work. */
  readonly #queues = new Map<string, Waiting[]>()
  readonly #working = new Set<Promise<void>>()
  #waiting = 0
  #closed = false

  constructor(parts: SqlCommitsParts) {
    this.#parts = parts
  }

  /** A mutation of one chain. `weight`: about how many rows it writes. */
  run<T>(chainId: string, mutate: Mutation<T>, weight = 1): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const refusal = this.#refusal()
      if (refusal !== undefined) {
        reject(refusal)
        return
      }
      this.#waiting++
      const untilMs = performance.now() + WAIT_MS
      const waiting: Waiting = { mutate, weight, untilMs, resolve: (value) => resolve(value as T), reject }
      const queue = this.#queues.get(chainId)
      if (queue !== undefined) queue.push(waiting)
      else this.#begin(chainId, [waiting])
    })
  }

  /** A mutation of no chain or of several: it takes the locks that it needs, by itself. */
  runUnchained<T>(mutate: Mutation<T>): Promise<T> {
    const refusal = this.#refusal()
    if (refusal !== undefined) return Promise.reject(refusal)
    const result = this.#commit(mutate).then((committed) => this.#announce(committed))
    this.#follow(result.then(() => {}))
    return result
  }

  /** Accepts nothing more; resolves when what was accepted is settled. */
  async close(): Promise<void> {
    this.#closed = true
    while (this.#working.size > 0) await Promise.all(this.#working)
  }

  #refusal(): DomainError | undefined {
    if (this.#closed) return new DomainError('service_unavailable', { reason: 'the store is closed' })
    if (this.#waiting < WAITING_MAX) return undefined
    return new DomainError('service_unavailable', { reason: 'too many changes are waiting', retryAfterSeconds: 1 })
  }

  #follow(work: Promise<void>): void {
    const followed: Promise<void> = work.catch(() => {}).finally(() => this.#working.delete(followed))
    this.#working.add(followed)
  }

  #begin(chainId: string, queue: Waiting[]): void {
    this.#queues.set(chainId, queue)
    this.#follow(this.#work(chainId, queue))
  }

  async #work(chainId: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) await this.#settle(chainId, this.#takeBatch(queue))
    this.#queues.delete(chainId)
  }

  #takeBatch(queue: Waiting[]): readonly Waiting[] {
    let weight = 0
    let count = 0
    for (const waiting of queue) {
      weight += waiting.weight
      if (count > 0 && weight > BATCH_WEIGHT_MAX) break
      count += 1
    }
    const batch = queue.splice(0, count)
    this.#waiting -= batch.length
    const now = performance.now()
    for (const waiting of batch) if (waiting.untilMs <= now) waiting.reject(tooLate())
    return batch.filter(({ untilMs }) => untilMs > now)
  }

  async #settle(chainId: string, batch: readonly Waiting[]): Promise<void> {
    if (batch.length === 0) return
    let attempted: readonly Attempted[]
    try {
      attempted = await this.#attempt(chainId, batch)
    } catch (error) {
      for (const waiting of batch) waiting.reject(error)
      return
    }
    for (const each of attempted) {
      if ('error' in each) each.waiting.reject(each.error)
      else each.waiting.resolve(each.value)
    }
  }

  /** Mostly one transaction will do. Otherwise nothing of it is committed, and each mutation has one of its own. */
  async #attempt(chainId: string, batch: readonly Waiting[]): Promise<readonly Attempted[]> {
    const committed = await this.#commitTogether(chainId, batch)
    if (committed !== undefined) return this.#announce(committed)
    const attempted: Attempted[] = []
    for (const waiting of batch) attempted.push(...(await this.#attemptAlone(chainId, waiting)))
    return attempted
  }

  /** `undefined` where one of them failed in a way that would have taken the others with it. */
  async #commitTogether(chainId: string, batch: readonly Waiting[]): Promise<Committed<readonly Attempted[]> | undefined> {
    try {
      return await this.#commit((transaction) => attemptAll(transaction, chainId, batch))
    } catch (error) {
      const isForAll = isOutage(error) && !this.#parts.database.isRefusal(error)
      if (batch.length === 1 || isForAll) throw error
      return undefined
    }
  }

  async #attemptAlone(chainId: string, waiting: Waiting): Promise<readonly Attempted[]> {
    try {
      return await this.#attempt(chainId, [waiting])
    } catch (error) {
      return [{ waiting, error }]
    }
  }

  #announce<T>({ value, entries }: Committed<T>): T {
    this.#parts.reach('after-commit')
    if (entries.length > 0) this.#parts.onCommitted(entries)
    return value
  }

  async #commit<T>(work: (transaction: SqlTransaction) => Promise<T>): Promise<Committed<T>> {
    const { database, reach } = this.#parts
    reach('before-begin')
    try {
      const committed = await database.transact(async (session: SqlSession) => {
        const transaction = new SqlTransaction(session, reach)
        const value = await work(transaction)
        const entries = await transaction.flush()
        reach('before-commit')
        return { value, entries }
      })
      this.health.noteStored()
      return committed
    } catch (error) {
      if (database.isRefusal(error)) this.health.noteRefused()
      throw error
    }
  }
}

async function attemptAll(
  transaction: SqlTransaction,
  chainId: string,
  batch: readonly Waiting[],
): Promise<readonly Attempted[]> {
  await transaction.lock(chainId)
  const [only] = batch
  // What is alone in its transaction is taken back with it.
  if (batch.length === 1 && only !== undefined) return [{ waiting: only, value: await only.mutate(transaction) }]
  const attempted: Attempted[] = []
  for (const waiting of batch) attempted.push(await attemptOne(transaction, waiting))
  return attempted
}

async function attemptOne(transaction: SqlTransaction, waiting: Waiting): Promise<Attempted> {
  try {
    return { waiting, value: await transaction.attempt(waiting.mutate) }
  } catch (error) {
    if (error instanceof HalfDone || isOutage(error)) throw error
    return { waiting, error }
  }
}

const tooLate = (): DomainError =>
  new DomainError('service_unavailable', { reason: 'the change had to wait for too long', retryAfterSeconds: 1 })
