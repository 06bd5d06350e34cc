/** HTTP statuses after which the same call may succeed. */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504])

const FIRST_DELAY_MS = 100
const LONGEST_DELAY_MS = 5_000

export const isTransientStatus = (status: number): boolean => TRANSIENT_STATUSES.has(status)

/**
 * How long to wait before the next try: full jitter, so that many clients of one recovering server do not come back
 * in step; never sooner than the server asked.
 *
 * @param attempt 0 before the second try
 * @param random in [0, 1)
 */
export function retryDelayMs(attempt: number, retryAfterMs: number | undefined, random: number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt)
  return (retryAfterMs ?? 0) + Math.floor(random * ceiling)
}
