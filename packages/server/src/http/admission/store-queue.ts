import { BURST_MS, GUARD_MS } from './loop-pressure.ts'

/**
 * Whether administration waits for the store without a pause, for longer than a burst lasts. Then the store is the bottleneck,
 * however idle this process is.
 */
export class StoreQueue {
  readonly #isWaitedFor: () => boolean
  #since: number | undefined
  #guardedUntil = -Infinity

  constructor(isWaitedFor: () => boolean) {
    this.#isWaitedFor = isWaitedFor
  }

  /** Looks each time that a request comes which would have to wait as well. */
  isStanding(now: number): boolean {
    if (this.#isWaitedFor()) {
      this.#since ??= now
      if (now - this.#since > BURST_MS) this.#guardedUntil = now + GUARD_MS
    } else this.#since = undefined
    return now < this.#guardedUntil
  }
}
