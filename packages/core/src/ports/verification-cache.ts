import type { ApiKey, KeyId, ProjectId } from '../key/api-key.ts'
import type { VerifiedCredential } from '../verify/verification-outcome.ts'
import type { Instant } from './clock.ts'

/** A key whose credential proved possession before. Holds no raw credential. */
export interface CachedVerification {
  readonly key: ApiKey
  /** What the key stands for, built once so that its answer can be serialised once. */
  readonly credential: VerifiedCredential
  /** Until when the proof holds: a retired HMAC secret's end, or the end of `max_ttl`; `undefined` is for ever. */
  readonly proofEndsAt: Instant | undefined
}

/** How an entry comes in: when its read began, and how long it may stay. */
export interface CacheFill {
  /** What `beginFill` answered before the store was read. */
  readonly epoch: number
  /** > 0; bounds the entry's life on the monotonic clock. */
  readonly ttlMs: number
}

/**
 * Remembers credentials that proved possession, per project, found by a digest of the credential.
 *
 * Coherence: `evict` removes the key's entries at once and leaves a tombstone that refuses any `put` of an older version,
 * for longer than any read can take. `evictProject` and `flush` leave no tombstones (nobody knows which keys changed), so
 * they refuse every fill that began before them instead. Either way a late fill can never bring a revoked key back.
 */
export interface VerificationCache {
  get(projectId: ProjectId, credentialDigest: string): CachedVerification | undefined
  /** Call it before reading the store, and hand the answer to `put`. */
  beginFill(): number
  put(projectId: ProjectId, credentialDigest: string, cached: CachedVerification, fill: CacheFill): void
  /** Forgets every entry of the key older than `version`. */
  evict(projectId: ProjectId, keyId: KeyId, version: number): void
  evictProject(projectId: ProjectId): void
  /** Everything, for when invalidations may have been missed. */
  flush(): void
}
