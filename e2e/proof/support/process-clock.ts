import type { Clock, Instant } from '@latchkey/core/ports/clock'

/** The clocks of this process, for ports that a proof constructs itself. */
export const processClock: Clock = { now: () => Date.now() as Instant, monotonicMs: () => performance.now() }
