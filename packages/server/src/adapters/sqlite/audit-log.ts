import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { AuditChainLink } from '@latchkey/core/events/audit-chain'
import type { AuditCaller, AuditEntry, AuditEvent, AuditEventName } from '@latchkey/core/events/audit-event'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { JsonObject } from '@latchkey/core/key/json'
import type { Instant } from '@latchkey/core/ports/clock'
import { prepareRows } from './connection.ts'

export interface AuditPage {
  /** Only events after this sequence number; 0 is from the start. */
  readonly after: number
  readonly limit: number
}

type HeadRow = readonly [sequence: number, hash: string]
type EventRow = readonly [
  sequence: number,
  id: string,
  at: number,
  event: string,
  callerKind: string,
  callerId: string,
  callerName: string,
  targetKind: string,
  targetId: string,
  ip: string | null,
  requestId: string,
  before: string | null,
  after: string | null,
  previousHash: string,
  hash: string,
]

const EVENT_COLUMNS = `sequence, id, at, event, caller_kind, caller_id, caller_name, target_kind, target_id, ip, request_id,
  before, after, previous_hash, hash`

/**
 * Audit chains in SQLite: one per project or workspace. The last link of each is kept apart from the events, so that a chain
 * whose end was cut off shows as well.
 */
export class SqliteAuditLog {
  readonly #findHead
  readonly #writeHead
  readonly #insertEvent
  readonly #readEvents

  constructor(db: DatabaseSync) {
    this.#findHead = prepareRows<HeadRow>(db, 'SELECT sequence, hash FROM audit_chains WHERE chain_id = ?')
    this.#writeHead = db.prepare(`INSERT INTO audit_chains (chain_id, sequence, hash) VALUES (?, ?, ?)
      ON CONFLICT (chain_id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash`)
    this.#insertEvent = db.prepare(`INSERT INTO audit_events (chain_id, ${EVENT_COLUMNS})
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    this.#readEvents = prepareRows<EventRow>(
      db,
      `SELECT ${EVENT_COLUMNS} FROM audit_events
      WHERE chain_id = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
    )
  }

  findHead(chainId: string): AuditChainLink | undefined {
    const row = this.#findHead.get(chainId)
    return row === undefined ? undefined : { sequence: row[0], hash: row[1] }
  }

  writeHead(chainId: string, head: AuditChainLink): void {
    this.#writeHead.run(chainId, head.sequence, head.hash)
  }

  insertEvent(chainId: string, event: AuditEvent): void {
    this.#insertEvent.run(chainId, ...eventColumns(event))
  }

  readEvents(chainId: string, page: AuditPage): readonly AuditEvent[] {
    return this.#readEvents.all(chainId, page.after, page.limit).map((row) => toEvent(chainId, row))
  }
}

function eventColumns(event: AuditEvent): SQLInputValue[] {
  const { caller } = event
  return [
    event.sequence,
    event.id,
    event.at,
    event.event,
    caller.kind,
    caller.id,
    caller.name,
    event.targetKind,
    event.targetId,
    event.ip ?? null,
    event.requestId,
    toJsonText(event.before),
    toJsonText(event.after),
    event.previousHash,
    event.hash,
  ]
}

function toEvent(chainId: string, row: EventRow): AuditEvent {
  const [
    sequence,
    id,
    at,
    event,
    callerKind,
    callerId,
    callerName,
    targetKind,
    targetId,
    ip,
    requestId,
    before,
    after,
    ...hashes
  ] = row
  const [previousHash, hash] = hashes
  return {
    projectId: chainId as ProjectId,
    sequence,
    id,
    at: at as Instant,
    event: event as AuditEventName,
    caller: { kind: callerKind as AuditCaller['kind'], id: callerId, name: callerName },
    targetKind: targetKind as AuditEntry['targetKind'],
    targetId,
    ip: ip ?? undefined,
    requestId,
    before: fromJsonText(before),
    after: fromJsonText(after),
    previousHash,
    hash,
  }
}

const toJsonText = (value: JsonObject | undefined): string | null => (value === undefined ? null : JSON.stringify(value))

const fromJsonText = (text: string | null): JsonObject | undefined =>
  text === null ? undefined : (JSON.parse(text) as JsonObject)
