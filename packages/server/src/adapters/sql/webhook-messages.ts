import type { WebhookMessage } from '@latchkey/core/ports/webhook-store'
import type { SqlSession } from './sql-database.ts'

/** Puts a message on its way to endpoints. False when there is one with this id already. */
export async function insertMessage(
  session: SqlSession,
  projectId: string,
  { id, type, payload, createdAt }: WebhookMessage,
  endpointIds: readonly string[],
): Promise<boolean> {
  const isNew = await session.insertNew(
    'INSERT INTO webhook_messages (id, project_id, type, payload, created_at) VALUES (?, ?, ?, ?, ?)',
    [id, projectId, type, payload, createdAt],
  )
  if (!isNew) return false
  const row = await session.get<readonly [ordinal: number]>('SELECT ordinal FROM webhook_messages WHERE id = ?', [id])
  if (row === undefined) throw new Error('a message that was just written is not there')
  for (const endpointId of endpointIds) {
    await session.run(
      `INSERT INTO webhook_deliveries (project_id, endpoint_id, message_ordinal, state, attempts, next_attempt_at)
      VALUES (?, ?, ?, 'pending', 0, ?)`,
      [projectId, endpointId, row[0], createdAt],
    )
  }
  return true
}
