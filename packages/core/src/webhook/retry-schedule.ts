/** Attempts until a delivery is dead. */
export const ATTEMPTS_MAX = 8
const FIRST_DELAY_MS = 5_000
const LAST_DELAY_MS = 10 * 60 * 60 * 1000
/** From five seconds to ten hours in as many steps as there are rests between attempts. */
const GROWTH = (LAST_DELAY_MS / FIRST_DELAY_MS) ** (1 / (ATTEMPTS_MAX - 2))
/** Receivers that fail together are not asked again together. */
const JITTER_SHARE = 0.1

/**
 * Rest after the attempt with this number (1 is the first), in milliseconds; `undefined` after the last. `chance` is uniform
 * in [0, 1).
 */
export function retryDelayMs(attempt: number, chance: number): number | undefined {
  if (attempt >= ATTEMPTS_MAX) return undefined
  const delayMs = FIRST_DELAY_MS * GROWTH ** (attempt - 1)
  return Math.round(delayMs * (1 - JITTER_SHARE + 2 * JITTER_SHARE * chance))
}
