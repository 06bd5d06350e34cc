import { DomainError } from '../errors/domain-error.ts'
import type { AuditEventName } from '../events/audit-event-names.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { Call } from '../key/call.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import type { ProjectRecord, StoredProject } from '../ports/project-store.ts'
import { type ChangeProjectDependencies, changeProject } from './change-project.ts'

export type ProjectAction<Result> = (call: Call, id: ProjectId) => Promise<Result>

/** Reversible: the keys of the project stop verifying, and nothing is lost. Doing it again changes and records nothing. */
export const makeSuspendProject = (deps: ChangeProjectDependencies): ProjectAction<StoredProject> =>
  stateChange(deps, 'project.suspended', { state: 'suspended' })

/** The way back; the same rules. */
export const makeResumeProject = (deps: ChangeProjectDependencies): ProjectAction<StoredProject> =>
  stateChange(deps, 'project.resumed', { state: 'running' })

/** Switches API keys on for a project that was made without them. Doing it again changes and records nothing. */
export const makeEnableApiKeys = (deps: ChangeProjectDependencies): ProjectAction<StoredProject> =>
  stateChange(deps, 'project.api_keys_enabled', { apiKeysEnabled: true })

export interface DeleteProjectDependencies extends ChangeProjectDependencies {
  readonly managedPaths: (projectId: ProjectId) => Awaitable<readonly string[]>
}

/**
 * Final: the project is gone from every list and address at once, and its rows are removed afterwards. Throws
 * `failed_precondition` for a project that the configuration speaks of: what it says there would fall to the next one.
 */
export function makeDeleteProject(deps: DeleteProjectDependencies): ProjectAction<void> {
  const markDeleted = stateChange(deps, 'project.deleted', { state: 'deleted', hosts: [] })
  return async (call, id) => {
    const [path] = await deps.managedPaths(id)
    if (path !== undefined) {
      throw new DomainError('failed_precondition', {
        reason: `the configuration of the server fixes ${path} for this project; take that out first`,
        metadata: { field: path },
      })
    }
    await markDeleted(call, id)
  }
}

type StateEdits = Partial<Pick<ProjectRecord, 'state' | 'apiKeysEnabled' | 'hosts'>>

const stateChange =
  (deps: ChangeProjectDependencies, event: AuditEventName, edits: StateEdits): ProjectAction<StoredProject> =>
  async (call, id) => {
    const { after } = await changeProject(deps, call, id, {
      event,
      decide: ({ project }) => (isInState(project, edits) ? undefined : { project: edits }),
    })
    return after
  }

const isInState = (project: ProjectRecord, { state, apiKeysEnabled }: StateEdits): boolean =>
  (state ?? project.state) === project.state && (apiKeysEnabled ?? project.apiKeysEnabled) === project.apiKeysEnabled
