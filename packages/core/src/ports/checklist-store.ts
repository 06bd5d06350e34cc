import type { ProjectId } from '../key/api-key.ts'
import type { Awaitable } from './awaitable.ts'

/** A person and a project. */
export interface ChecklistReference {
  readonly accountId: string
  readonly projectId: ProjectId
}

/** Which people have put away the first steps of which project. Goes with the project. Same outage rules as `KeyStore`. */
export interface ChecklistStore {
  isDismissed(reference: ChecklistReference): Awaitable<boolean>
  /** Rejects with `not_found` when there is no such account or project; a deleted project is none. */
  setDismissed(reference: ChecklistReference, dismissed: boolean): Promise<void>
}
