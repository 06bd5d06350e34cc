import type { Clock } from '@latchkey/core/ports/clock'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { WebhookSender } from '@latchkey/core/ports/webhook-sender'
import type { Plan } from '@latchkey/core/project/project'
import { DAY_MS } from '@latchkey/core/webhook/lifecycle-messages'
import type { Logger } from 'pino'
import { HttpWebhookSender } from '../adapters/http/http-webhook-sender.ts'
import { startKeyLifecycle } from '../background/key-lifecycle.ts'
import { startWebhookDispatcher } from '../background/webhook-dispatcher.ts'
import { startWebhookSweeper } from '../background/webhook-sweeper.ts'
import type { Config, WebhooksConfig } from '../config/config.ts'
import { VERSION } from '../version.ts'
import type { JoinedInstallation } from './open-installation.ts'

export interface WebhooksOptions {
  readonly config: Pick<Config, 'webhooks'>
  readonly planNamed: (name: string) => Plan
  readonly sender: WebhookSender | undefined
  readonly clock: Clock
  readonly random: RandomSource
  readonly logger: Logger
}

/** Long enough that nothing is told again which the first look of a later start still finds. */
const dedupRetentionMs = ({ expiringSoonDays }: WebhooksConfig): number => (expiringSoonDays + 30) * DAY_MS

/** Sends what happened, notices what only time brings about, and drops what is old. */
export function startWebhooks({ store, masterKeys }: JoinedInstallation, options: WebhooksOptions): { stop(): Promise<void> } {
  const { config, planNamed, clock, random, logger } = options
  const settings = config.webhooks
  if (!settings.enabled) return { stop: async () => {} }
  const { webhooks, keys, projects } = store
  const { timeoutMs, allowPrivateTargets } = settings
  const dispatcher = startWebhookDispatcher({
    webhooks,
    projects,
    sender: options.sender ?? new HttpWebhookSender({ allowPrivateTargets, timeoutMs }),
    masterKeys,
    attemptMs: timeoutMs,
    userAgent: `Latchkey-Webhooks/${VERSION}`,
    clock,
    random,
    logger,
  })
  const lifecycle = startKeyLifecycle({
    webhooks,
    keys,
    projects,
    planNamed,
    rules: settings,
    everyMs: settings.checkIntervalMs,
    clock,
    random,
    logger,
  })
  const sweeper = startWebhookSweeper({
    webhooks,
    retentionMs: settings.retentionMs,
    dedupRetentionMs: dedupRetentionMs(settings),
    clock,
    logger,
  })
  return {
    async stop() {
      await Promise.all([dispatcher.stop(), lifecycle.stop(), sweeper.stop()])
    },
  }
}
