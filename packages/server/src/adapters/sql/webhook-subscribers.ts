import type { WebhookEndpoint } from '@latchkey/core/ports/webhook-store'
import type { WebhookEventType } from '@latchkey/core/webhook/event-types'
import type { SqlReader } from './sql-database.ts'

/** Who is told of the events of a project. */
export type Subscriber = Pick<WebhookEndpoint, 'id' | 'eventTypes'>

export async function listSubscribers(reader: SqlReader, projectId: string): Promise<readonly Subscriber[]> {
  const rows = await reader.all<readonly [id: string, eventTypes: string]>(
    `SELECT id, event_types FROM webhook_endpoints WHERE project_id = ? AND state = 'enabled'`,
    [projectId],
  )
  return rows.map(([id, eventTypes]) => ({ id, eventTypes: JSON.parse(eventTypes) as readonly WebhookEventType[] }))
}
