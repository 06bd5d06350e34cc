import { setImmediate as nextTurn } from 'node:timers/promises'
import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { Clock, Instant } from '@latchkey/core/ports/clock'
import type { KeyStore, KeyUse } from '@latchkey/core/ports/key-store'

export interface LastUsedRecorderOptions {
  readonly keyStore: Pick<KeyStore, 'recordUses'>
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** How often uses that are due are written; a key is due at most once a minute. */
  readonly flushEveryMs?: number
  /** How many keys are remembered at once. Uses beyond that are dropped, for the time is approximate. */
  readonly maxKeys?: number
  /** A batch that could not be written; its uses stay for the next flush. */
  readonly onError?: (error: unknown) => void
}

const DEFAULT_FLUSH_EVERY_MS = 10_000
const DEFAULT_MAX_KEYS = 250_000
/** At most one write per key within this time. */
const REWRITE_AFTER_MS = 60_000
/** An embedded store writes a batch within one turn of the event loop, so it must be short. */
const BATCH_MAX_USES = 200

interface Note {
  readonly projectId: ProjectId
  readonly id: KeyId
  usedAt: Instant
  ip?: string | undefined
  /** Holds a use that is not written yet, and stands in the queue. */
  queued: boolean
  writtenAtMs: number
}

/** Keeps the time and address of the last use off the request path: notes it in memory and writes it in batches. */
export class LastUsedRecorder {
  readonly #keyStore: Pick<KeyStore, 'recordUses'>
  readonly #clock: Pick<Clock, 'monotonicMs'>
  readonly #flushEveryMs: number
  readonly #maxKeys: number
  readonly #onError: (error: unknown) => void
  readonly #notes = new Map<ProjectId, Map<KeyId, Note>>()
  #noteCount = 0
  #queue: Note[] = []
  /** Written notes, oldest first: kept a minute to hold back the next write. */
  readonly #resting = new Set<Note>()
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> | undefined
  #droppedUses = 0

  constructor(options: LastUsedRecorderOptions) {
    this.#keyStore = options.keyStore
    this.#clock = options.clock
    this.#flushEveryMs = options.flushEveryMs ?? DEFAULT_FLUSH_EVERY_MS
    this.#maxKeys = options.maxKeys ?? DEFAULT_MAX_KEYS
    this.#onError = options.onError ?? (() => {})
  }

  /** Uses that wait to be written. */
  get queued(): number {
    return this.#queue.length
  }

  /** Uses that found no room. */
  get droppedUses(): number {
    return this.#droppedUses
  }

  /** Notes a successful use. Two map look-ups; never fails, never waits. */
  note(projectId: ProjectId, id: KeyId, usedAt: Instant, ip?: string): void {
    const note = this.#notes.get(projectId)?.get(id)
    if (note === undefined) this.#open({ projectId, id, usedAt, ip })
    else {
      if (usedAt > note.usedAt) {
        note.usedAt = usedAt
        note.ip = ip
      }
      if (!note.queued) this.#enqueue(note)
    }
  }

  start(): void {
    if (this.#timer !== undefined) return
    this.#timer = setInterval(() => this.flush(), this.#flushEveryMs)
    this.#timer.unref()
  }

  /** Writes everything that is noted, the minute notwithstanding. What the store refuses even now is lost and reported. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#timer = undefined
    await this.#flushing
    await this.#flushDue(Infinity)
  }

  /** Writes what is due, unless a flush is under way: then waits for that one. Never rejects. */
  flush(): Promise<void> {
    this.#flushing ??= this.#flushDue(this.#clock.monotonicMs()).finally(() => {
      this.#flushing = undefined
    })
    return this.#flushing
  }

  async #flushDue(dueAtMs: number): Promise<void> {
    this.#forgetRested(dueAtMs)
    const queue = this.#queue
    const due = queue.filter((note) => note.writtenAtMs + REWRITE_AFTER_MS <= dueAtMs)
    this.#queue = queue.filter((note) => note.writtenAtMs + REWRITE_AFTER_MS > dueAtMs)
    for (let start = 0; start < due.length; start += BATCH_MAX_USES) {
      const batch = due.slice(start, start + BATCH_MAX_USES)
      if (!(await this.#write(batch))) {
        // The next flush tries again; pressing on would hit a store in trouble once per batch.
        for (const note of due.slice(start + batch.length)) this.#queue.push(note)
        return
      }
      await nextTurn()
    }
  }

  async #write(batch: readonly Note[]): Promise<boolean> {
    const uses: KeyUse[] = batch.map(({ projectId, id, usedAt, ip }) => ({ projectId, id, usedAt, ip }))
    // From here on a further use counts as new and queues its note again.
    for (const note of batch) note.queued = false
    try {
      await this.#keyStore.recordUses(uses)
    } catch (error) {
      for (const note of batch) if (!note.queued) this.#enqueue(note)
      this.#onError(error)
      return false
    }
    const writtenAtMs = this.#clock.monotonicMs()
    for (const note of batch) {
      note.writtenAtMs = writtenAtMs
      this.#resting.add(note)
    }
    return true
  }

  #open(use: KeyUse): void {
    const { projectId, id } = use
    if (this.#noteCount >= this.#maxKeys && !this.#makeRoom()) {
      this.#droppedUses++
      return
    }
    let notes = this.#notes.get(projectId)
    if (notes === undefined) {
      notes = new Map()
      this.#notes.set(projectId, notes)
    }
    const note: Note = { ...use, queued: false, writtenAtMs: -Infinity }
    notes.set(id, note)
    this.#noteCount++
    this.#enqueue(note)
  }

  #enqueue(note: Note): void {
    note.queued = true
    this.#queue.push(note)
  }

  /** Forgets notes that were written more than a minute ago and not used since. */
  #forgetRested(nowMs: number): void {
    for (const note of this.#resting) {
      if (note.writtenAtMs + REWRITE_AFTER_MS > nowMs) return
      this.#resting.delete(note)
      if (!note.queued) this.#forget(note)
    }
  }

  /** Gives up the oldest resting note: its key may be written twice within a minute, but nothing is lost. */
  #makeRoom(): boolean {
    for (const note of this.#resting) {
      this.#resting.delete(note)
      if (note.queued) continue
      this.#forget(note)
      return true
    }
    return false
  }

  #forget(note: Note): void {
    const notes = this.#notes.get(note.projectId)
    notes?.delete(note.id)
    if (notes?.size === 0) this.#notes.delete(note.projectId)
    this.#noteCount--
  }
}
