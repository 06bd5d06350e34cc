import type { ProjectId } from '../key/api-key.ts'
import type { OutcomeCounts, UsageOutcome } from '../usage/usage-event.ts'
import type { UsagePeriod } from '../usage/usage-period.ts'
import type { Awaitable } from './awaitable.ts'
import type { Instant } from './clock.ts'

/** Sources told apart per key, and per key, outcome and minute among refusals; what is beyond is counted under `NO_IP`. */
export const SOURCES_MAX = 100

/**
 * How often keys were verified. Figures only grow by what is recorded: several processes add to the same ones, and a batch
 * is recorded whole or not at all. No method sees another project than the one it is given.
 */
export interface UsageStore {
  /**
   * Adds to the minute, hour and day of each tally, to its source and, where it tells of refusals, to those. What belongs to
   * a project that is gone is passed over. Rejects with `service_unavailable`, and then nothing of the batch is recorded.
   */
  recordUsage(tallies: readonly UsageTally[]): Awaitable<void>

  /** Figures of the slots that begin from `from` on and before `to`. */
  queryUsage(projectId: ProjectId, query: UsageQuery): Awaitable<UsageFigures>

  /** Where a key was used from, the latest first; at most `SOURCES_MAX` and the rest. */
  listSources(projectId: ProjectId, keyId: string): Awaitable<readonly UsageSource[]>

  /** Refusals, those of the latest minute first, then by key, outcome and address; at most `limit` after `after`. */
  listFailures(projectId: ProjectId, query: FailureQuery): Awaitable<readonly FailureCount[]>

  /**
   * Looks, in all projects, at up to `limit` rows and removes those that are older than their end. `hasMore`: there are more
   * to look at for now.
   */
  removeUsageBefore(ends: UsageEnds, limit: number): Awaitable<{ readonly removed: number; readonly hasMore: boolean }>
}

/** Verifications of one key from one address within one minute. */
export interface UsageTally {
  readonly projectId: ProjectId
  /** `NO_KEY` for credentials of no known key, `REST_OF_KEYS` for keys that are not told apart. */
  readonly keyId: string
  readonly actorId: string
  /** `NO_IP` when unknown or not told apart. */
  readonly ip: string
  /** The minute's start. */
  readonly minute: Instant
  readonly firstAt: Instant
  readonly lastAt: Instant
  readonly counts: OutcomeCounts
}

export interface UsageQuery {
  readonly period: UsagePeriod
  /** A slot's start. */
  readonly from: Instant
  /** A slot's start; itself no longer meant. */
  readonly to: Instant
  readonly keyId: string | undefined
  readonly actorId: string | undefined
  /** Whose figures are told apart; `none` adds up all that match. */
  readonly groupBy: 'none' | 'key' | 'actor'
  /** How many groups are told apart, those with the most verifications first; the others are added up. */
  readonly top: number
}

/** One group: all of its slots with any verification, in order, and their sum. */
export interface UsageGroup {
  /** Key id or actor id; `undefined` for what is not told apart. */
  readonly name: string | undefined
  readonly counts: OutcomeCounts
  readonly slots: readonly UsageSlot[]
}

export interface UsageSlot {
  readonly startsAt: Instant
  readonly counts: OutcomeCounts
}

export interface UsageFigures {
  /** Most verifications first (then by name), what is not told apart last; none without verifications. */
  readonly groups: readonly UsageGroup[]
}

export interface UsageSource {
  readonly ip: string
  readonly firstSeenAt: Instant
  readonly lastSeenAt: Instant
  readonly count: number
}

export interface FailureCursor {
  readonly minute: Instant
  readonly keyId: string
  readonly outcome: UsageOutcome
  readonly ip: string
}

export interface FailureCount extends FailureCursor {
  readonly count: number
}

export interface FailureQuery {
  readonly keyId: string | undefined
  /** Minutes that begin from here on. */
  readonly from: Instant
  /** Minutes that begin before this. */
  readonly to: Instant
  readonly after: FailureCursor | undefined
  readonly limit: number
}

/** Buckets that began before these instants, refusals of minutes before theirs, sources not seen since. */
export interface UsageEnds extends Readonly<Record<UsagePeriod, Instant>> {
  readonly failures: Instant
  readonly sources: Instant
}
