import { DomainError } from '../errors/domain-error.ts'
import type { Call } from '../key/call.ts'
import type { ProjectStore, WorkspaceRecord } from '../ports/project-store.ts'
import { type AuditSources, auditEntryOf, workspaceSnapshot } from './audit-entry.ts'
import { requireWorkspaceName } from './workspace-name.ts'

export interface UpdateWorkspaceDependencies extends AuditSources {
  readonly projectStore: Pick<ProjectStore, 'changeWorkspace'>
}

/** Renames a workspace. Throws `bad_request` for a bad name and `not_found` when it is gone. */
export const makeUpdateWorkspace =
  (deps: UpdateWorkspaceDependencies) =>
  async (workspaceId: string, call: Call, edits: { readonly name: string }): Promise<WorkspaceRecord> => {
    const name = requireWorkspaceName(edits.name)
    const change = await deps.projectStore.changeWorkspace(workspaceId, (current) => {
      const workspace = { ...current, name, updatedAt: deps.clock.now() }
      const audit = auditEntryOf(call, deps, {
        event: 'workspace.updated',
        targetKind: 'workspace',
        targetId: workspaceId,
        before: workspaceSnapshot(current),
        after: workspaceSnapshot(workspace),
      })
      return { workspace, audit }
    })
    if (change === undefined) throw new DomainError('not_found', { reason: 'there is no such workspace' })
    return change.workspace
  }
