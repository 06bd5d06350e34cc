import type { Instant } from '@latchkey/core/ports/clock'
import type { DeliveryState, WebhookDelivery, WebhookMessage } from '@latchkey/core/ports/webhook-store'

export type DeliveryRow = readonly [
  messageId: string,
  type: string,
  payload: string,
  createdAt: number,
  endpointId: string,
  state: string,
  attempts: number,
  nextAttemptAt: number | null,
  lastAttemptAt: number | null,
  lastStatus: number | null,
  lastError: string | null,
]
export type MessageRow = readonly [id: string, type: string, payload: string, createdAt: number]

/** A delivery whose time has come. */
export interface DueDelivery {
  readonly projectId: string
  readonly endpointId: string
  readonly ordinal: number
  readonly attempts: number
}

/** In the order of the rows, of `FROM_DELIVERIES`. */
export const DELIVERY_COLUMNS = `m.id, m.type, m.payload, m.created_at, d.endpoint_id, d.state, d.attempts, d.next_attempt_at,
  d.last_attempt_at, d.last_status, d.last_error`
export const FROM_DELIVERIES = 'FROM webhook_deliveries AS d JOIN webhook_messages AS m ON m.ordinal = d.message_ordinal'
/** One delivery by its project, its endpoint and the id of its message. */
export const THIS_DELIVERY = `project_id = ? AND endpoint_id = ?
  AND message_ordinal = (SELECT ordinal FROM webhook_messages WHERE id = ?)`

export function toDelivery(row: DeliveryRow): WebhookDelivery {
  const [messageId, type, payload, createdAt, endpointId, state, attempts, nextAttemptAt, lastAttemptAt, ...last] = row
  const [lastStatus, lastError] = last
  return {
    message: toMessage([messageId, type, payload, createdAt]),
    endpointId,
    state: state as DeliveryState,
    attempts,
    nextAttemptAt: (nextAttemptAt ?? undefined) as Instant | undefined,
    lastAttemptAt: (lastAttemptAt ?? undefined) as Instant | undefined,
    lastStatus: lastStatus ?? undefined,
    lastError: lastError ?? undefined,
  }
}

export const toMessage = ([id, type, payload, createdAt]: MessageRow): WebhookMessage => ({
  id,
  type: type as WebhookMessage['type'],
  payload,
  createdAt: createdAt as Instant,
})
