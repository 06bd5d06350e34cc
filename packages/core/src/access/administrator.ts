import type { ProjectStore } from '../ports/project-store.ts'
import type { Membership } from './membership.ts'

/** Whether somebody owns the oldest workspace of the server, and so administers it. */
export async function isAdministrator(
  memberships: readonly Membership[],
  projectStore: Pick<ProjectStore, 'listWorkspaces'>,
): Promise<boolean> {
  const owned = memberships.filter(({ projectId, role }) => projectId === undefined && role === 'owner')
  if (owned.length === 0) return false
  const [oldest] = await projectStore.listWorkspaces()
  return owned.some(({ workspaceId }) => workspaceId === oldest?.id)
}
