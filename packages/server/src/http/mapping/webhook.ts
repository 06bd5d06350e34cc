import type {
  CreateWebhookBody,
  ListWebhookDeliveriesQuery,
  ReplayWebhookBody,
  RotateWebhookSecretBody,
  UpdateWebhookBody,
  Webhook,
  WebhookDelivery as WireDelivery,
  WebhookEventType as WireEventType,
} from '@latchkey/contract/messages/webhooks'
import { invalidField } from '@latchkey/core/errors/domain-error'
import { parseTtlMs } from '@latchkey/core/key/duration'
import { formatInstant } from '@latchkey/core/key/instant-text'
import { parseInstant } from '@latchkey/core/key/list-filter-instant'
import type { Instant } from '@latchkey/core/ports/clock'
import type { DeliveryState, WebhookDelivery, WebhookEndpoint } from '@latchkey/core/ports/webhook-store'
import { type EndpointEdits, GRACE_DEFAULT_MS, type NewEndpoint } from '@latchkey/core/webhook/change-endpoints'
import type { DeliveryPageRequest } from '@latchkey/core/webhook/deliveries'
import type { WebhookEventType } from '@latchkey/core/webhook/event-types'

/** The two closed sets have the same words: a missing one is a type error. */
const typesToWire = (types: readonly WebhookEventType[]): WireEventType[] => [...types]

/** A webhook as it may be shown at any time. */
export const webhookToWire = (endpoint: WebhookEndpoint): Webhook => ({
  id: endpoint.id,
  project_id: endpoint.projectId,
  url: endpoint.url,
  description: endpoint.description,
  event_types: typesToWire(endpoint.eventTypes),
  state: endpoint.state,
  ...(endpoint.disabledBecause === undefined ? {} : { disabled_because: endpoint.disabledBecause }),
  secrets: endpoint.secrets.map(({ createdAt, expiresAt }) => ({
    created_at: formatInstant(createdAt),
    expires_at: expiresAt === undefined ? null : formatInstant(expiresAt),
  })),
  created_at: formatInstant(endpoint.createdAt),
  updated_at: formatInstant(endpoint.updatedAt),
})

export const newWebhookFromWire = (body: CreateWebhookBody): NewEndpoint => ({
  url: body.url,
  description: body.description ?? '',
  eventTypes: body.event_types ?? [],
})

export const webhookEditsFromWire = ({ url, description, event_types, enabled }: UpdateWebhookBody): EndpointEdits => ({
  ...(url === undefined ? {} : { url }),
  ...(description === undefined ? {} : { description }),
  ...(event_types === undefined ? {} : { eventTypes: event_types }),
  ...(enabled === undefined ? {} : { enabled }),
})

/** Milliseconds. */
export function graceFromWire({ grace_period: text }: RotateWebhookSecretBody): number {
  if (text === undefined || text === '') return GRACE_DEFAULT_MS
  const ms = text === '0' || text === '0s' ? 0 : parseTtlMs(text)
  if (ms === undefined) throw invalidField('grace_period', 'must be a duration such as 24h or 0s')
  return ms
}

export function sinceFromWire({ since }: ReplayWebhookBody): Instant {
  const instant = since === undefined ? (0 as Instant) : parseInstant(since)
  if (instant === undefined) throw invalidField('since', 'must be an RFC 3339 timestamp such as "2027-01-31T00:00:00Z"')
  return instant
}

const states: readonly DeliveryState[] = ['pending', 'delivered', 'dead']

export function deliveryPageFromWire(query: ListWebhookDeliveriesQuery): DeliveryPageRequest {
  const { state: wanted = '' } = query
  const state = states.find((known) => known === wanted)
  if (state === undefined && wanted !== '') throw invalidField('state', `must be out of ${states.join(', ')}`)
  return { state, pageSize: query.page_size ?? 0, pageToken: query.page_token ?? '' }
}

export const deliveryToWire = (delivery: WebhookDelivery): WireDelivery => ({
  message_id: delivery.message.id,
  webhook_id: delivery.endpointId,
  type: delivery.message.type,
  created_at: formatInstant(delivery.message.createdAt),
  state: delivery.state,
  attempts: delivery.attempts,
  ...(delivery.nextAttemptAt === undefined ? {} : { next_attempt_at: formatInstant(delivery.nextAttemptAt) }),
  ...(delivery.lastAttemptAt === undefined ? {} : { last_attempt_at: formatInstant(delivery.lastAttemptAt) }),
  ...(delivery.lastStatus === undefined ? {} : { last_status: delivery.lastStatus }),
  ...(delivery.lastError === undefined ? {} : { last_error: delivery.lastError }),
})

export const deliveryWithPayloadToWire = (delivery: WebhookDelivery): WireDelivery => ({
  ...deliveryToWire(delivery),
  payload: delivery.message.payload,
})

/** The address of a new webhook. */
export const webhookLocation = ({ projectId, id }: WebhookEndpoint): { readonly Location: string } => ({
  Location: `/projects/${projectId}/webhooks/${id}`,
})
