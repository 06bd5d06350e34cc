import { whenReady } from '@latchkey/core/ports/awaitable'
import type { Project } from '@latchkey/core/project/project'
import type { VerificationOutcome } from '@latchkey/core/verify/verification-outcome'
import type { VerifyBatch } from '@latchkey/core/verify/verify-batch'
import type { VerifyCredential } from '@latchkey/core/verify/verify-credential'
import type { CredentialKind, Observer } from './observer.ts'

type VerificationObserver = Pick<Observer, 'verification'>

/** The same verification, counted once it has an outcome: dry runs too. A store that is down is not an outcome. */
export function observeVerifications(verify: VerifyCredential, observer: VerificationObserver): VerifyCredential {
  return (project, request, context) =>
    whenReady(verify(project, request, context), (outcome) => {
      count(observer, project, request.credential, outcome)
      return outcome
    })
}

/** The same for a batch, item by item. */
export function observeBatches(verify: VerifyBatch, observer: VerificationObserver): VerifyBatch {
  return async (project, requests, context) => {
    const outcomes = await verify(project, requests, context)
    for (const [index, outcome] of outcomes.entries()) count(observer, project, requests[index]?.credential ?? '', outcome)
    return outcomes
  }
}

function count(observer: VerificationObserver, project: Project, credential: string, outcome: VerificationOutcome): void {
  if (outcome.valid) observer.verification(outcome.credential.kind, 'valid', outcome.cache)
  else observer.verification(kindOf(credential, project), outcome.failure, outcome.cache)
}

const JWT_SHAPE = /^eyJ[^.]*\.[^.]*\.[^.]*$/
const ISSUED_KEY_SHAPE = /^\w{1,16}_v1_[1-9A-Za-z]{52,67}_[1-9A-Za-z]{32,44}$/

/** As the verification sees it, but without decoding anything: a flood of refusals must stay as cheap as it is. */
function kindOf(credential: string, { settings }: Project): CredentialKind {
  if (JWT_SHAPE.test(credential)) return 'jwt'
  const { current, retired } = settings.derivedTokens.macaroonPrefix
  const isMacaroonOf = (prefix: string): boolean => credential.startsWith(`${prefix}_v1_`)
  if (isMacaroonOf(current) || retired.some(({ value }) => isMacaroonOf(value))) return 'macaroon'
  return ISSUED_KEY_SHAPE.test(credential) ? 'issued_key' : 'imported_key'
}
