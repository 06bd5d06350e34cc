import { stepUpUntil } from '../account/session.ts'
import { DomainError } from '../errors/domain-error.ts'
import type { Instant } from '../ports/clock.ts'
import type { ControlCaller } from './control-caller.ts'

/** Throws `step_up_required` for a person who has not proved within the last ten minutes who they are. */
export function requireProof(caller: ControlCaller, now: Instant): void {
  if (caller.kind !== 'account' || now < stepUpUntil(caller.session)) return
  throw new DomainError('step_up_required', { reason: 'sign in again or confirm your password, then repeat the request' })
}
