import type { DatabaseSync } from 'node:sqlite'
import type { Instant } from '@latchkey/core/ports/clock'
import type {
  DeliveryOutcome,
  DeliveryQuery,
  DeliveryReference,
  WebhookDelivery,
  WebhookMessage,
} from '@latchkey/core/ports/webhook-store'
import {
  DELIVERY_COLUMNS,
  type DeliveryRow,
  type DueDelivery,
  FROM_DELIVERIES,
  type MessageRow,
  THIS_DELIVERY,
  toDelivery,
  toMessage,
} from '../sql/webhook-delivery-rows.ts'
import { prepareRows } from './connection.ts'

const DUE = `FROM webhook_deliveries INDEXED BY webhook_deliveries_due WHERE state = 'pending' AND next_attempt_at <= ?`
const NONE_BUSY = '[]'

/** The statements on messages and their deliveries, prepared once. */
export class WebhookDeliveryStatements {
  readonly #statements

  constructor(db: DatabaseSync) {
    this.#statements = { ...readingStatements(db), ...writingStatements(db), ...agingStatements(db) }
  }

  /** One message for some endpoints, due at once. False, and nothing written, when there is one with its id already. */
  insertMessage(projectId: string, { id, type, payload, createdAt }: WebhookMessage, endpointIds: readonly string[]): boolean {
    const { changes, lastInsertRowid } = this.#statements.insertMessage.run(id, projectId, type, payload, createdAt)
    if (changes !== 1) return false
    for (const endpointId of endpointIds) {
      this.#statements.insertDelivery.run(projectId, endpointId, lastInsertRowid, createdAt)
    }
    return true
  }

  /** False when the key is spent already. */
  spendDedupKey(projectId: string, dedupKey: string, at: Instant): boolean {
    return this.#statements.spend.run(projectId, dedupKey, at).changes === 1
  }

  forgetDedupKey(projectId: string, dedupKey: string): void {
    this.#statements.forget.run(projectId, dedupKey)
  }

  listSpent(projectId: string, dedupKeys: readonly string[]): readonly string[] {
    return this.#statements.listSpent.all(projectId, JSON.stringify(dedupKeys)).map(([dedupKey]) => dedupKey)
  }

  list(projectId: string, endpointId: string, { state, after, limit }: DeliveryQuery): readonly WebhookDelivery[] {
    if (state === undefined) return this.#statements.list.all(projectId, endpointId, after ?? null, limit).map(toDelivery)
    return this.#statements.listByState.all(projectId, endpointId, state, after ?? null, limit).map(toDelivery)
  }

  find({ projectId, endpointId, messageId }: DeliveryReference): WebhookDelivery | undefined {
    const row = this.#statements.find.get(projectId, endpointId, messageId)
    return row === undefined ? undefined : toDelivery(row)
  }

  /** Whether an attempt is under way whose claimer still has time. */
  isClaimed({ projectId, endpointId, messageId }: DeliveryReference, now: Instant): boolean {
    return this.#statements.findClaimed.get(projectId, endpointId, messageId, now) !== undefined
  }

  begin({ projectId, endpointId, messageId }: DeliveryReference, now: Instant): void {
    this.#statements.begin.run(now, projectId, endpointId, messageId)
  }

