import type { ProjectId } from '../key/api-key.ts'
import type { JsonObject } from '../key/json.ts'
import type { Instant } from '../ports/clock.ts'
import type { AuditEventName, auditCallerKinds, auditTargetKinds } from './audit-event-names.ts'

/** Who did it. */
export interface AuditCaller {
  readonly kind: (typeof auditCallerKinds)[number]
  readonly id: string
  readonly name: string
}

/** What a use case says about its mutation; the store adds the place in the chain. */
export interface AuditEntry {
  readonly id: string
  readonly at: Instant
  readonly event: AuditEventName
  readonly caller: AuditCaller
  readonly targetKind: (typeof auditTargetKinds)[number]
  readonly targetId: string
  readonly ip: string | undefined
  readonly requestId: string
  /** The changed resource without secrets; absent before a creation and after a deletion. */
  readonly before: JsonObject | undefined
  readonly after: JsonObject | undefined
}

/** A stored entry. `hash` covers the entry and `previousHash`, so an edit, a gap or a swap shows. */
export interface AuditEvent extends AuditEntry {
  readonly projectId: ProjectId
  /** 1, 2, 3 … without gaps within a project. */
  readonly sequence: number
  readonly previousHash: string
  readonly hash: string
}
