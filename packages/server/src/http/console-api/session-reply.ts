import type { NewlySignedIn } from '@latchkey/core/account/claim-server'
import { SESSION_LIFE_MS } from '@latchkey/core/account/session'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AccountStore, SignedIn } from '@latchkey/core/ports/account-store'
import { signedInToWire } from '../mapping/account.ts'
import type { ConsoleCall, ConsoleReply } from '../operation.ts'
import { sessionCookie, setCookie } from './cookies.ts'

/** Where a call comes from, for sessions and audit entries. */
export const browserOf = ({ clientIp, userAgent, requestId }: ConsoleCall) => ({ ip: clientIp, userAgent, requestId })

/** The `Set-Cookie` that opens a session which has just begun. */
export const openingCookie = ({ started }: Pick<NewlySignedIn, 'started'>, isSecure: boolean): string =>
  setCookie(sessionCookie, { value: started.value.reveal(), maxAgeSeconds: SESSION_LIFE_MS / 1000 }, isSecure)

/** Tells the browser who it is signed in as, and gives it the session. */
export async function signedInReply(
  status: number,
  newcomer: NewlySignedIn,
  call: ConsoleCall,
  accounts: Pick<AccountStore, 'findSession'>,
): Promise<ConsoleReply> {
  const signedIn = await accounts.findSession(newcomer.started.session.hash)
  // Ended from elsewhere at the same moment.
  if (signedIn === undefined) throw new DomainError('unauthorized')
  return { status, body: signedInToWire(signedIn), headers: { 'Set-Cookie': openingCookie(newcomer, call.isSecure) } }
}

/** For routes with `signedIn`, where the pipeline has refused everyone else. */
export function requireSignedIn({ signedIn }: ConsoleCall): SignedIn {
  if (signedIn === undefined) throw new DomainError('unauthorized')
  return signedIn
}
