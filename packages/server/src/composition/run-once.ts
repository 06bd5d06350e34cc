import type { Clock } from '@latchkey/core/ports/clock'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { WebhookSender } from '@latchkey/core/ports/webhook-sender'
import type { LoadedConfig } from '../config/load-config.ts'
import { QUEUE_DEPTH } from '../telemetry/metrics.ts'
import { startBackground } from './background.ts'
import type { Telemetry } from './build-telemetry.ts'
import type { LiveConfig } from './live-config.ts'
import type { JoinedInstallation } from './open-installation.ts'
import { makeProjectFacts } from './project-facts.ts'
import { startWebhooks } from './start-webhooks.ts'
import { takeSteps } from './take-steps.ts'

/** Beyond that a queue is long, however long. */
const WEBHOOKS_COUNTED_MAX = 20_000

export interface RunOnceOptions {
  readonly loaded: LoadedConfig
  readonly live: LiveConfig
  readonly clock: Clock
  readonly random: RandomSource
  readonly telemetry: Telemetry
  readonly webhookSender: WebhookSender | undefined
}

/** What goes on once per process beside the requests, however many threads answer them. */
export function startOnce(installation: JoinedInstallation, options: RunOnceOptions): { stop(): Promise<void> } {
  const { loaded, live, clock, random, telemetry, webhookSender } = options
  const { logger, metrics } = telemetry
  const sources = { clock, random, logger }
  const { store } = installation
  const background = startBackground(installation, {
    ...sources,
    config: () => live.current().config,
    onSwept: metrics.sweep,
  })
  const webhooks = startWebhooks(installation, {
    config: loaded.config,
    planNamed: makeProjectFacts(live.current, store.projects).planNamed,
    sender: webhookSender,
    ...sources,
  })
  metrics.watch({ ...QUEUE_DEPTH, labels: { queue: 'webhooks' } }, () => store.webhooks.countPending(WEBHOOKS_COUNTED_MAX))
  return {
    stop: () => takeSteps('what runs beside requests did not stop', [() => background.stop(), () => webhooks.stop()]),
  }
}
