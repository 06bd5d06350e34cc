import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'

/** What is removed when it has been kept for long enough. */
export type SweepKind = 'revoked_keys' | 'expired_keys' | 'idempotency' | 'sessions' | 'usage' | 'audit' | 'outbox'

/** Removes one kind of rows, each batch in transactions of its own, so that whoever goes on begins where another left off. */
export interface RetentionSweep {
  readonly kind: SweepKind
  /** At most about `limit` rows. Rejects when the store cannot be reached. */
  removeBatch(limit: number): Promise<SweptBatch>
}

export interface SweptBatch {
  readonly removed: number
  /** Whether another batch is worth the while. */
  readonly hasMore: boolean
}

export interface RetentionSweeperOptions {
  /** One after the other, in this order. */
  readonly sweeps: readonly RetentionSweep[]
  /** Read before each rest. */
  readonly everyMs: () => number
  /** Told after every batch that removed something. */
  readonly onSwept?: (kind: SweepKind, rows: number) => void
  readonly logger: Pick<Logger, 'info' | 'error'>
  /** An embedded store removes a batch within one turn of the event loop, so it must be short. */
  readonly batchRows?: number
  readonly pauseMs?: number
}

export interface RetentionSweeper {
  /** Sweeps now, unless a sweep is under way: then waits for that one. Never rejects. */
  sweep(): Promise<void>
  /** Resolves when the batch under way is done; a later start goes on from there. */
  stop(): Promise<void>
}

/** A key is in ten indexes: this many keep everyone waiting for a few milliseconds. */
const DEFAULT_BATCH_ROWS = 25
const DEFAULT_PAUSE_MS = 10

/**
 * Removes what has outlived its retention beside the requests, in small batches with a rest after each. What fails is tried
 * again by the next sweep. Several processes may do so at once.
 */
export function startRetentionSweeper(options: RetentionSweeperOptions): RetentionSweeper {
  const stopping = new AbortController()
  let sweeping: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  const sweep = (): Promise<void> => {
    sweeping ??= sweepAll(options, stopping.signal).finally(() => {
      sweeping = undefined
    })
    return sweeping
  }
  const restAndSweep = (): void => {
    if (stopping.signal.aborted) return
    timer = setTimeout(() => void sweep().then(restAndSweep), options.everyMs()).unref()
  }

  restAndSweep()
  return {
    sweep,
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await sweeping
    },
  }
}

async function sweepAll(options: RetentionSweeperOptions, signal: AbortSignal): Promise<void> {
  const { sweeps, logger } = options
  for (const each of sweeps) {
    const { kind } = each
    try {
      const rows = await sweepKind(each, options, signal)
      if (rows > 0) logger.info({ kind, rows }, 'what has outlived its retention was removed')
    } catch (error) {
      logger.error({ err: error, kind }, 'what has outlived its retention could not be removed, trying again later')
    }
  }
}

/** How many rows went; fewer than there are when it was stopped before the end. */
async function sweepKind(sweep: RetentionSweep, options: RetentionSweeperOptions, signal: AbortSignal): Promise<number> {
  const { onSwept, batchRows = DEFAULT_BATCH_ROWS, pauseMs = DEFAULT_PAUSE_MS } = options
  let rows = 0
  while (!signal.aborted) {
    const { removed, hasMore } = await sweep.removeBatch(batchRows)
    rows += removed
    if (removed > 0) onSwept?.(sweep.kind, removed)
    if (!hasMore) break
    await rest(pauseMs, signal)
  }
  return rows
}

/** Ends early, without an error, when a stop is asked for. Keeps no process alive. */
const rest = (ms: number, signal: AbortSignal): Promise<void> => delay(ms, undefined, { signal, ref: false }).catch(() => {})
