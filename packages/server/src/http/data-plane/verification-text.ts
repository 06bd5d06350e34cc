import type { Clock } from '@latchkey/core/ports/clock'
import type { EnforcedRateLimit, VerificationOutcome, VerifiedCredential } from '@latchkey/core/verify/verification-outcome'
import { verificationToWire } from '../mapping/verification.ts'

/** JSON with what it takes to send it. */
export interface VerificationText {
  readonly text: string
  /** In bytes. */
  readonly contentLength: string
  /** Plain ASCII goes out as `latin1`: the same bytes without the search for others. */
  readonly encoding: 'latin1' | 'utf8'
}

/** The answer of each cached credential, serialised once for as long as its facts live in the cache. */
const texts = new WeakMap<VerifiedCredential, VerificationText>()

/** A verification's answer as JSON text: the unchanging part is serialised once, the figures of a limit are appended. */
export function verificationText(outcome: VerificationOutcome, clock: Pick<Clock, 'now'>): VerificationText {
  if (!outcome.valid) return ready(JSON.stringify(verificationToWire(outcome, clock.now())))
  const lasting = lastingTextOf(outcome, clock)
  return outcome.rateLimit === undefined ? lasting : ready(withFigures(lasting.text, outcome.rateLimit, clock))
}

type Valid = Extract<VerificationOutcome, { valid: true }>

function lastingTextOf(outcome: Valid, clock: Pick<Clock, 'now'>): VerificationText {
  if (outcome.cache !== 'HIT') return serialise(outcome, clock)
  const known = texts.get(outcome.credential)
  if (known !== undefined) return known
  const made = serialise(outcome, clock)
  texts.set(outcome.credential, made)
  return made
}

const serialise = (outcome: Valid, clock: Pick<Clock, 'now'>): VerificationText =>
  ready(
    JSON.stringify(
      verificationToWire(outcome.rateLimit === undefined ? outcome : { ...outcome, rateLimit: undefined }, clock.now()),
    ),
  )

function ready(text: string): VerificationText {
  const bytes = Buffer.byteLength(text)
  return { text, contentLength: String(bytes), encoding: bytes === text.length ? 'latin1' : 'utf8' }
}

function withFigures(text: string, { decision }: EnforcedRateLimit, clock: Pick<Clock, 'now'>): string {
  const resetAt = new Date(clock.now() + decision.resetAfterMs).toISOString()
  return `${text.slice(0, -1)},"rate_limit_remaining":"${decision.remaining}","rate_limit_reset_time":"${resetAt}"}`
}
