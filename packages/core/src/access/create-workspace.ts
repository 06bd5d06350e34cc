import { DomainError } from '../errors/domain-error.ts'
import type { Call } from '../key/call.ts'
import type { ProjectStore, WorkspaceRecord } from '../ports/project-store.ts'
import { isAdministrator } from './administrator.ts'
import { type AuditSources, auditEntryOf, workspaceSnapshot } from './audit-entry.ts'
import type { ControlCaller } from './control-caller.ts'
import type { Membership } from './membership.ts'
import { requireWorkspaceName } from './workspace-name.ts'

export interface CreateWorkspaceDependencies extends AuditSources {
  readonly projectStore: Pick<ProjectStore, 'listWorkspaces' | 'createWorkspace'>
}

/**
 * Makes a workspace, which its maker then owns. Throws `forbidden` for everybody but administrators (owners of the server's
 * oldest workspace) and callers who may do everything: API keys stay within the workspace that they are of.
 */
export const makeCreateWorkspace =
  (deps: CreateWorkspaceDependencies) =>
  async (caller: ControlCaller, call: Call, { name }: { readonly name: string }): Promise<WorkspaceRecord> => {
    await requireAdministrator(caller, deps.projectStore)
    const now = deps.clock.now()
    const workspace: WorkspaceRecord = {
      id: deps.random.uuid(),
      name: requireWorkspaceName(name),
      plan: '',
      createdAt: now,
      updatedAt: now,
    }
    const audit = auditEntryOf(call, deps, {
      event: 'workspace.created',
      targetKind: 'workspace',
      targetId: workspace.id,
      after: workspaceSnapshot(workspace),
    })
    await deps.projectStore.createWorkspace(workspace, audit, ownershipOf(workspace, caller))
    return workspace
  }

async function requireAdministrator(
  caller: ControlCaller,
  projectStore: CreateWorkspaceDependencies['projectStore'],
): Promise<void> {
  if (caller.kind === 'open') return
  if (caller.kind === 'account' && (await isAdministrator(caller.memberships, projectStore))) return
  throw new DomainError('forbidden', { reason: 'only administrators of this server make workspaces' })
}

function ownershipOf({ id, createdAt }: WorkspaceRecord, caller: ControlCaller): Membership | undefined {
  if (caller.kind !== 'account') return undefined
  return { accountId: caller.account.id, workspaceId: id, projectId: undefined, role: 'owner', createdAt }
}
