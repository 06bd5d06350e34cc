import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock, Instant } from '@latchkey/core/ports/clock'
import type { RandomSource } from '@latchkey/core/ports/random-source'

/** The machine's own clocks. */
export const systemClock: Clock = {
  now: () => Date.now() as Instant,
  monotonicMs: () => performance.now(),
}

/** The operating system's cryptographic randomness. */
export const systemRandom: RandomSource = {
  uuid: () => randomUUID(),
  bytes: (length) => randomBytes(length),
}
