import type { AuditEntry } from '../events/audit-event.ts'
import type { Call } from '../key/call.ts'
import type { JsonObject } from '../key/json.ts'
import type { AccessKey } from '../ports/access-key-store.ts'
import type { Invitation } from '../ports/account-store.ts'
import type { Clock } from '../ports/clock.ts'
import type { WorkspaceRecord } from '../ports/project-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { Membership } from './membership.ts'

export interface AuditSources {
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
}

type Happening = Pick<AuditEntry, 'event' | 'targetKind' | 'targetId'> & Partial<Pick<AuditEntry, 'before' | 'after'>>

/** The entry of one mutation on the control plane. */
export const auditEntryOf = (call: Call, { clock, random }: AuditSources, happening: Happening): AuditEntry => ({
  before: undefined,
  after: undefined,
  ...happening,
  id: random.uuid(),
  at: clock.now(),
  caller: call.caller,
  ip: call.ip,
  requestId: call.requestId,
})

export const workspaceSnapshot = ({ id, name, plan }: WorkspaceRecord): JsonObject => ({ id, name, plan })

export const membershipSnapshot = ({ accountId, workspaceId, projectId, role }: Membership): JsonObject => ({
  account_id: accountId,
  workspace_id: workspaceId,
  project_id: projectId ?? null,
  role,
})

export const invitationSnapshot = ({ id, workspaceId, projectId, email, role }: Invitation): JsonObject => ({
  id,
  workspace_id: workspaceId,
  project_id: projectId ?? null,
  email,
  role,
})

export const accessKeySnapshot = ({ id, kind, ownerId, name, permissions }: AccessKey): JsonObject => ({
  id,
  kind,
  owner_id: ownerId,
  name,
  permissions,
})
