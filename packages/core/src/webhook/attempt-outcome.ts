import type { Instant } from '../ports/clock.ts'
import type { SendOutcome } from '../ports/webhook-sender.ts'
import type { DeliveryOutcome } from '../ports/webhook-store.ts'
import { retryDelayMs } from './retry-schedule.ts'

/** RFC 9110 §15.5.11: the receiver will not come back, and wants nothing more. */
const GONE = 410

/** Whether the receiver asked for no more messages (Standard Webhooks). */
export const isGone = (sent: SendOutcome): boolean => sent.outcome === 'answered' && sent.status === GONE

/** What becomes of a delivery after an attempt. Only 2xx is success. `chance` is uniform in [0, 1). */
export function outcomeOf(
  sent: SendOutcome,
  { attempt, attemptedAt, chance }: { readonly attempt: number; readonly attemptedAt: Instant; readonly chance: number },
): DeliveryOutcome {
  const status = sent.outcome === 'answered' ? sent.status : undefined
  const facts = { attemptedAt, status }
  if (status !== undefined && status >= 200 && status < 300) {
    return { ...facts, state: 'delivered', nextAttemptAt: undefined, error: undefined }
  }
  const error = sent.outcome === 'answered' ? 'status_not_2xx' : sent.failure
  const delayMs = isGone(sent) ? undefined : retryDelayMs(attempt, chance)
  if (delayMs === undefined) return { ...facts, state: 'dead', nextAttemptAt: undefined, error }
  return { ...facts, state: 'pending', nextAttemptAt: (attemptedAt + delayMs) as Instant, error }
}
