import type { ProjectId } from '../key/api-key.ts'
import type { JsonObject } from '../key/json.ts'
import type { Instant } from '../ports/clock.ts'

/** What can happen to something we keep. One entry per mutation (for the retention: per batch); nothing else may be recorded. */
export const auditEventNames = [
  'api_key.issued',
  'api_key.imported',
  'api_key.updated',
  'api_key.rotated',
  'api_key.suspended',
  'api_key.resumed',
  'api_key.revoked',
  'api_key.self_revoked',
  'api_key.deleted',
  'token.derived',
  'project.created',
  'project.updated',
  'project.secret_rotated',
  'project.secret_removed',
  'project.api_keys_enabled',
  'project.suspended',
  'project.resumed',
  'project.deleted',
  'project.resealed',
  'access_key.created',
  'access_key.deleted',
  'workspace.created',
  'workspace.updated',
  'account.created',
  'account.password_changed',
  'account.password_reset_created',
  'account.password_reset',
  'member.invited',
  'member.joined',
  'member.role_changed',
  'member.removed',
  'invitation.deleted',
  'webhook.created',
  'webhook.updated',
  'webhook.disabled',
  'webhook.secret_rotated',
  'webhook.deleted',
  'retention.swept',
] as const
export type AuditEventName = (typeof auditEventNames)[number]

export const auditCallerKinds = ['access_key', 'account', 'key_holder', 'operator', 'unauthenticated_admin'] as const

export const auditTargetKinds = [
  'issued_api_key',
  'imported_api_key',
  'project',
  'access_key',
  'workspace',
  'account',
  'member',
  'invitation',
  'webhook',
] as const

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
