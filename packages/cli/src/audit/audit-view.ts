import type { AuditEvent } from '@latchkey/sdk'
import type { FieldList, Table } from '../output/table.ts'

export const auditTable = (events: readonly AuditEvent[]): Table => ({
  columns: ['Time', 'Event', 'By', 'Target', 'From', 'Request'],
  rows: events.map((event) => [event.time, event.event, callerOf(event), targetOf(event), event.ip, event.request_id]),
})

export const auditFields = (event: AuditEvent): FieldList => [
  ['Time', event.time],
  ['Event', event.event],
  ['By', callerOf(event)],
  ['Target', targetOf(event)],
  ['From', event.ip],
  ['Request', event.request_id],
]

const callerOf = ({ caller }: AuditEvent): string => `${caller.name} (${caller.kind})`
const targetOf = ({ target }: AuditEvent): string => `${target.kind} ${target.id}`
