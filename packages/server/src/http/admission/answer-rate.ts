/** How many may be under way although nothing is answered: what is slow must be given the chance to end. */
const AT_LEAST = 32
const WINDOW_MS = 250
/** How much more than in the last window is thought possible. */
const HEADROOM = 1.25

/**
 * How many requests may be under way so that each is answered within a quarter of a second: as many as were answered in the last
 * one (Little's law). Sees work that is put off to later turns of the event loop.
 */
export class AnswerRate {
  #answered = 0
  #windowFrom = -Infinity
  #allowed = Infinity

  answer(): void {
    this.#answered += 1
  }

  allowed(now: number): number {
    const windowMs = now - this.#windowFrom
    if (windowMs < WINDOW_MS) return this.#allowed
    this.#allowed = Math.max(AT_LEAST, (this.#answered * HEADROOM * WINDOW_MS) / windowMs)
    this.#answered = 0
    this.#windowFrom = now
    return this.#allowed
  }
}
