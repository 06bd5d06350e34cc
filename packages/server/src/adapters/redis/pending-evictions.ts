import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'

export interface Eviction {
  readonly projectId: ProjectId
  readonly keyId: KeyId
  readonly version: number
}

export interface PendingEvictionsOptions {
  /** After that an eviction is no longer needed. */
  readonly lifeMs: number
  readonly monotonicMs: () => number
  readonly evict: (eviction: Eviction) => Promise<void>
}

const RETRY_EVERY_MS = 100
const RETRIED_AT_ONCE = 100
const PENDING_MAX = 10_000

interface Pending extends Eviction {
  readonly endsAtMs: number
}

/** Evictions that could not be carried out, tried again until they are or nothing is left to evict. */
export class PendingEvictions {
  readonly #options: PendingEvictionsOptions
  readonly #pending = new Map<string, Pending>()
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: PendingEvictionsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#pending.size
  }

  /** `overflow`: there are so many that this one is not kept. */
  add(eviction: Eviction): 'kept' | 'overflow' {
    const name = nameOf(eviction)
    const known = this.#pending.get(name)
    if (known === undefined && this.#pending.size >= PENDING_MAX) return 'overflow'
    const version = Math.max(eviction.version, known?.version ?? 0)
    this.#pending.set(name, { ...eviction, version, endsAtMs: this.#options.monotonicMs() + this.#options.lifeMs })
    this.#retrySoon()
    return 'kept'
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  #retrySoon(): void {
    if (this.#isClosed || this.#timer !== undefined || this.#pending.size === 0) return
    this.#timer = setTimeout(async () => {
      await this.#retry()
      this.#timer = undefined
      this.#retrySoon()
    }, RETRY_EVERY_MS).unref()
  }

  async #retry(): Promise<void> {
    const nowMs = this.#options.monotonicMs()
    for (const [name, { endsAtMs }] of this.#pending) if (endsAtMs <= nowMs) this.#pending.delete(name)
    const due = [...this.#pending].slice(0, RETRIED_AT_ONCE)
    await Promise.all(due.map(([name, eviction]) => this.#tryAgain(name, eviction)))
  }

  async #tryAgain(name: string, eviction: Pending): Promise<void> {
    try {
      await this.#options.evict(eviction)
    } catch {
      return
    }
    // A later eviction of the same key may have come in meanwhile.
    if (this.#pending.get(name) === eviction) this.#pending.delete(name)
  }
}

const nameOf = ({ projectId, keyId }: Eviction): string => `${projectId} ${keyId}`
