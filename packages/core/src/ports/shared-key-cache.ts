import type { ApiKey, KeyId, ProjectId } from '../key/api-key.ts'
import type { Awaitable } from './awaitable.ts'

/** No entry lives longer, whatever a project's `cache.ttl` says. */
export const SHARED_KEY_LIFE_MAX_MS = 60_000

export interface SharedKey {
  readonly key: ApiKey
  /** How long it may still be remembered elsewhere, in milliseconds; not positive: not at all. */
  readonly ttlMs: number
}

/**
 * Records of keys that all processes on one store share, so that what one has read the others need not read. It holds no
 * credential and nothing derived from one, and proves nothing: ask it only for a key whose credential has proved itself.
 *
 * Coherence: `evict` removes older entries and leaves a tombstone against late ones, in one step for all processes. What
 * this process knows to be outdated is never found, even if it is still there. An eviction that could not be carried out is
 * tried again, and until it was, nothing is found.
 *
 * Nothing here rejects. A cache that cannot be asked knows nothing.
 */
export interface SharedKeyCache {
  /**
   * For each list of ids that one credential may have, in this order: its key, or `undefined` when that is not known for
   * certain, such as after a change of any of them.
   */
  find(projectId: ProjectId, wanted: readonly (readonly KeyId[])[]): Awaitable<readonly (SharedKey | undefined)[]>
  /** Never waits. */
  put(key: ApiKey, ttlMs: number): void
  /** Forgets what is older than `version`. Resolves once every process is safe from it, or this one remembers to try again. */
  evict(projectId: ProjectId, keyId: KeyId, version: number): Promise<void>
  /** For when this process may have missed evictions: nothing that was put before now is found by it any more. */
  distrust(): void
}
