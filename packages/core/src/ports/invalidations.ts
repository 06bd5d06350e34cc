import type { KeyId, ProjectId } from '../key/api-key.ts'
import type { Awaitable } from './awaitable.ts'

/** Something that every process must forget. */
export type Invalidation =
  /** `version` is the key's version after the change; `Infinity` when it was deleted. */
  | { readonly kind: 'api_key'; readonly projectId: ProjectId; readonly keyId: KeyId; readonly version: number }
  | { readonly kind: 'project'; readonly projectId: ProjectId }
  | { readonly kind: 'access_key'; readonly hash: string }

/** The transactional outbox: what was committed, in commit order, by any process on this store. */
export interface InvalidationLog {
  /** Cheap question, asked many times a second: did any other process commit since the last call? */
  hasNews(): Awaitable<boolean>
  /** Entries after `position`, oldest first, and the new position. Position 0 is "now": no entries. */
  readInvalidations(
    position: number,
  ): Awaitable<{ readonly invalidations: readonly Invalidation[]; readonly position: number; readonly gap: boolean }>
}
