import type { AuditEntry } from '../events/audit-event.ts'
import type { ApiKey, KeyId, KeyOrigin, ProjectId } from '../key/api-key.ts'
import type { Awaitable } from './awaitable.ts'
import type { Instant } from './clock.ts'
import type { KeyCondition } from './key-condition.ts'

/** How a key comes to its end; revocation outranks expiry. */
export type KeyEnding = 'revoked' | 'expired'

/**
 * Where API keys live. No method but the two that sweep reads or writes outside the project it is given.
 *
 * A mutation, its audit entries and its outbox row are one transaction: either all of them are durable when the promise
 * resolves, or nothing changed. A store that cannot answer rejects with `service_unavailable`; it never answers "absent"
 * for an outage.
 */
export interface KeyStore {
  /** The key with this id, of either origin. */
  find(projectId: ProjectId, id: KeyId): Awaitable<ApiKey | undefined>

  /** The keys that exist among these ids (of either origin), in one round trip per origin. */
  findMany(projectId: ProjectId, ids: readonly KeyId[]): Awaitable<ReadonlyMap<KeyId, ApiKey>>

  /** Newest first (creation time, then id), at most `limit` keys after `after`. */
  list(projectId: ProjectId, query: KeyQuery): Awaitable<readonly ApiKey[]>

  /** Inserts one key. Of two racing calls with one request id, one inserts and the other sees its key. */
  insert(projectId: ProjectId, insertion: KeyInsertion): Promise<InsertOutcome>

  /** Inserts in order; each item is atomic on its own and none fails another. Outcomes are in the order given. */
  insertMany(projectId: ProjectId, insertions: readonly KeyInsertion[]): Promise<readonly InsertOutcome[]>

  /**
   * Compare-and-set: reads the key, asks `decide`, writes what it says. Concurrent changes of one key happen one after
   * another. `decide` is synchronous and pure (it may run again); what it throws is rethrown and nothing is written.
   * Resolves to what was decided, or to `undefined` when the project has no such key.
   */
  change<C extends KeyChange>(projectId: ProjectId, id: KeyId, decide: (current: ApiKey) => C): Promise<C | undefined>

  /** Records uses; keeps the later instant and its address. Not a mutation: no audit entry, no new version. */
  recordUses(uses: readonly KeyUse[]): Awaitable<void>

  /**
   * Removes keys of any project whose end (`endOf`) has passed, those that ended first before the others, at most `limit`;
   * each project that loses some gets one audit entry. What is changed in the meantime is judged as it is then. Places in the
   * key quota come free; request ids stay spent. Resolves to how many there were.
   */
  removeEnded(sweep: KeySweep): Promise<number>

  /** Forgets request ids of any project that were spent before the instant, at most `limit`. Resolves to how many. */
  forgetRequests(before: Instant, limit: number): Promise<number>
}

export interface KeyQuery {
  readonly origin: KeyOrigin
  /** All must hold. */
  readonly conditions: readonly KeyCondition[]
  /** The last key of the page before: creation instant and id. */
  readonly after: KeyCursor | undefined
  readonly limit: number
  /** The instant at which computed states (expired, revoked at the end of a grace period) are taken. */
  readonly now: Instant
}

export interface KeyCursor {
  readonly createdAt: Instant
  readonly id: KeyId
}

export interface KeyInsertion {
  readonly key: ApiKey
  /** Makes the call safe to repeat (AIP-155), per project and origin. */
  readonly idempotency: Idempotency | undefined
  /** How many keys the project may hold that count towards its quota; `undefined` is no limit. */
  readonly keyQuota: number | undefined
  readonly audit: AuditEntry
}

export interface Idempotency {
  readonly requestId: string
  /** Digest of everything the caller asked for; the same id with another digest is a conflict. */
  readonly parametersHash: string
}

export type InsertOutcome =
  | { readonly outcome: 'inserted'; readonly key: ApiKey }
  /** The request id was used before with the same parameters; `key` is the key of then, as it is now. */
  | { readonly outcome: 'replayed'; readonly key: ApiKey }
  | { readonly outcome: 'request_id_reused' }
  | { readonly outcome: 'exists' }
  | { readonly outcome: 'quota_exceeded'; readonly limit: number; readonly used: number }

/** What a change writes. The key quota is adjusted from the difference, and never refuses a change. */
export interface KeyChange {
  /** The key as it becomes: same id and origin, `version` one higher. Absent: it stays as it is. */
  readonly update?: ApiKey
  /** Removes the key for good. */
  readonly remove?: true
  /** A successor, written in the same transaction. */
  readonly insert?: ApiKey
  /** One entry per thing changed; empty only when nothing is written. */
  readonly audit: readonly AuditEntry[]
}

export interface KeyUse {
  readonly projectId: ProjectId
  readonly id: KeyId
  readonly usedAt: Instant
  /** Canonical address; absent when it cannot be known. */
  readonly ip?: string | undefined
}

export interface KeySweep {
  readonly ending: KeyEnding
  /** Keys that ended at this instant or later stay. */
  readonly endedBefore: Instant
  readonly limit: number
  /** Synchronous; asked once for each project that loses keys. */
  readonly audit: (swept: SweptKeys) => AuditEntry
}

/** What one sweep took from one project. */
export interface SweptKeys {
  readonly projectId: ProjectId
  readonly issued: number
  readonly imported: number
  readonly firstEnd: Instant
  readonly lastEnd: Instant
}
