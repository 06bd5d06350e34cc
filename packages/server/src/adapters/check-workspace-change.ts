import type { WorkspaceChange, WorkspaceRecord } from '@latchkey/core/ports/project-store'

/** What every project store insists on before it writes a change; breaking a rule is a bug of the use case. */
export function checkWorkspaceChange(current: WorkspaceRecord, { workspace }: WorkspaceChange): void {
  const kept = workspace.id === current.id && workspace.createdAt === current.createdAt
  if (!kept) throw new Error('a workspace change must keep the id and the creation instant')
}
