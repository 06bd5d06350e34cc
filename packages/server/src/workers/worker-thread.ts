import { Worker } from 'node:worker_threads'
import type { MetricFigures } from '../telemetry/merge-figures.ts'
import type { FromWorker, ToWorker, WorkerIdentity } from './messages.ts'

/** Longer than a busy thread is deaf; afterwards its last figures do. */
const FIGURES_WITHIN_MS = 1000

/** How a thread ended: by itself with a code, or by an error that nobody caught. */
export interface ThreadEnd {
  readonly code: number
  readonly error: unknown
}

export interface ThreadOptions {
  /** The module that it runs. */
  readonly entry: URL
  readonly workerData: object
  /** Told of each line of its log. */
  readonly logLine: (line: string) => void
}

/** One thread that answers requests, seen from the main thread. */
export class WorkerThread<Reload> {
  readonly identity: WorkerIdentity
  readonly prepared: Promise<void>
  readonly ended: Promise<ThreadEnd>
  readonly #worker: Worker
  readonly #listening: Promise<number>
  readonly #questions = new Map<number, (figures: MetricFigures) => void>()
  #asked = 0
  #hasEnded = false
  /** The newest that it told. */
  figures: MetricFigures = []

  constructor({ entry, workerData, logLine }: ThreadOptions, identity: WorkerIdentity) {
    this.identity = identity
    this.#worker = new Worker(entry, { workerData: { ...workerData, ...identity }, name: `latchkey worker ${identity.worker}` })
    const prepared = Promise.withResolvers<void>()
    const listening = Promise.withResolvers<number>()
    this.#worker.on('message', (message: FromWorker) => {
      if (message.kind === 'prepared') prepared.resolve()
      else if (message.kind === 'listening') listening.resolve(message.port)
      else if (message.kind === 'log') message.lines.forEach(logLine)
      else this.#hear(message.question, message.figures)
    })
    this.ended = this.#untilEnded()
    void this.ended.then((end) => {
      this.#hasEnded = true
      for (const answer of this.#questions.values()) answer(this.figures)
      for (const { reject } of [prepared, listening]) reject(reasonOf(identity, end))
    })
    this.prepared = prepared.promise
    this.#listening = listening.promise
    // Whoever waits is told; nobody has to.
    for (const promise of [this.prepared, this.#listening]) promise.catch(() => {})
  }

  tell(message: ToWorker<Reload>): void {
    if (!this.#hasEnded) this.#worker.postMessage(message)
  }

  /** Resolves to the port. Rejects when the thread ends instead. */
  listen(port: number): Promise<number> {
    this.tell({ kind: 'listen', port })
    return this.#listening
  }

  /** What it has counted; what it last told when it does not answer. */
  async readFigures(): Promise<MetricFigures> {
    if (this.#hasEnded) return this.figures
    const question = this.#asked++
    const { promise, resolve } = Promise.withResolvers<MetricFigures>()
    const timer = setTimeout(() => resolve(this.figures), FIGURES_WITHIN_MS)
    this.#questions.set(question, resolve)
    this.tell({ kind: 'read_figures', question })
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      this.#questions.delete(question)
    }
  }

  /** Ends it where it is. */
  async terminate(): Promise<void> {
    await this.#worker.terminate()
  }

  #hear(question: number, figures: MetricFigures): void {
    this.figures = figures
    this.#questions.get(question)?.(figures)
  }

  #untilEnded(): Promise<ThreadEnd> {
    const { promise, resolve } = Promise.withResolvers<ThreadEnd>()
    let error: unknown
    this.#worker.once('error', (thrown) => {
      error = thrown
    })
    this.#worker.once('exit', (code) => resolve({ code, error }))
    return promise
  }
}

/** The reason as it was thrown in the thread; one of ours where the thread ended without. */
const reasonOf = ({ worker }: WorkerIdentity, { code, error }: ThreadEnd): unknown =>
  error ?? new Error(`worker ${worker} ended with code ${code}`)
