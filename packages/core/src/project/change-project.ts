import { DomainError } from '../errors/domain-error.ts'
import type { AuditEventName } from '../events/audit-event-names.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { Call } from '../key/call.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { ProjectRecord, ProjectStore, SealedSecret, StoredProject } from '../ports/project-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import { projectAudit } from './project-audit.ts'

export interface ChangeProjectDependencies {
  readonly store: Pick<ProjectStore, 'changeProject'>
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
}

/** What becomes of a project; what is left out stays. */
export interface ProjectEdits {
  readonly project?: Partial<ProjectRecord>
  readonly secrets?: readonly SealedSecret[]
}

export interface ChangedProject {
  readonly before: StoredProject
  readonly after: StoredProject
}

interface WantedChange {
  readonly event: AuditEventName
  /** Sees the project as it is when the change is written; may be asked more than once. `undefined`: there is nothing to change. */
  readonly decide: (current: StoredProject, now: Instant) => ProjectEdits | undefined
}

/** Leaves a compare-and-set without a trace. */
class NothingToChange extends Error {
  readonly current: StoredProject

  constructor(current: StoredProject) {
    super('nothing to change')
    this.current = current
  }
}

/**
 * The compare-and-set that every change of a project goes through, with its audit entry. Throws `not_found` where there is no
 * such project, and whatever `decide` throws.
 */
export async function changeProject(
  deps: ChangeProjectDependencies,
  call: Call,
  id: ProjectId,
  { event, decide }: WantedChange,
): Promise<ChangedProject> {
  const at = deps.clock.now()
  const entryId = deps.random.uuid()
  let changed: ChangedProject | undefined
  try {
    await deps.store.changeProject(id, (before) => {
      const edits = decide(before, at)
      if (edits === undefined) throw new NothingToChange(before)
      const project = { ...before.project, ...edits.project, updatedAt: at }
      const after = { ...before, project, secrets: edits.secrets ?? before.secrets }
      changed = { before, after }
      const shown = project.state === 'deleted' ? { before } : { before, after }
      return { project, secrets: after.secrets, audit: projectAudit(call, { id: entryId, at, event, ...shown }) }
    })
  } catch (error) {
    if (error instanceof NothingToChange) return { before: error.current, after: error.current }
    throw error
  }
  if (changed === undefined) throw new DomainError('not_found', { reason: 'project not found' })
  return changed
}
