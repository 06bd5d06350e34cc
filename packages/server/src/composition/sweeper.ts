import type { Clock, Instant } from '@latchkey/core/ports/clock'
import type { Logger } from 'pino'
import type { Store } from './open-store.ts'

/** Another process that has been away for longer forgets everything instead of catching up. */
const KEEP_INVALIDATIONS_MS = 60 * 60 * 1000
const SWEEP_EVERY_MS = 10 * 60 * 1000
/** Sessions and invitations removed at a time. */
const BATCH = 1000

export interface Sweeper {
  stop(): void
}

/** Keeps the outbox short, and drops sessions and invitations that have ended. */
export function startSweeper(
  { pruneOutbox, accounts }: Pick<Store, 'pruneOutbox' | 'accounts'>,
  clock: Pick<Clock, 'now'>,
  logger: Logger,
): Sweeper {
  const sweep = (): void => {
    const now = clock.now()
    pruneOutbox((now - KEEP_INVALIDATIONS_MS) as Instant).catch((error: unknown) =>
      logger.error({ err: error }, 'the outbox could not be pruned'),
    )
    accounts
      .deleteExpired(now, BATCH)
      .catch((error: unknown) => logger.error({ err: error }, 'sessions that have ended could not be removed'))
  }
  const timer = setInterval(sweep, SWEEP_EVERY_MS).unref()
  return { stop: () => clearInterval(timer) }
}
