import type { Clock, Instant } from '@latchkey/core/ports/clock'

export interface MovableClock extends Clock {
  /** Milliseconds into the future, or back. */
  moveBy(ms: number): void
}

/** The time of day, which a test can move. */
export function movableClock(): MovableClock {
  let offset = 0
  return {
    now: () => (Date.now() + offset) as Instant,
    monotonicMs: () => performance.now() + offset,
    moveBy(ms) {
      offset += ms
    },
  }
}
