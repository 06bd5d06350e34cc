import { DomainError } from '../errors/domain-error.ts'
import type { KeyId, ProjectId, RateLimitPolicy } from '../key/api-key.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import type { Clock } from '../ports/clock.ts'
import type { RateLimiter } from '../ports/rate-limiter.ts'
import { idleFromMs, nextCell, type RateLimitCell } from '../verify/gcra.ts'
import { canonicalCidr } from '../verify/ip-restriction.ts'

/** Slows down whoever guesses passwords or tokens. */
export interface AttemptLimiter {
  /** Takes one attempt of every subject before it is known how the attempt ends. Rejects with `too_many_requests`, and then takes none. */
  take(subjects: readonly string[]): Awaitable<void>
  /** For an attempt that succeeded: only failures count. */
  giveBack(subjects: readonly string[]): Awaitable<void>
}

/** Ten failures at once, then one every half minute. */
export const FAILED_ATTEMPTS: RateLimitPolicy = { quota: 10, windowMs: 300_000, unit: 'requests' }
const SUBJECTS_MAX = 10_000
/** An IPv6 customer has at least 2⁶⁴ addresses to come from (RFC 6177), so it is the network that counts. */
const IPV6_NETWORK_BITS = 64

/** What is counted of one attempt: the address it is for, and the network it comes from. */
export const attemptSubjects = (ip: string | undefined, email?: string): readonly string[] => [
  `ip ${ip === undefined ? 'unknown' : networkOf(ip)}`,
  ...(email === undefined ? [] : [`account ${email}`]),
]

const networkOf = (ip: string): string => (ip.includes(':') ? (canonicalCidr(`${ip}/${IPV6_NETWORK_BITS}`) ?? ip) : ip)

/** Counts in the memory of this process, for at most `SUBJECTS_MAX` subjects: whoever came first is forgotten first. */
export function makeAttemptLimiter({ clock }: { readonly clock: Pick<Clock, 'monotonicMs'> }): AttemptLimiter {
  const cells = new Map<string, RateLimitCell>()

  const remember = (subject: string, cell: RateLimitCell): void => {
    cells.delete(subject)
    cells.set(subject, cell)
    if (cells.size > SUBJECTS_MAX) forgetOne(cells, clock.monotonicMs())
  }
  return {
    take(subjects) {
      const nowMs = clock.monotonicMs()
      const steps = subjects.map((subject) => ({ subject, ...nextCell(FAILED_ATTEMPTS, cells.get(subject), { cost: 1, nowMs }) }))
      const waitMs = Math.max(0, ...steps.map(({ decision }) => decision.retryAfterMs ?? FAILED_ATTEMPTS.windowMs))
      if (waitMs > 0) throw tooManyAttempts(waitMs)
      for (const { subject, cell } of steps) remember(subject, cell)
    },
    giveBack(subjects) {
      for (const subject of subjects) {
        const cell = cells.get(subject)
        if (cell !== undefined) cells.set(subject, { ...cell, backlog: Math.max(0, cell.backlog - FAILED_ATTEMPTS.windowMs) })
      }
    },
  }
}

/** A limiter that takes uses back. */
export interface ReturningRateLimiter extends RateLimiter {
  giveBack(projectId: ProjectId, keyId: KeyId, policy: RateLimitPolicy, cost: number): Awaitable<void>
}

/** A slot of its own, beside those of projects. */
const SLOT = 'failed-attempts' as ProjectId

/**
 * Counts where the limiter does, together with all that share it. A refused attempt is charged to nobody in the end; until
 * then, to those subjects that still had one. Passes when the limiter cannot answer, like every limit of ours.
 */
export function makeAttemptLimiterOver(limiter: ReturningRateLimiter): AttemptLimiter {
  const giveBack = async (subjects: readonly string[]): Promise<void> => {
    for (const subject of subjects) await limiter.giveBack(SLOT, subject as KeyId, FAILED_ATTEMPTS, 1)
  }
  return {
    async take(subjects) {
      const taken: string[] = []
      let waitMs = 0
      for (const subject of subjects) {
        const decision = await limiter.consume(SLOT, subject as KeyId, FAILED_ATTEMPTS, 1)
        if (decision === undefined) continue
        if (decision.allowed) taken.push(subject)
        else waitMs = Math.max(waitMs, decision.retryAfterMs ?? FAILED_ATTEMPTS.windowMs)
      }
      if (waitMs === 0) return
      await giveBack(taken)
      throw tooManyAttempts(waitMs)
    },
    giveBack,
  }
}

const tooManyAttempts = (waitMs: number): DomainError =>
  new DomainError('too_many_requests', {
    reason: 'too many failed attempts; wait before the next one',
    retryAfterSeconds: Math.ceil(waitMs / 1000),
  })

/** The subject that was not heard of for longest; those without a backlog cost nothing to forget. */
function forgetOne(cells: Map<string, RateLimitCell>, nowMs: number): void {
  const [oldest] = cells
  for (const [subject, cell] of cells) {
    if (idleFromMs(cell) > nowMs) break
    cells.delete(subject)
  }
  if (oldest !== undefined && cells.size > SUBJECTS_MAX) cells.delete(oldest[0])
}
