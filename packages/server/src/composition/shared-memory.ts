import { randomUUID } from 'node:crypto'
import { makeAttemptLimiterOver } from '@latchkey/core/account/attempt-limiter'
import type { Clock } from '@latchkey/core/ports/clock'
import type { InvalidationChannel } from '@latchkey/core/ports/invalidations'
import { FIRST_OWNER } from '../adapters/threads/shared-locks.ts'
import { createSharedRateLimits, SharedRateLimiter, type SharedRateLimits } from '../adapters/threads/shared-rate-limiter.ts'
import { ThreadInvalidationChannel } from '../adapters/threads/thread-invalidation-channel.ts'
import type { SharedLimits } from './build-runtime.ts'

/** The main thread's number; the next ones are the workers'. */
export const MAIN_OWNER = FIRST_OWNER

/** What the threads of one server have in common, as it is handed to each of them. */
export interface SharedMemory {
  readonly limits: SharedRateLimits
  /** Of the channel on which threads tell each other what changed. */
  readonly channelName: string
}

export const shareMemory = (): SharedMemory => ({
  limits: createSharedRateLimits(),
  channelName: `latchkey ${randomUUID()}`,
})

/** The same memory as one of the threads uses it. */
export interface JoinedMemory {
  readonly limits: SharedLimits
  readonly openChannel: () => InvalidationChannel
  /** For a thread that has ended, however it did. */
  releaseLocksOf(owner: number): void
}

export interface JoiningThread {
  /** A number that no other thread has or had. */
  readonly owner: number
  readonly clock: Pick<Clock, 'monotonicMs'>
}

export function joinMemory({ limits, channelName }: SharedMemory, { owner, clock }: JoiningThread): JoinedMemory {
  const rateLimiter = new SharedRateLimiter({ limits, clock, owner })
  return {
    limits: { rateLimiter, attempts: makeAttemptLimiterOver(rateLimiter) },
    openChannel: () => new ThreadInvalidationChannel(channelName),
    releaseLocksOf: (ended) => rateLimiter.releaseLocksOf(ended),
  }
}
