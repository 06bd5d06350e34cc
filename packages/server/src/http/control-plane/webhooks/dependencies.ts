import type { Clock } from '@latchkey/core/ports/clock'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { WebhookStore } from '@latchkey/core/ports/webhook-store'
import type { MasterKeys } from '@latchkey/core/project/project-secrets'

export interface WebhookHandlerDependencies {
  readonly webhooks: WebhookStore
  readonly masterKeys: MasterKeys
  readonly allowPrivateTargets: boolean
  readonly clock: Clock
  readonly random: RandomSource
}
