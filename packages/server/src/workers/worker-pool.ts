import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { MetricFigures } from '../telemetry/merge-figures.ts'
import type { ToWorker, WorkerIdentity } from './messages.ts'
import { type ThreadEnd, WorkerThread } from './worker-thread.ts'

export interface WorkerPoolOptions {
  readonly count: number
  /** The module that every thread runs. */
  readonly entry: URL
  /** What a thread that begins now is told. */
  readonly workerData: () => object
  /** The number of the first thread; each one gets the next. */
  readonly firstOwner: number
  /** How long threads may take to finish, before they are ended. */
  readonly stopWithinMs: number
  /** A thread has ended, however it did, and held what it held; before its successor begins. */
  readonly onEnded: (owner: number, figures: MetricFigures) => void
  /** It should not have. */
  readonly onCrash: () => void
  readonly logger: Logger
  /** Told of each line that a thread logs. */
  readonly logLine: (line: string) => void
  readonly backoff?: Backoff
}

/** How long a successor waits: `firstMs` after a thread that lived for `soundMs`, then twice as long each time. */
export interface Backoff {
  readonly firstMs: number
  readonly mostMs: number
  readonly soundMs: number
}

const BACKOFF: Backoff = { firstMs: 100, mostMs: 10_000, soundMs: 30_000 }

interface Slot<Reload> {
  readonly worker: number
  thread: WorkerThread<Reload> | undefined
  isListening: boolean
}

/** The threads that answer requests. One that crashes is replaced; the others go on. */
export class WorkerPool<Reload> {
  readonly #options: WorkerPoolOptions
  readonly #slots: readonly Slot<Reload>[]
  readonly #stopping = new AbortController()
  readonly #watches: Promise<void>[] = []
  #nextOwner: number
  #port = 0

  constructor(options: WorkerPoolOptions) {
    this.#options = options
    this.#nextOwner = options.firstOwner
    this.#slots = Array.from({ length: options.count }, (_, index) => ({
      worker: index + 1,
      thread: undefined,
      isListening: false,
    }))
  }

  /** How many of them listen. */
  get listening(): number {
    return this.#slots.filter((slot) => slot.isListening).length
  }

  /** Resolves to the port when all of them listen. Rejects with the reason of the first that cannot, and ends the others. */
  async start(port: number): Promise<number> {
    const threads = this.#slots.map((slot) => this.#begin(slot))
    try {
      await Promise.all(threads.map((thread) => thread.prepared))
      const [first, ...others] = threads
      this.#port = (await first?.listen(port)) ?? port
      await Promise.all(others.map((thread) => thread.listen(this.#port)))
    } catch (error) {
      this.#stopping.abort()
      await Promise.all(threads.map((thread) => thread.terminate()))
      throw error
    }
    for (const [index, slot] of this.#slots.entries()) {
      slot.isListening = slot.thread !== undefined
      this.#watches.push(this.#watch(slot, threads[index]))
    }
    return this.#port
  }

  tellAll(message: ToWorker<Reload>): void {
    for (const { thread } of this.#slots) thread?.tell(message)
  }

  readFigures(): Promise<readonly MetricFigures[]> {
    return Promise.all(this.#slots.flatMap(({ thread }) => (thread === undefined ? [] : [thread.readFigures()])))
  }

  /** Waits until all have finished, but not for ever. May be called again. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.tellAll({ kind: 'stop' })
    const forced = setTimeout(() => {
      for (const { thread } of this.#slots) void thread?.terminate()
    }, this.#options.stopWithinMs)
    await Promise.all([...this.#slots.map(({ thread }) => thread?.ended), ...this.#watches])
    clearTimeout(forced)
  }

  #begin(slot: Slot<Reload>): WorkerThread<Reload> {
    const { entry, workerData, logLine, onEnded } = this.#options
    const identity: WorkerIdentity = { worker: slot.worker, owner: this.#nextOwner++ }
    const thread = new WorkerThread<Reload>({ entry, workerData: workerData(), logLine }, identity)
    slot.thread = thread
    void thread.ended.then(() => {
      slot.isListening = false
      slot.thread = undefined
      onEnded(identity.owner, thread.figures)
    })
    return thread
  }

  /** Lives as long as the pool: replaces the thread of the slot each time it ends. */
  async #watch(slot: Slot<Reload>, first: WorkerThread<Reload> | undefined): Promise<void> {
    const { firstMs, mostMs, soundMs } = this.#options.backoff ?? BACKOFF
    let nextMs = firstMs
    for (let thread = first; thread !== undefined; ) {
      const sinceMs = performance.now()
      const end = await thread.ended
      if (this.#stopping.signal.aborted) return
      this.#complain(slot, end)
      const waitMs = performance.now() - sinceMs >= soundMs ? firstMs : nextMs
      nextMs = Math.min(mostMs, waitMs * 2)
      thread = await this.#replace(slot, waitMs)
    }
  }

  #complain({ worker }: Slot<Reload>, { code, error }: ThreadEnd): void {
    this.#options.onCrash()
    this.#options.logger.error({ crashed: worker, code, err: error }, 'a worker ended unexpectedly and is replaced')
  }

  /** A thread that did not get as far as to listen is handed out like any other: its end is what is waited for. */
  async #replace(slot: Slot<Reload>, waitMs: number): Promise<WorkerThread<Reload> | undefined> {
    const { signal } = this.#stopping
    await delay(waitMs, undefined, { signal }).catch(() => {})
    if (signal.aborted) return undefined
    const thread = this.#begin(slot)
    this.#takeUp(slot, thread).catch(() => thread.terminate())
    return thread
  }

  async #takeUp(slot: Slot<Reload>, thread: WorkerThread<Reload>): Promise<void> {
    await thread.prepared
    if (this.#stopping.signal.aborted) return
    await thread.listen(this.#port)
    slot.isListening = slot.thread === thread
    this.#options.logger.info({ replaced: slot.worker }, 'a worker listens again')
  }
}
