import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { EndpointSecret, WebhookEndpoint } from '@latchkey/core/ports/webhook-store'
import type { WebhookEventType } from '@latchkey/core/webhook/event-types'
import type { SqlValue } from './sql-database.ts'

export type EndpointRow = readonly [
  projectId: string,
  id: string,
  url: string,
  description: string,
  eventTypes: string,
  state: string,
  disabledBecause: string | null,
  secrets: string,
  createdAt: number,
  updatedAt: number,
]

/** In the order of the rows. */
export const ENDPOINT_COLUMNS =
  'project_id, id, url, description, event_types, state, disabled_because, secrets, created_at, updated_at'

/** What may change of an endpoint, in the order of the columns behind its project and its id. */
export const endpointFacts = (endpoint: WebhookEndpoint): SqlValue[] => [
  endpoint.url,
  endpoint.description,
  JSON.stringify(endpoint.eventTypes),
  endpoint.state,
  endpoint.disabledBecause ?? null,
  JSON.stringify(endpoint.secrets),
  endpoint.createdAt,
  endpoint.updatedAt,
]

export const CHANGE_OF_ENDPOINT = `UPDATE webhook_endpoints SET url = ?, description = ?, event_types = ?, state = ?,
  disabled_because = ?, secrets = ?, created_at = ?, updated_at = ? WHERE project_id = ? AND id = ?`

export function toEndpoint(row: EndpointRow): WebhookEndpoint {
  const [projectId, id, url, description, eventTypes, state, disabledBecause, secrets, createdAt, updatedAt] = row
  return {
    id,
    projectId: projectId as ProjectId,
    url,
    description,
    eventTypes: toEventTypes(eventTypes),
    state: state as WebhookEndpoint['state'],
    disabledBecause: (disabledBecause ?? undefined) as WebhookEndpoint['disabledBecause'],
    secrets: (JSON.parse(secrets) as EndpointSecret[]).map(({ sealed, createdAt: made, expiresAt }) => ({
      sealed,
      createdAt: made,
      expiresAt,
    })),
    createdAt: createdAt as Instant,
    updatedAt: updatedAt as Instant,
  }
}

export const toEventTypes = (text: string): readonly WebhookEventType[] => JSON.parse(text) as WebhookEventType[]
