import type { ProjectId } from '../key/api-key.ts'
import type { Instant } from '../ports/clock.ts'
import type { VerificationFailure } from '../verify/verification-outcome.ts'

/** How verifications end, in the order in which figures are kept. New ones go to the end. */
export const usageOutcomes = [
  'valid',
  'invalid_format',
  'not_found',
  'revoked',
  'expired',
  'suspended',
  'signature_invalid',
  'ip_not_allowed',
  'insufficient_scope',
  'rate_limited',
  'internal',
] as const satisfies readonly ('valid' | VerificationFailure)[]
export type UsageOutcome = (typeof usageOutcomes)[number]

/** A credential that belongs to no known key. */
export const NO_KEY = ''
/** Where the verifications of keys are counted that found no room of their own. No key has this id. */
export const REST_OF_KEYS = '*'
/** An address that is not known, or one beyond those that are told apart. */
export const NO_IP = ''

/** One verification that counts: not a rehearsal (`dry_run`). */
export interface UsageEvent {
  readonly projectId: ProjectId
  /** The key, or the parent key of a derived token; `NO_KEY` when the credential belongs to none. */
  readonly keyId: string
  /** Empty without a key. */
  readonly actorId: string
  readonly outcome: UsageOutcome
  /** Canonical address that the verification came from; `NO_IP` when it cannot be known. */
  readonly ip: string
  readonly at: Instant
}

/** Verifications by outcome, one figure for each of `usageOutcomes`. */
export type OutcomeCounts = readonly number[]

export const emptyCounts = (): number[] => usageOutcomes.map(() => 0)

export function addCounts(to: number[], counts: OutcomeCounts): void {
  for (let index = 0; index < to.length; index++) to[index] = (to[index] ?? 0) + (counts[index] ?? 0)
}

export const sumOfCounts = (counts: OutcomeCounts): number => counts.reduce((sum, count) => sum + count, 0)

/** Where an outcome stands in `usageOutcomes`. */
export const outcomeIndex: Readonly<Record<UsageOutcome, number>> = Object.freeze(
  Object.fromEntries(usageOutcomes.map((outcome, index) => [outcome, index])) as Record<UsageOutcome, number>,
)
