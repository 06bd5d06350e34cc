import type { Clock, Instant } from '@latchkey/core/ports/clock'

/** Where every test's time starts: 2026-01-15T12:00:00Z. */
export const TEST_START = Date.UTC(2026, 0, 15, 12) as Instant

/** An instant some milliseconds after the start of the test's time. */
export const atMs = (offsetMs: number): Instant => (TEST_START + offsetMs) as Instant

/** A clock that stands still until it is told otherwise. */
export class FakeClock implements Clock {
  #nowMs: number
  #monotonicMs = 0

  constructor(start: Instant = TEST_START) {
    this.#nowMs = start
  }

  now(): Instant {
    return this.#nowMs as Instant
  }

  monotonicMs(): number {
    return this.#monotonicMs
  }

  advance(ms: number): void {
    this.#nowMs += ms
    this.#monotonicMs += ms
  }

  /** Moves only the wall clock, as an operator or a time server does; it may go back. */
  jumpTo(instant: Instant): void {
    this.#nowMs = instant
  }
}
