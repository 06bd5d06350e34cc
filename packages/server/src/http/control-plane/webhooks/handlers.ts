import type { ControlHandler } from '../../operation.ts'
import { makeDeliveryHandlers } from './deliveries.ts'
import type { WebhookHandlerDependencies } from './dependencies.ts'
import { makeEndpointHandlers } from './endpoints.ts'

/** Everything about webhooks, by operation id. */
export const makeWebhookHandlers = (deps: WebhookHandlerDependencies) =>
  ({ ...makeEndpointHandlers(deps), ...makeDeliveryHandlers(deps) }) satisfies Record<string, ControlHandler>
