import { DomainError } from '../errors/domain-error.ts'
import type { AccountStore, Session, SignedIn } from '../ports/account-store.ts'
import type { NewlySignedIn } from './claim-server.ts'
import { canonicalEmail } from './email.ts'
import { type ProvePasswordDependencies, provePassword } from './prove-password.ts'
import { type Browser, type SessionDependencies, startSession } from './session.ts'

export interface SignInDependencies extends ProvePasswordDependencies, SessionDependencies {
  readonly accounts: Pick<AccountStore, 'findAccount' | 'createSession' | 'deleteSessions'>
}

export interface SignInRequest {
  readonly email: string
  readonly password: string
  /** What this browser was signed in with until now; it ends. */
  readonly replaces?: Session | undefined
}

/**
 * Signs in with a password. Rejects with `unauthorized` for a wrong password, an unknown address and an account without a
 * password, all alike and after the same work; with `too_many_requests` after too many failures.
 */
export const makeSignIn =
  (deps: SignInDependencies) =>
  async (browser: Browser, { email: typed, password, replaces }: SignInRequest): Promise<NewlySignedIn> => {
    const { accounts } = deps
    const email = canonicalEmail(typed)
    const account = email === undefined ? undefined : await accounts.findAccount({ email })
    const isRight = await provePassword(account, { email: email ?? '', password, ip: browser.ip }, deps)
    if (account === undefined || !isRight) throw new DomainError('unauthorized')
    const started = await startSession(account, browser, deps)
    // A password that was changed meanwhile has ended all sessions but this one, which began too late for that.
    const now = await accounts.findAccount({ id: account.id })
    if (now?.passwordHash !== account.passwordHash) {
      await accounts.deleteSessions(account.id, { id: started.session.id })
      throw new DomainError('unauthorized')
    }
    if (replaces !== undefined) await accounts.deleteSessions(replaces.accountId, { id: replaces.id })
    return { account, started }
  }

interface SignOutDependencies {
  readonly accounts: Pick<AccountStore, 'deleteSessions'>
}

/** Ends the session of this browser. */
export const makeSignOut =
  ({ accounts }: SignOutDependencies) =>
  async ({ session }: SignedIn): Promise<void> => {
    await accounts.deleteSessions(session.accountId, { id: session.id })
  }

/** Ends all sessions of the person, this one too. */
export const makeSignOutEverywhere =
  ({ accounts }: SignOutDependencies) =>
  async ({ account }: SignedIn): Promise<void> => {
    await accounts.deleteSessions(account.id, {})
  }

/** Ends one session of the person. Rejects with `not_found` for one that is not theirs, or that there is not. */
export const makeEndSession =
  ({ accounts }: SignOutDependencies) =>
  async ({ account }: SignedIn, sessionId: string): Promise<void> => {
    const ended = await accounts.deleteSessions(account.id, { id: sessionId })
    if (ended === 0) throw new DomainError('not_found', { reason: 'no such session' })
  }
