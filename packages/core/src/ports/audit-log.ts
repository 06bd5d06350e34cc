import type { AuditChainLink } from '../events/audit-chain.ts'
import type { AuditCaller, AuditEntry, AuditEvent } from '../events/audit-event.ts'
import type { AuditEventName } from '../events/audit-event-names.ts'
import type { Awaitable } from './awaitable.ts'
import type { Instant } from './clock.ts'
import type { Comparison } from './key-condition.ts'

/** One term of an audit filter, already checked: a closed set, so that a store maps each to fixed SQL and bound values. */
export type AuditCondition =
  /** Id of the caller. */
  | { readonly field: 'actor'; readonly equals: string }
  | { readonly field: 'actor_kind'; readonly equals: AuditCaller['kind'] }
  | { readonly field: 'target'; readonly equals: string }
  | { readonly field: 'target_kind'; readonly equals: AuditEntry['targetKind'] }
  /** Any of these; never empty. */
  | { readonly field: 'event'; readonly anyOf: readonly AuditEventName[] }
  | { readonly field: 'time'; readonly comparison: Comparison; readonly instant: Instant }

export interface AuditQuery {
  /** All must hold. */
  readonly conditions: readonly AuditCondition[]
  /** Only events with a lower sequence number: the last one of the page before. */
  readonly before: number | undefined
  readonly limit: number
}

/** A stretch of a chain. */
export interface AuditStretch {
  /** Only events after this sequence number; 0 is from the start. */
  readonly after: number
  readonly limit: number
}

/** Where the retention has cut the old end of a chain off: the last event that is gone, and our word for it. */
export interface AuditCheckpoint extends AuditChainLink {
  readonly cutAt: Instant
  /** HMAC-SHA256 under a key of the instance, hex: nobody else can cut without it showing. */
  readonly signature: string
}

/**
 * What has been recorded. Every project and workspace has a chain, named by its id; a person who belongs to none has one by
 * the id of the account. Events come in by the mutations of the other stores, and never change.
 */
export interface AuditLog {
  /** Newest first (by sequence), at most `limit` events of the chain. */
  listEvents(chainId: string, query: AuditQuery): Awaitable<readonly AuditEvent[]>
  /** Oldest first. */
  readChain(chainId: string, stretch: AuditStretch): Awaitable<readonly AuditEvent[]>
  /** What the last event must be: kept apart from the events, so that a chain whose end was cut off shows. */
  findHead(chainId: string): Awaitable<AuditChainLink | undefined>
  readCheckpoint(chainId: string): Awaitable<AuditCheckpoint | undefined>
  /** Ids of all chains of which anything is left: events, a head or a checkpoint. */
  listChains(): Awaitable<readonly string[]>
  /**
   * Takes events from the old end of the chain, at most `limit`, up to the first that happened at or after `before`, and
   * leaves the checkpoint that `sign` makes of the last one, in one transaction. Resolves to how many there were.
   */
  cutBefore(chainId: string, cut: AuditCut): Promise<number>
}

export interface AuditCut {
  readonly before: Instant
  readonly limit: number
  /** Synchronous and pure. */
  readonly sign: (last: AuditChainLink) => AuditCheckpoint
}
