import type {
  ListWebhookDeliveriesQuery,
  ListWebhookDeliveriesResponse,
  ReplayWebhookBody,
  ReplayWebhookResponse,
  WebhookDelivery,
} from '@latchkey/contract/messages/webhooks'
import {
  makeGetDelivery,
  makeGetEndpoint,
  makeListDeliveries,
  makeReplayDead,
  makeReplayDelivery,
  makeTestEndpoint,
} from '@latchkey/core/webhook/deliveries'
import { projectOf } from '../../mapping/control-target.ts'
import { deliveryPageFromWire, deliveryToWire, deliveryWithPayloadToWire, sinceFromWire } from '../../mapping/webhook.ts'
import type { ControlCall, ControlHandler } from '../../operation.ts'
import type { WebhookHandlerDependencies } from './dependencies.ts'
import { webhookIdOf } from './endpoints.ts'

export function makeDeliveryHandlers(deps: WebhookHandlerDependencies) {
  const getEndpoint = makeGetEndpoint(deps)
  const getDelivery = makeGetDelivery(deps)
  const listDeliveries = makeListDeliveries(deps)
  const replayDelivery = makeReplayDelivery(deps)
  const replayDead = makeReplayDead(deps)
  const testEndpoint = makeTestEndpoint(deps)
  const endpointOf = (call: ControlCall) => getEndpoint(projectOf(call).id, webhookIdOf(call))
  return {
    testWebhook: async (call) => {
      const body: WebhookDelivery = deliveryToWire(await testEndpoint(await endpointOf(call)))
      return { status: 202, body }
    },
    listWebhookDeliveries: async (call) => {
      const wanted = deliveryPageFromWire(call.query as ListWebhookDeliveriesQuery)
      const page = await listDeliveries(await endpointOf(call), wanted)
      const body: ListWebhookDeliveriesResponse = {
        deliveries: page.deliveries.map(deliveryToWire),
        next_page_token: page.nextPageToken,
      }
      return { status: 200, body }
    },
    getWebhookDelivery: async (call) => {
      const { projectId, id: endpointId } = await endpointOf(call)
      const delivery = await getDelivery({ projectId, endpointId, messageId: messageIdOf(call) })
      return { status: 200, body: deliveryWithPayloadToWire(delivery) }
    },
    replayWebhookDelivery: async (call) => {
      const body: WebhookDelivery = deliveryToWire(await replayDelivery(await endpointOf(call), messageIdOf(call)))
      return { status: 202, body }
    },
    replayWebhook: async (call) => {
      const since = sinceFromWire(call.body as ReplayWebhookBody)
      const body: ReplayWebhookResponse = { replayed: await replayDead(await endpointOf(call), since) }
      return { status: 200, body }
    },
  } satisfies Record<string, ControlHandler>
}

const messageIdOf = ({ params }: Pick<ControlCall, 'params'>): string => params['message_id'] ?? ''
