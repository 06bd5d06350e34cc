import type { Invalidation, InvalidationLog } from '@latchkey/core/ports/invalidations'

const ENTRIES_MAX = 10_000

/** An outbox in memory. It has only one process, so nobody else ever has news; it can still be read back. */
export class MemoryInvalidationLog implements InvalidationLog {
  readonly #entries: Invalidation[] = []
  /** Position of the first entry that is still kept. Positions start at 1, because 0 means "from now on". */
  #oldest = 1

  append(invalidation: Invalidation): void {
    this.#entries.push(invalidation)
    if (this.#entries.length > ENTRIES_MAX) this.#oldest += this.#entries.splice(0, this.#entries.length - ENTRIES_MAX).length
  }

  hasNews(): boolean {
    return false
  }

  readInvalidations(position: number): { invalidations: readonly Invalidation[]; position: number; gap: boolean } {
    const next = this.#oldest + this.#entries.length
    if (position === 0) return { invalidations: [], position: next, gap: false }
    const gap = position < this.#oldest || position > next
    return { invalidations: this.#entries.slice(Math.max(0, position - this.#oldest)), position: next, gap }
  }
}
