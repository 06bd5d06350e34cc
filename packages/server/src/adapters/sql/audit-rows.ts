import type { AuditCaller, AuditEntry, AuditEvent } from '@latchkey/core/events/audit-event'
import type { AuditEventName } from '@latchkey/core/events/audit-event-names'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { JsonObject } from '@latchkey/core/key/json'
import type { Instant } from '@latchkey/core/ports/clock'
import type { SqlValue } from './sql-database.ts'

export type EventRow = readonly [
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

const columns = [
  'sequence',
  'id',
  'at',
  'event',
  'caller_kind',
  'caller_id',
  'caller_name',
  'target_kind',
  'target_id',
  'ip',
  'request_id',
  'before',
  'after',
  'previous_hash',
  'hash',
] as const

/** In the order of the rows. */
export const NAMED_COLUMNS = columns.join(', ')

/** The same where `before` and `after` are words of the language. */
export const SQL_COLUMNS = columns
  .map((column) => (column === 'before' || column === 'after' ? `${column}_change` : column))
  .join(', ')

/** As they are read of the table `e`: whatever somebody has put into the file, a number is one that we can hold. */
export const EVENT_COLUMNS = columns
  .map((column) =>
    column === 'sequence' || column === 'at'
      ? `max(-${Number.MAX_SAFE_INTEGER}, min(e.${column}, ${Number.MAX_SAFE_INTEGER}))`
      : `e.${column}`,
  )
  .join(', ')

export function eventColumns(event: AuditEvent): SqlValue[] {
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

export function toEvent(chainId: string, row: EventRow): AuditEvent {
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

function fromJsonText(text: string | null): JsonObject | undefined {
  if (text === null) return undefined
  try {
    return JSON.parse(text) as JsonObject
  } catch {
    // Somebody has changed it: it no longer fits its hash, and that is what an audit must be able to say.
    return { unreadable: text }
  }
}
