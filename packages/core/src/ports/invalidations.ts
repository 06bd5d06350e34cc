import type { KeyId, ProjectId } from '../key/api-key.ts'
import type { Awaitable } from './awaitable.ts'

/** Something that every process must forget. */
export type Invalidation =
  /** `version` is the key's version after the change; `Infinity` when it was deleted. */
  | { readonly kind: 'api_key'; readonly projectId: ProjectId; readonly keyId: KeyId; readonly version: number }
  | { readonly kind: 'project'; readonly projectId: ProjectId }
  | { readonly kind: 'access_key'; readonly hash: string }

/** An entry of the log: sequence numbers follow each other without holes, in the order of the commits. */
export interface LoggedInvalidation {
  readonly sequence: number
  readonly invalidation: Invalidation
}

/** The transactional outbox: what was committed, in commit order, by any process on this store. */
export interface InvalidationLog {
  /** Cheap question, asked many times a second: did any other process commit since the last call? */
  hasNews(): Awaitable<boolean>
  /** Entries from `position` on, oldest first, and the position after them. Position 0 is "now": no entries. */
  readInvalidations(
    position: number,
  ): Awaitable<{ readonly invalidations: readonly Invalidation[]; readonly position: number; readonly gap: boolean }>
}

/**
 * The quick way from process to process, beside the log. It may lose messages and hand them over twice or out of order: the
 * log remains the truth, and sequence numbers tell what is missing.
 */
export interface InvalidationChannel {
  /** Tells the other processes what this one has committed. Never waits and never throws. */
  publish(entries: readonly LoggedInvalidation[]): void
  /**
   * Begins to listen. `heard` gets what other processes have published; an empty list says that there is something in the
   * log. Does not reject when the other side cannot be reached yet: it goes on trying.
   */
  listen(heard: (entries: readonly LoggedInvalidation[]) => void): Promise<void>
  /** Whether everything that was published until a second ago has been heard, as far as anyone can know. */
  isWhole(): boolean
  close(): Promise<void>
}
