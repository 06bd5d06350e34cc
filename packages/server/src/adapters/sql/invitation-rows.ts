import type { Role } from '@latchkey/core/access/roles'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Invitation } from '@latchkey/core/ports/account-store'
import type { Instant } from '@latchkey/core/ports/clock'
import type { SqlValue } from './sql-database.ts'

export type InvitationRow = readonly [
  id: string,
  hash: string,
  workspaceId: string,
  projectId: string | null,
  email: string,
  role: string,
  invitedBy: string,
  createdAt: number,
  expiresAt: number,
]

/** In the order of `InvitationRow`. */
export const INVITATION_COLUMNS = 'id, hash, workspace_id, project_id, email, role, invited_by, created_at, expires_at'

export function toInvitation(row: InvitationRow): Invitation {
  const [id, hash, workspaceId, projectId, email, role, invitedBy, createdAt, expiresAt] = row
  return {
    id,
    hash,
    workspaceId,
    projectId: (projectId ?? undefined) as ProjectId | undefined,
    email,
    role: role as Role,
    invitedBy,
    createdAt: createdAt as Instant,
    expiresAt: expiresAt as Instant,
  }
}

/** The values of an invitation in the order of the columns. */
export function invitationValues(invitation: Invitation): SqlValue[] {
  const { id, hash, workspaceId, projectId, email, role, invitedBy, createdAt, expiresAt } = invitation
  return [id, hash, workspaceId, projectId ?? null, email, role, invitedBy, createdAt, expiresAt]
}
