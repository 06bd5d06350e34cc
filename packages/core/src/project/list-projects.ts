import { type ControlCaller, standingOf } from '../access/control-caller.ts'
import { DomainError } from '../errors/domain-error.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { ProjectRecord, ProjectStore, WorkspaceRecord } from '../ports/project-store.ts'

export interface ListedProject {
  readonly project: ProjectRecord
  readonly workspace: WorkspaceRecord
}

export interface ListProjectsDependencies {
  readonly store: Pick<ProjectStore, 'findProject' | 'findWorkspace' | 'listProjects' | 'listWorkspaces'>
}

/** The workspaces in which a caller sees something, oldest first: all of them for the operator. */
export async function workspacesAround(
  caller: ControlCaller,
  { store }: ListProjectsDependencies,
): Promise<readonly WorkspaceRecord[]> {
  if (caller.kind === 'open') return store.listWorkspaces()
  const found = await Promise.all(workspaceIdsOf(caller).map((id) => store.findWorkspace(id)))
  return found.filter((workspace) => workspace !== undefined).toSorted((a, b) => a.createdAt - b.createdAt)
}

/**
 * The projects that the caller sees, in the order of their creation. A project key sees exactly its own; rejects with
 * `unauthorized` when that is deleted, and with `forbidden` while it is suspended.
 */
export const makeListProjects =
  (deps: ListProjectsDependencies) =>
  async (caller: ControlCaller): Promise<readonly ListedProject[]> => {
    if (caller.kind === 'project_key') return ownProject(caller.accessKey.ownerId, deps)
    const workspaces = await workspacesAround(caller, deps)
    const listed = await Promise.all(workspaces.map((workspace) => projectsIn(workspace, deps)))
    return listed
      .flat()
      .filter(({ project, workspace }) => standingOf(caller, { workspaceId: workspace.id, projectId: project.id }) !== undefined)
      .toSorted((a, b) => a.project.createdAt - b.project.createdAt)
  }

async function projectsIn(workspace: WorkspaceRecord, { store }: ListProjectsDependencies): Promise<readonly ListedProject[]> {
  const projects = await store.listProjects(workspace.id)
  return projects.map((project) => ({ project, workspace }))
}

async function ownProject(id: string, { store }: ListProjectsDependencies): Promise<readonly ListedProject[]> {
  const stored = await store.findProject({ id: id as ProjectId })
  // A key outlives its project for a moment, and opens nothing by then.
  if (stored === undefined) throw new DomainError('unauthorized')
  if (stored.project.state === 'suspended') throw new DomainError('forbidden', { reason: 'the project is suspended' })
  return [stored]
}

function workspaceIdsOf(caller: ControlCaller): readonly string[] {
  if (caller.kind === 'workspace_key') return [caller.accessKey.ownerId]
  return caller.kind === 'account' ? [...new Set(caller.memberships.map(({ workspaceId }) => workspaceId))] : []
}
