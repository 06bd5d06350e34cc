import type { Clock } from '@latchkey/core/ports/clock'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { WebhookStore } from '@latchkey/core/ports/webhook-store'
import type { MasterKeys } from '@latchkey/core/project/project-secrets'
import type { ControlHandler } from '../../operation.ts'
import { makeDeliveryHandlers } from './deliveries.ts'
import { makeEndpointHandlers } from './endpoints.ts'

export interface WebhookHandlerDependencies {
  readonly webhooks: WebhookStore
  readonly masterKeys: MasterKeys
  readonly allowPrivateTargets: boolean
  readonly clock: Clock
  readonly random: RandomSource
}

/** Everything about webhooks, by operation id. */
export const makeWebhookHandlers = (deps: WebhookHandlerDependencies) =>
  ({ ...makeEndpointHandlers(deps), ...makeDeliveryHandlers(deps) }) satisfies Record<string, ControlHandler>