  beginDead(projectId: string, endpointId: string, wanted: { since: Instant; now: Instant; limit: number }): number {
    return Number(this.#statements.beginDead.run(wanted.now, projectId, endpointId, wanted.since, wanted.limit).changes)
  }

  hasDue(now: Instant): boolean {
    return this.#statements.hasDue.get(now) !== undefined
  }

  listDue(now: Instant, busy: readonly string[], limit: number): readonly DueDelivery[] {
    return this.#statements.listDue
      .all(now, busy.length === 0 ? NONE_BUSY : JSON.stringify(busy), limit)
      .map(([projectId, endpointId, ordinal, attempts]) => ({ projectId, endpointId, ordinal, attempts }))
  }

  /** Takes a due delivery and gives its message. */
  claim({ projectId, endpointId, ordinal }: DueDelivery, claimer: string, until: Instant): WebhookMessage | undefined {
    this.#statements.claim.run(until, claimer, projectId, endpointId, ordinal)
    const row = this.#statements.findMessage.get(ordinal)
    return row === undefined ? undefined : toMessage(row)
  }

  settle({ projectId, endpointId, messageId }: DeliveryReference, claimer: string, outcome: DeliveryOutcome): void {
    const { state, nextAttemptAt, attemptedAt, status, error } = outcome
    const facts = [state, nextAttemptAt ?? null, attemptedAt, status ?? null, error ?? null] as const
    this.#statements.settle.run(...facts, projectId, endpointId, messageId, claimer, state)
  }

  release({ projectId, endpointId, messageId }: DeliveryReference, claimer: string, now: Instant): void {
    this.#statements.release.run(now, projectId, endpointId, messageId, claimer)
  }

  giveUp({ projectId, endpointId, ordinal }: DueDelivery, error: string): void {
    this.#statements.giveUp.run(error, projectId, endpointId, ordinal)
  }

  drop({ projectId, endpointId, ordinal }: DueDelivery): void {
    this.#statements.drop.run(projectId, endpointId, ordinal)
  }

  countPending(limit: number): number {
    return this.#statements.countPending.get(limit)?.[0] ?? 0
  }

  removeBefore(before: { messages: Instant; dedupKeys: Instant }, limit: number): number {
    const ordinals = this.#statements.listOld.all(limit, before.messages).map(([ordinal]) => ordinal)
    for (const ordinal of ordinals) {
      this.#statements.removeDeliveries.run(ordinal)
      this.#statements.removeMessage.run(ordinal)
    }
    const dedupKeys = this.#statements.removeDedupKeys.run(before.dedupKeys, limit - ordinals.length).changes
    return ordinals.length + Number(dedupKeys)
  }
}

// A page goes on below the ordinal of the last message of the page before; an unknown message has none, and nothing follows.
const PAGE = `(?3 IS NULL OR d.message_ordinal < (SELECT ordinal FROM webhook_messages WHERE id = ?3))
  ORDER BY d.message_ordinal DESC LIMIT ?4`
const PAGE_OF_STATE = PAGE.replaceAll('?4', '?5').replaceAll('?3', '?4')

const readingStatements = (db: DatabaseSync) => ({
  list: prepareRows<DeliveryRow>(
    db,
    `SELECT ${DELIVERY_COLUMNS} ${FROM_DELIVERIES} WHERE d.project_id = ?1 AND d.endpoint_id = ?2 AND ${PAGE}`,
  ),
  listByState: prepareRows<DeliveryRow>(
    db,
    `SELECT ${DELIVERY_COLUMNS} ${FROM_DELIVERIES}
    WHERE d.project_id = ?1 AND d.endpoint_id = ?2 AND d.state = ?3 AND ${PAGE_OF_STATE}`,
  ),
  find: prepareRows<DeliveryRow>(
    db,
    `SELECT ${DELIVERY_COLUMNS} ${FROM_DELIVERIES} WHERE d.project_id = ? AND d.endpoint_id = ? AND m.id = ?`,
  ),
  findClaimed: prepareRows<readonly [number]>(
    db,
    `SELECT 1 FROM webhook_deliveries WHERE ${THIS_DELIVERY}
    AND state = 'pending' AND claimed_by IS NOT NULL AND next_attempt_at > ?`,
  ),
  findMessage: prepareRows<MessageRow>(db, 'SELECT id, type, payload, created_at FROM webhook_messages WHERE ordinal = ?'),
  listSpent: prepareRows<readonly [string]>(
    db,
    `SELECT dedup_key FROM webhook_dedup_keys
    WHERE project_id = ? AND dedup_key IN (SELECT value FROM json_each(?))`,
  ),
  hasDue: prepareRows<readonly [number]>(db, `SELECT 1 ${DUE} LIMIT 1`),
  listDue: prepareRows<readonly [projectId: string, endpointId: string, ordinal: number, attempts: number]>(
    db,
    `SELECT project_id, endpoint_id, message_ordinal, attempts ${DUE}
    AND endpoint_id NOT IN (SELECT value FROM json_each(?)) ORDER BY next_attempt_at LIMIT ?`,
  ),
  countPending: prepareRows<readonly [number]>(
    db,
    `SELECT count(*) FROM (SELECT 1 FROM webhook_deliveries INDEXED BY webhook_deliveries_due WHERE state = 'pending' LIMIT ?)`,
  ),
})

const writingStatements = (db: DatabaseSync) => ({
  insertMessage: db.prepare(`INSERT INTO webhook_messages (id, project_id, type, payload, created_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO NOTHING`),
  insertDelivery: db.prepare(`INSERT INTO webhook_deliveries
    (project_id, endpoint_id, message_ordinal, state, attempts, next_attempt_at) VALUES (?, ?, ?, 'pending', 0, ?)`),
  spend: db.prepare(`INSERT INTO webhook_dedup_keys (project_id, dedup_key, spent_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`),
  forget: db.prepare('DELETE FROM webhook_dedup_keys WHERE project_id = ? AND dedup_key = ?'),
  begin: db.prepare(`UPDATE webhook_deliveries SET state = 'pending', attempts = 0, next_attempt_at = ?, claimed_by = NULL
    WHERE ${THIS_DELIVERY}`),
  beginDead: db.prepare(`UPDATE webhook_deliveries SET state = 'pending', attempts = 0, next_attempt_at = ?1, claimed_by = NULL
    WHERE project_id = ?2 AND endpoint_id = ?3 AND message_ordinal IN (
      SELECT d.message_ordinal ${FROM_DELIVERIES} WHERE d.project_id = ?2 AND d.endpoint_id = ?3 AND d.state = 'dead'
      AND m.created_at >= ?4 ORDER BY d.message_ordinal LIMIT ?5)`),
  claim: db.prepare(`UPDATE webhook_deliveries SET attempts = attempts + 1, next_attempt_at = ?, claimed_by = ?
    WHERE project_id = ? AND endpoint_id = ? AND message_ordinal = ?`),
  settle: db.prepare(`UPDATE webhook_deliveries SET state = ?, next_attempt_at = ?, claimed_by = NULL, last_attempt_at = ?,
    last_status = ?, last_error = ? WHERE ${THIS_DELIVERY} AND state = 'pending' AND (claimed_by = ? OR ? = 'delivered')`),
  release: db.prepare(`UPDATE webhook_deliveries SET attempts = attempts - 1, next_attempt_at = ?, claimed_by = NULL
    WHERE ${THIS_DELIVERY} AND state = 'pending' AND claimed_by = ?`),
  giveUp: db.prepare(`UPDATE webhook_deliveries SET state = 'dead', next_attempt_at = NULL, claimed_by = NULL, last_error = ?
    WHERE project_id = ? AND endpoint_id = ? AND message_ordinal = ?`),
  drop: db.prepare('DELETE FROM webhook_deliveries WHERE project_id = ? AND endpoint_id = ? AND message_ordinal = ?'),
})

const agingStatements = (db: DatabaseSync) => ({
  // Only among the oldest, so that a table without old messages is not read to its end.
  listOld: prepareRows<readonly [ordinal: number]>(
    db,
    'SELECT ordinal FROM (SELECT ordinal, created_at FROM webhook_messages ORDER BY ordinal LIMIT ?) WHERE created_at < ?',
  ),
  removeDeliveries: db.prepare('DELETE FROM webhook_deliveries WHERE message_ordinal = ?'),
  removeMessage: db.prepare('DELETE FROM webhook_messages WHERE ordinal = ?'),
  removeDedupKeys: db.prepare(`DELETE FROM webhook_dedup_keys WHERE (project_id, dedup_key) IN
    (SELECT project_id, dedup_key FROM webhook_dedup_keys WHERE spent_at < ? LIMIT ?)`),
})
