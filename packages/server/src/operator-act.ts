import type { AuditEntry } from '@latchkey/core/events/audit-event'
import type { AuditEventName } from '@latchkey/core/events/audit-event-names'
import type { Call } from '@latchkey/core/key/call'
import type { JsonObject } from '@latchkey/core/key/json'
import { systemClock, systemRandom } from './composition/system-clock.ts'

/** The operator at the command line, as the audit log knows them. */
export const operatorCall = (): Call => ({
  caller: { kind: 'operator', id: 'cli', name: 'command line' },
  ip: undefined,
  requestId: systemRandom.uuid(),
})

export interface OperatorAct {
  readonly event: AuditEventName
  readonly targetKind: AuditEntry['targetKind']
  readonly targetId: string
  readonly before?: JsonObject
  readonly after?: JsonObject
}

/** The entry for one act of the operator, now. */
export const operatorEntry = ({ before, after, ...act }: OperatorAct): AuditEntry => ({
  ...operatorCall(),
  ...act,
  id: systemRandom.uuid(),
  at: systemClock.now(),
  before,
  after,
})
