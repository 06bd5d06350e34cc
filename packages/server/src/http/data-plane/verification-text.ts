import type { Clock } from '@latchkey/core/ports/clock'
import type { EnforcedRateLimit, VerificationOutcome, VerifiedCredential } from '@latchkey/core/verify/verification-outcome'
import { verificationToWire } from '../mapping/verification.ts'

/** The answer of each credential, serialised once for as long as its facts live in the cache. */
const texts = new WeakMap<VerifiedCredential, string>()

/** A verification's answer as JSON text: the unchanging part is serialised once, the figures of a limit are appended. */
export function verificationText(outcome: VerificationOutcome, clock: Pick<Clock, 'now'>): string {
  if (!outcome.valid) return JSON.stringify(verificationToWire(outcome, clock.now()))
  const text = textOf(outcome, clock)
  return outcome.rateLimit === undefined ? text : withFigures(text, outcome.rateLimit, clock)
}

function textOf(outcome: Extract<VerificationOutcome, { valid: true }>, clock: Pick<Clock, 'now'>): string {
  const known = texts.get(outcome.credential)
  if (known !== undefined) return known
  const text = JSON.stringify(verificationToWire({ ...outcome, rateLimit: undefined }, clock.now()))
  texts.set(outcome.credential, text)
  return text
}

function withFigures(text: string, { decision }: EnforcedRateLimit, clock: Pick<Clock, 'now'>): string {
  const resetAt = new Date(clock.now() + decision.resetAfterMs).toISOString()
  return `${text.slice(0, -1)},"rate_limit_remaining":"${decision.remaining}","rate_limit_reset_time":"${resetAt}"}`
}
