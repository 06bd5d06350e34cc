import { openSealed, SEAL_NONCE_BYTES, seal } from '@latchkey/core/crypto/seal'
import type { SignInState } from '@latchkey/core/ports/identity-provider'
import type { ConsoleCall } from '../operation.ts'
import type { ConsoleHandlerDependencies } from './console-dependencies.ts'
import { readCookie, signInCookie } from './cookies.ts'

export const SIGN_IN_LIFE_MS = 10 * 60 * 1000
const CONTEXT = 'console/oidc-sign-in'

/** What a browser keeps for us, sealed, while its person is at the OpenID provider. */
export interface RememberedSignIn {
  readonly remembered: SignInState
  /** Path on this origin. */
  readonly next: string
  /** The session whose person proves themselves again; `undefined` for a sign-in. */
  readonly sessionId: string | undefined
  /** Milliseconds since the epoch. */
  readonly endsAt: number
}

type SealingDependencies = Pick<ConsoleHandlerDependencies, 'cookieKey' | 'random' | 'clock'>

export const sealSignIn = (note: RememberedSignIn, { cookieKey, random }: SealingDependencies): string =>
  seal(Buffer.from(JSON.stringify(note)), cookieKey, CONTEXT, random.bytes(SEAL_NONCE_BYTES))

/** `undefined` when there is none, when it is not ours, or when it has ended. */
export function openSignIn(
  { cookie, isSecure }: ConsoleCall,
  { cookieKey, clock }: SealingDependencies,
): RememberedSignIn | undefined {
  const sealed = readCookie(signInCookie, cookie, isSecure)
  const opened = sealed === undefined ? undefined : openSealed(sealed, cookieKey, CONTEXT)
  if (opened === undefined) return undefined
  // Ours, since nobody else can seal.
  const note = JSON.parse(Buffer.from(opened).toString('utf8')) as RememberedSignIn
  return clock.now() < note.endsAt ? note : undefined
}
