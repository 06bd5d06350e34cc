import { randomUUID } from 'node:crypto'
import { makeAttemptLimiterOver } from '@latchkey/core/account/attempt-limiter'
import type { Clock } from '@latchkey/core/ports/clock'
import type { InvalidationChannel } from '@latchkey/core/ports/invalidations'
import { FIRST_OWNER, SharedLocks } from '../adapters/threads/shared-locks.ts'
import { createSharedRateLimits, SharedRateLimiter, type SharedRateLimits } from '../adapters/threads/shared-rate-limiter.ts'
import { ThreadInvalidationChannel } from '../adapters/threads/thread-invalidation-channel.ts'
import { standardError } from './build-logger.ts'
import type { SharedLimits } from './build-runtime.ts'

/** The main thread's number; the next ones are the workers'. */
export const MAIN_OWNER = FIRST_OWNER

/** Whoever reads the log may be slow, and lines are long at times. */
const LOG_GIVE_UP_MS = 10_000

/** What the threads of one server have in common, as it is handed to each of them. */
export interface SharedMemory {
  readonly limits: SharedRateLimits
  /** One lock: of standard error. */
  readonly logLock: Int32Array
  /** Of the channel on which threads tell each other what changed. */
  readonly channelName: string
}

export const shareMemory = (): SharedMemory => ({
  limits: createSharedRateLimits(),
  logLock: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  channelName: `latchkey ${randomUUID()}`,
})

/** The same memory as one of the threads uses it. */
export interface JoinedMemory {
  readonly limits: SharedLimits
  /** Writes a line to standard error that no other thread's line interrupts. */
  readonly logLine: (line: string) => void
  readonly openChannel: () => InvalidationChannel
  /** For a thread that has ended, however it did. */
  releaseLocksOf(owner: number): void
}

export interface JoiningThread {
  /** A number that no other thread has or had. */
  readonly owner: number
  readonly clock: Pick<Clock, 'monotonicMs'>
}

export function joinMemory({ limits, logLock, channelName }: SharedMemory, { owner, clock }: JoiningThread): JoinedMemory {
  const rateLimiter = new SharedRateLimiter({ limits, clock, owner })
  const logLocks = new SharedLocks(logLock, owner, LOG_GIVE_UP_MS)
  return {
    limits: { rateLimiter, attempts: makeAttemptLimiterOver(rateLimiter) },
    logLine: makeWholeLines(logLocks),
    openChannel: () => new ThreadInvalidationChannel(channelName),
    releaseLocksOf(ended) {
      rateLimiter.releaseLocksOf(ended)
      logLocks.releaseAllOf(ended)
    },
  }
}

function makeWholeLines(locks: SharedLocks): (line: string) => void {
  const output = standardError()
  return (line) => {
    // A line that is broken by another is better than one that is lost.
    const isAlone = locks.acquire(0)
    try {
      output.write(line)
    } finally {
      if (isAlone) locks.release(0)
    }
  }
}
