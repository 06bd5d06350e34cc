import { type ControlCaller, requireControl, standingOf } from '../access/control-caller.ts'
import { DomainError, invalidField } from '../errors/domain-error.ts'
import type { Call } from '../key/call.ts'
import type { ProjectStore, StoredProject, WorkspaceRecord } from '../ports/project-store.ts'
import { buildProject, type CreatedProject, type CreateProjectDependencies, type NewProject } from './create-project.ts'
import { type ListProjectsDependencies, workspacesAround } from './list-projects.ts'
import type { Plan } from './project.ts'

/** A plan with what it says about the workspace as a whole. */
export interface WorkspacePlan extends Plan {
  /** Projects a workspace may have; `undefined` is no limit. */
  readonly projectsMax: number | undefined
}

export interface CreateProjectForCallerDependencies extends CreateProjectDependencies {
  readonly store: ListProjectsDependencies['store'] & Pick<ProjectStore, 'createProject'>
  readonly planNamed: (name: string) => WorkspacePlan
}

export interface WantedProject extends Pick<NewProject, 'name' | 'environment' | 'apiKeysEnabled'> {
  /** May be left out by who sees exactly one workspace. */
  readonly workspaceId: string | undefined
}

/** A slug is forty random bits behind two words: a second attempt is already improbable. */
const SLUG_ATTEMPTS = 3

/**
 * Creates a project with secrets of its own. Throws `not_found` for a workspace that the caller does not see, `forbidden` when
 * it may not create projects there, and `project_quota_exceeded` when the plan allows no further one.
 */
export function makeCreateProject(deps: CreateProjectForCallerDependencies) {
  return async (caller: ControlCaller, call: Call, wanted: WantedProject): Promise<StoredProject> => {
    const workspace = await workspaceFor(caller, wanted.workspaceId, deps)
    requireControl(caller, { workspaceId: workspace.id }, 'projects:create')
    const { projectsMax } = deps.planNamed(workspace.plan)
    const { project, secrets } = await createUnderFreeSlug(deps, projectsMax, () =>
      buildProject({ ...wanted, workspaceId: workspace.id }, call, deps),
    )
    return { project, secrets, workspace }
  }
}

async function workspaceFor(
  caller: ControlCaller,
  id: string | undefined,
  deps: CreateProjectForCallerDependencies,
): Promise<WorkspaceRecord> {
  if (caller.kind === 'project_key') throw new DomainError('forbidden', { reason: 'a project API key creates no projects' })
  if (id === undefined) return onlyWorkspace(caller, deps)
  // A member of one project knows its workspace by name only.
  const workspace = standingOf(caller, { workspaceId: id }) === undefined ? undefined : await deps.store.findWorkspace(id)
  if (workspace === undefined) throw new DomainError('not_found', { reason: 'workspace not found' })
  return workspace
}

async function onlyWorkspace(caller: ControlCaller, deps: CreateProjectForCallerDependencies): Promise<WorkspaceRecord> {
  const around = await workspacesAround(caller, deps)
  const [workspace, another] = around.filter(({ id }) => standingOf(caller, { workspaceId: id }) !== undefined)
  if (workspace === undefined) throw new DomainError('forbidden', { reason: 'this credential belongs to no workspace' })
  if (another !== undefined) throw invalidField('workspace_id', 'is required: there is more than one workspace')
  return workspace
}

async function createUnderFreeSlug(
  { store }: CreateProjectForCallerDependencies,
  projectsMax: number | undefined,
  build: () => CreatedProject,
): Promise<CreatedProject> {
  for (let attempt = 1; ; attempt++) {
    const created = build()
    try {
      await store.createProject(created.project, created.secrets, created.audit, projectsMax)
      return created
    } catch (error) {
      const isTaken = error instanceof DomainError && error.code === 'conflict' && error.metadata['field'] === 'slug'
      if (!isTaken || attempt === SLUG_ATTEMPTS) throw error
    }
  }
}
