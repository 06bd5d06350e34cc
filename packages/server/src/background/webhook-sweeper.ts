import { setTimeout as delay } from 'node:timers/promises'
import type { Clock, Instant } from '@latchkey/core/ports/clock'
import type { WebhookStore } from '@latchkey/core/ports/webhook-store'
import type { Logger } from 'pino'

export interface WebhookSweeperOptions {
  readonly webhooks: Pick<WebhookStore, 'removeBefore'>
  /** Age at which messages go with their deliveries. */
  readonly retentionMs: number
  /** Age at which it may be forgotten that something was told. */
  readonly dedupRetentionMs: number
  readonly clock: Pick<Clock, 'now'>
  readonly logger: Pick<Logger, 'error'>
}

export interface WebhookSweeper {
  /** Resolves when the batch under way is done. */
  stop(): Promise<void>
}

const SWEEP_EVERY_MS = 10 * 60 * 1000
const BATCH = 200
const PAUSE_MS = 20

/** Removes old messages in small batches with a rest after each. Several processes may do so at once. */
export function startWebhookSweeper(options: WebhookSweeperOptions): WebhookSweeper {
  const stopping = new AbortController()
  let sweeping: Promise<void> | undefined
  const timer = setInterval(() => {
    sweeping ??= sweep(options, stopping.signal).finally(() => {
      sweeping = undefined
    })
  }, SWEEP_EVERY_MS).unref()
  return {
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await sweeping
    },
  }
}

async function sweep({ webhooks, clock, logger, ...ages }: WebhookSweeperOptions, signal: AbortSignal): Promise<void> {
  const now = clock.now()
  const before = { messages: (now - ages.retentionMs) as Instant, dedupKeys: (now - ages.dedupRetentionMs) as Instant }
  try {
    while (!signal.aborted && (await webhooks.removeBefore(before, BATCH)) === BATCH) {
      await delay(PAUSE_MS, undefined, { signal, ref: false }).catch(() => {})
    }
  } catch (error) {
    logger.error({ err: error }, 'old webhook messages could not be removed, trying again later')
  }
}
