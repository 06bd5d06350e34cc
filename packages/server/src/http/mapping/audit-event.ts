import type { AuditEvent as WireAuditEvent } from '@latchkey/contract/messages/audit-events'
import type { AuditEvent } from '@latchkey/core/events/audit-event'
import { formatInstant } from '@latchkey/core/key/instant-text'

export const auditEventToWire = (event: AuditEvent): WireAuditEvent => ({
  id: event.id,
  sequence: String(event.sequence),
  event: event.event,
  time: formatInstant(event.at),
  caller: event.caller,
  target: { kind: event.targetKind, id: event.targetId },
  ip: event.ip ?? '',
  request_id: event.requestId,
  before: event.before ?? null,
  after: event.after ?? null,
  previous_hash: event.previousHash,
  hash: event.hash,
})
