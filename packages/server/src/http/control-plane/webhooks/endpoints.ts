import type {
  CreateWebhookBody,
  ListWebhooksResponse,
  RotateWebhookSecretBody,
  UpdateWebhookBody,
  Webhook,
} from '@latchkey/contract/messages/webhooks'
import {
  type EndpointAndSecret,
  makeCreateEndpoint,
  makeDeleteEndpoint,
  makeRotateEndpointSecret,
  makeUpdateEndpoint,
} from '@latchkey/core/webhook/change-endpoints'
import { makeGetEndpoint } from '@latchkey/core/webhook/deliveries'
import { controlCallOf, projectOf } from '../../mapping/control-target.ts'
import { graceFromWire, newWebhookFromWire, webhookEditsFromWire, webhookLocation, webhookToWire } from '../../mapping/webhook.ts'
import type { ControlCall, ControlHandler } from '../../operation.ts'
import type { WebhookHandlerDependencies } from './dependencies.ts'

export function makeEndpointHandlers(deps: WebhookHandlerDependencies) {
  const createEndpoint = makeCreateEndpoint(deps)
  const updateEndpoint = makeUpdateEndpoint(deps)
  const rotateSecret = makeRotateEndpointSecret(deps)
  const deleteEndpoint = makeDeleteEndpoint(deps)
  const getEndpoint = makeGetEndpoint(deps)
  return {
    listWebhooks: async (call) => {
      const endpoints = await deps.webhooks.listEndpoints(projectOf(call).id)
      const body: ListWebhooksResponse = { webhooks: endpoints.map(webhookToWire) }
      return { status: 200, body }
    },
    createWebhook: async (call) => {
      const wanted = newWebhookFromWire(call.body as CreateWebhookBody)
      const created = await createEndpoint(projectOf(call), controlCallOf(call), wanted)
      return { status: 201, body: withSecret(created), headers: webhookLocation(created.endpoint) }
    },
    getWebhook: async (call) => {
      const body: Webhook = webhookToWire(await getEndpoint(projectOf(call).id, webhookIdOf(call)))
      return { status: 200, body }
    },
    updateWebhook: async (call) => {
      const edits = webhookEditsFromWire(call.body as UpdateWebhookBody)
      const body: Webhook = webhookToWire(await updateEndpoint(projectOf(call).id, controlCallOf(call), webhookIdOf(call), edits))
      return { status: 200, body }
    },
    deleteWebhook: async (call) => {
      await deleteEndpoint(await getEndpoint(projectOf(call).id, webhookIdOf(call)), controlCallOf(call))
      return { status: 204 }
    },
    rotateWebhookSecret: async (call) => {
      const graceMs = graceFromWire(call.body as RotateWebhookSecretBody)
      const rotated = await rotateSecret(projectOf(call), controlCallOf(call), webhookIdOf(call), graceMs)
      return { status: 200, body: withSecret(rotated) }
    },
  } satisfies Record<string, ControlHandler>
}

/** The only two answers that show a secret. */
const withSecret = ({ endpoint, secret }: EndpointAndSecret): Webhook => ({ ...webhookToWire(endpoint), secret: secret.reveal() })

/** The webhook that the path names. */
export const webhookIdOf = ({ params }: Pick<ControlCall, 'params'>): string => (params['webhook_id'] ?? '').toLowerCase()
