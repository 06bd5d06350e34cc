import type { AuditCaller } from '../events/audit-event.ts'

/** Who asks for a mutation and from where: what its audit entry needs to know. */
export interface Call {
  readonly caller: AuditCaller
  readonly ip: string | undefined
  /** Correlates with logs; not the idempotency id. */
  readonly requestId: string
}
