import type { RateLimitPolicy } from '../key/api-key.ts'
import type { RateLimitDecision } from '../ports/rate-limiter.ts'

/**
 * What a limiter remembers of one key. Counted in units of which a request costs `windowMs` and `quota` drain away every
 * millisecond, so that everything stays an exact integer while `quota × windowMs` ≤ 2^53. Above that (a million a second
 * over three hours) the units round like any double, by far less than one request.
 */
export interface RateLimitCell {
  readonly backlog: number
  /** Whole monotonic milliseconds at which `backlog` was true. */
  readonly atMs: number
  /** The policy that `backlog` was counted under. */
  readonly quota: number
  readonly windowMs: number
}

export interface RateLimitStep {
  readonly cell: RateLimitCell
  readonly decision: RateLimitDecision
}

/** One request: how many times 1 it costs, and when it arrives on the monotonic clock (fractions are floored). */
export interface RateLimitedUse {
  readonly cost: number
  readonly nowMs: number
}

/**
 * One step of GCRA (ITU-T I.371, in its leaky-bucket form): a key may use its whole quota at once and gets it back evenly
 * over the window. A refused use costs nothing. A cost of 0 always passes and only reports.
 */
export function nextCell(policy: RateLimitPolicy, cell: RateLimitCell | undefined, use: RateLimitedUse): RateLimitStep {
  const { quota, windowMs } = policy
  const nowMs = Math.floor(use.nowMs)
  const capacity = quota * windowMs
  // For a clock that went back time stands still: it neither refuses more nor drains twice later.
  const atMs = cell === undefined ? nowMs : Math.max(nowMs, cell.atMs)
  const before = cell === undefined ? 0 : backlogUnder(policy, drained(cell, atMs), cell)
  const wanted = before + use.cost * windowMs
  const allowed = wanted <= capacity || use.cost === 0
  const backlog = allowed ? wanted : before
  return {
    cell: { backlog, atMs, quota, windowMs },
    decision: {
      allowed,
      remaining: Math.max(0, Math.floor((capacity - backlog) / windowMs)),
      resetAfterMs: Math.ceil(backlog / quota),
      retryAfterMs: retryAfterMs(allowed, policy, wanted - capacity, use.cost),
    },
  }
}

/** From this monotonic millisecond on the cell holds no backlog: forgetting it changes no decision. */
export const idleFromMs = (cell: RateLimitCell): number => cell.atMs + Math.ceil(cell.backlog / cell.quota)

const drained = (cell: RateLimitCell, nowMs: number): number => Math.max(0, cell.backlog - (nowMs - cell.atMs) * cell.quota)

/** A changed policy keeps the uses made so far, so that changing it back and forth never refills the quota. */
function backlogUnder(policy: RateLimitPolicy, backlog: number, cell: RateLimitCell): number {
  if (cell.quota === policy.quota && cell.windowMs === policy.windowMs) return backlog
  return Math.min(policy.quota * policy.windowMs, Math.ceil((backlog / cell.windowMs) * policy.windowMs))
}

function retryAfterMs(allowed: boolean, policy: RateLimitPolicy, excess: number, cost: number): number | undefined {
  if (allowed) return 0
  return cost > policy.quota ? undefined : Math.ceil(excess / policy.quota)
}
