import { DomainError } from '../errors/domain-error.ts'
import type { AuditCaller } from '../events/audit-event.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { AccessKey } from '../ports/access-key-store.ts'
import type { Account, Session } from '../ports/account-store.ts'
import type { Membership } from './membership.ts'
import { type ControlPermission, mayControl, type Standing, widerRole } from './roles.ts'

/** Whoever called the control plane. */
export type ControlCaller =
  | { readonly kind: 'workspace_key'; readonly audit: AuditCaller; readonly accessKey: AccessKey }
  /** Sees its own project in the list of projects, and nothing else. */
  | { readonly kind: 'project_key'; readonly audit: AuditCaller; readonly accessKey: AccessKey }
  | {
      readonly kind: 'account'
      readonly audit: AuditCaller
      readonly account: Account
      readonly memberships: readonly Membership[]
      readonly session: Session
    }
  /** The operator, or anyone on a server behind an authenticating proxy (`serve.admin_auth: none`): may do everything. */
  | { readonly kind: 'open'; readonly audit: AuditCaller }

/** Where something is: in a workspace, or in one of its projects. */
export interface Place {
  readonly workspaceId: string
  readonly projectId?: ProjectId | undefined
}

/**
 * How the caller stands to a place; `undefined`: does not even see it. Members of a workspace have their role in all of its
 * projects; members of one project see that project and nothing of the workspace around it.
 */
export function standingOf(caller: ControlCaller, { workspaceId, projectId }: Place): Standing | undefined {
  if (caller.kind === 'open') return 'owner'
  if (caller.kind === 'workspace_key') return caller.accessKey.ownerId === workspaceId ? 'workspace_key' : undefined
  if (caller.kind === 'project_key') return undefined
  const roleAt = (project: ProjectId | undefined) =>
    caller.memberships.find((one) => one.workspaceId === workspaceId && one.projectId === project)?.role
  const ofWorkspace = roleAt(undefined)
  return projectId === undefined ? ofWorkspace : widerRole(ofWorkspace, roleAt(projectId))
}

/** Throws `forbidden` unless the caller's standing there allows it. */
export function requireControl(caller: ControlCaller, place: Place, permission: ControlPermission): void {
  const standing = standingOf(caller, place)
  if (standing !== undefined && mayControl(standing, permission)) return
  throw new DomainError('forbidden', { reason: `this credential lacks the permission ${permission}` })
}
