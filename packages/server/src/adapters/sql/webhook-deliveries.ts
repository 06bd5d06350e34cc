import type { Instant } from '@latchkey/core/ports/clock'
import type { DeliveryOutcome, DeliveryQuery, DeliveryReference, WebhookDelivery } from '@latchkey/core/ports/webhook-store'
import type { SqlReader, SqlSession, SqlValue } from './sql-database.ts'
import { paddedLists, slotsFor } from './value-lists.ts'
import { DELIVERY_COLUMNS, type DeliveryRow, FROM_DELIVERIES, THIS_DELIVERY, toDelivery } from './webhook-delivery-rows.ts'

// First the page, then its messages: otherwise the messages may be read from the newest on until they meet the page.
const pageWith = (condition: string): string => `SELECT ${DELIVERY_COLUMNS}
  FROM (SELECT * FROM webhook_deliveries WHERE project_id = ? AND endpoint_id = ?${condition} AND message_ordinal < ?
    ORDER BY message_ordinal DESC LIMIT ?) AS d
  JOIN webhook_messages AS m ON m.ordinal = d.message_ordinal ORDER BY d.message_ordinal DESC`
const PAGE = pageWith('')
const PAGE_OF_STATE = pageWith(' AND state = ?')
const BEGIN = `UPDATE webhook_deliveries SET state = 'pending', attempts = 0, next_attempt_at = ?, claimed_by = NULL`

export async function listDeliveries(
  reader: SqlReader,
  projectId: string,
  endpointId: string,
  { state, after, limit }: DeliveryQuery,
): Promise<readonly WebhookDelivery[]> {
  const before = after === undefined ? Number.MAX_SAFE_INTEGER : await findOrdinal(reader, after)
  if (before === undefined) return []
  const rows =
    state === undefined
      ? await reader.all<DeliveryRow>(PAGE, [projectId, endpointId, before, limit])
      : await reader.all<DeliveryRow>(PAGE_OF_STATE, [projectId, endpointId, state, before, limit])
  return rows.map(toDelivery)
}

export async function findDelivery(reader: SqlReader, delivery: DeliveryReference): Promise<WebhookDelivery | undefined> {
  const row = await reader.get<DeliveryRow>(
    `SELECT ${DELIVERY_COLUMNS} ${FROM_DELIVERIES} WHERE d.project_id = ? AND d.endpoint_id = ? AND m.id = ?`,
    valuesOf(delivery),
  )
  return row === undefined ? undefined : toDelivery(row)
}

/**
 * Whether an attempt is under way whose claimer still has time. Nobody else claims or settles the delivery until the commit;
 * `undefined`: there is none.
 */
export async function lockDelivery(
  session: SqlSession,
  delivery: DeliveryReference,
  now: Instant,
): Promise<{ readonly isClaimed: boolean } | undefined> {
  const row = await session.get<readonly [state: string, claimedBy: string | null, nextAttemptAt: number | null]>(
    `SELECT state, claimed_by, next_attempt_at FROM webhook_deliveries WHERE ${THIS_DELIVERY} FOR UPDATE`,
    valuesOf(delivery),
  )
  if (row === undefined) return undefined
  const [state, claimedBy, nextAttemptAt] = row
  return { isClaimed: state === 'pending' && claimedBy !== null && (nextAttemptAt ?? 0) > now }
}

export async function beginDelivery(session: SqlSession, delivery: DeliveryReference, now: Instant): Promise<void> {
  await session.run(`${BEGIN} WHERE ${THIS_DELIVERY}`, [now, ...valuesOf(delivery)])
}

/** Begins dead deliveries anew, oldest first. Resolves to how many; what somebody else begins meanwhile is not counted. */
export async function beginDead(
  session: SqlSession,
  projectId: string,
  endpointId: string,
  { since, now, limit }: { readonly since: Instant; readonly now: Instant; readonly limit: number },
): Promise<number> {
  const rows = await session.all<readonly [ordinal: number]>(
    `SELECT d.message_ordinal FROM webhook_deliveries AS d WHERE d.project_id = ? AND d.endpoint_id = ? AND d.state = 'dead'
    AND (SELECT m.created_at FROM webhook_messages AS m WHERE m.ordinal = d.message_ordinal) >= ?
    ORDER BY d.message_ordinal LIMIT ?`,
    [projectId, endpointId, since, limit],
  )
  let begun = 0
  for (const ordinals of paddedLists(rows.map(([ordinal]) => ordinal))) {
    begun += await session.run(
      `${BEGIN} WHERE project_id = ? AND endpoint_id = ? AND state = 'dead' AND message_ordinal IN (${slotsFor(ordinals)})`,
      [now, projectId, endpointId, ...ordinals],
    )
  }
  return begun
}

/** How an attempt ended: what was delivered counts whoever says so. */
export async function settleDelivery(
  session: SqlSession,
  delivery: DeliveryReference,
  claimer: string,
  { state, nextAttemptAt, attemptedAt, status, error }: DeliveryOutcome,
): Promise<void> {
  const settle = `UPDATE webhook_deliveries SET state = ?, next_attempt_at = ?, claimed_by = NULL, last_attempt_at = ?,
    last_status = ?, last_error = ? WHERE ${THIS_DELIVERY} AND state = 'pending'`
  const values = [state, nextAttemptAt ?? null, attemptedAt, status ?? null, error ?? null, ...valuesOf(delivery)]
  if (state === 'delivered') await session.run(settle, values)
  else await session.run(`${settle} AND claimed_by = ?`, [...values, claimer])
}

export async function releaseDelivery(
  session: SqlSession,
  delivery: DeliveryReference,
  claimer: string,
  now: Instant,
): Promise<void> {
  await session.run(
    `UPDATE webhook_deliveries SET attempts = attempts - 1, next_attempt_at = ?, claimed_by = NULL
    WHERE ${THIS_DELIVERY} AND state = 'pending' AND claimed_by = ?`,
    [now, ...valuesOf(delivery), claimer],
  )
}

export async function hasDue(reader: SqlReader, now: Instant): Promise<boolean> {
  const row = await reader.get(
    `SELECT message_ordinal FROM webhook_deliveries WHERE state = 'pending' AND next_attempt_at <= ? LIMIT 1`,
    [now],
  )
  return row !== undefined
}

export async function countPending(reader: SqlReader, limit: number): Promise<number> {
  const row = await reader.get<readonly [number]>(
    `SELECT count(*) FROM (SELECT message_ordinal FROM webhook_deliveries WHERE state = 'pending' LIMIT ?) AS waiting`,
    [limit],
  )
  return Number(row?.[0] ?? 0)
}

async function findOrdinal(reader: SqlReader, messageId: string): Promise<number | undefined> {
  const row = await reader.get<readonly [ordinal: number]>('SELECT ordinal FROM webhook_messages WHERE id = ?', [messageId])
  return row?.[0]
}

const valuesOf = ({ projectId, endpointId, messageId }: DeliveryReference): SqlValue[] => [projectId, endpointId, messageId]
