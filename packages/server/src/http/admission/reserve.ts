import { CELLS, WINDOW_MS } from './fair-shares.ts'

/** Of one subject in a tenth of a second. */
const OF_ONE = 10
/** Of all together: what a server can do beside its other work. */
const OF_ALL = 50

/** Capacity that is kept free for what must get through: a hundred requests of each subject a second, five hundred of all. */
export class Reserve {
  readonly #taken = new Uint8Array(CELLS)
  #total = 0
  #endsAt = -Infinity

  /** Whether something was left. */
  take(cell: number, now: number): boolean {
    if (now >= this.#endsAt) {
      this.#endsAt = now + WINDOW_MS
      this.#total = 0
      this.#taken.fill(0)
    }
    const taken = this.#taken[cell] ?? 0
    if (taken >= OF_ONE || this.#total >= OF_ALL) return false
    this.#taken[cell] = taken + 1
    this.#total += 1
    return true
  }
}
