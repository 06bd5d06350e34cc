import type { Clock, Instant } from '@latchkey/core/ports/clock'

/** A time of day that stands still between the steps of a story, so that every telling of it looks the same. */
export interface StillClock extends Clock {
  /** `ago` is milliseconds before the end of the story. */
  moveTo(ago: number): void
}

/** What counts from the start of the process goes on by itself, and jumps along. */
export function stillClock(endOfStory: Date): StillClock {
  let now = endOfStory.getTime()
  return {
    now: () => now as Instant,
    monotonicMs: () => performance.now() + now - endOfStory.getTime(),
    moveTo(ago) {
      now = endOfStory.getTime() - ago
    },
  }
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
