import type { ProjectId } from '@latchkey/core/key/api-key'
import type { WebhookEndpoint } from '@latchkey/core/ports/webhook-store'
import { type WebhookEventType, wantsEvent } from '@latchkey/core/webhook/event-types'
import type { SqlReader, SqlSession } from './sql-database.ts'
import {
  CHANGE_OF_ENDPOINT,
  ENDPOINT_COLUMNS,
  type EndpointRow,
  endpointFacts,
  toEndpoint,
  toEventTypes,
} from './webhook-endpoint-rows.ts'

export async function listEndpoints(reader: SqlReader, projectId: ProjectId): Promise<readonly WebhookEndpoint[]> {
  const rows = await reader.all<EndpointRow>(
    `SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoints WHERE project_id = ? ORDER BY created_at, id`,
    [projectId],
  )
  return rows.map(toEndpoint)
}

export async function findEndpoint(reader: SqlReader, projectId: string, id: string): Promise<WebhookEndpoint | undefined> {
  const row = await reader.get<EndpointRow>(`SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoints WHERE project_id = ? AND id = ?`, [
    projectId,
    id,
  ])
  return row === undefined ? undefined : toEndpoint(row)
}

export async function countEndpoints(reader: SqlReader, projectId: ProjectId): Promise<number> {
  const row = await reader.get<readonly [number]>('SELECT count(*) FROM webhook_endpoints WHERE project_id = ?', [projectId])
  return Number(row?.[0] ?? 0)
}

/** Projects with an enabled endpoint that wants one of these. */
export async function listSubscribedProjects(
  reader: SqlReader,
  types: readonly WebhookEventType[],
): Promise<readonly ProjectId[]> {
  const rows = await reader.all<readonly [projectId: string, eventTypes: string]>(
    `SELECT project_id, event_types FROM webhook_endpoints WHERE state = 'enabled' ORDER BY project_id, id`,
  )
  const wanting = rows.filter(([, eventTypes]) => types.some((type) => wantsEvent(toEventTypes(eventTypes), type)))
  return [...new Set(wanting.map(([projectId]) => projectId as ProjectId))]
}

export async function isProjectThere(reader: SqlReader, projectId: ProjectId): Promise<boolean> {
  return (await reader.get(`SELECT id FROM projects WHERE id = ? AND state <> 'deleted'`, [projectId])) !== undefined
}

/** False when the id is taken. */
export const insertEndpoint = (session: SqlSession, endpoint: WebhookEndpoint): Promise<boolean> =>
  session.insertNew(`INSERT INTO webhook_endpoints (${ENDPOINT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
    endpoint.projectId,
    endpoint.id,
    ...endpointFacts(endpoint),
  ])

export async function updateEndpoint(session: SqlSession, endpoint: WebhookEndpoint): Promise<void> {
  await session.run(CHANGE_OF_ENDPOINT, [...endpointFacts(endpoint), endpoint.projectId, endpoint.id])
}

export async function removeEndpoint(session: SqlSession, projectId: ProjectId, id: string): Promise<void> {
  await session.run('DELETE FROM webhook_endpoints WHERE project_id = ? AND id = ?', [projectId, id])
}
