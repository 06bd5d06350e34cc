import { DomainError } from '../errors/domain-error.ts'
import type { Account, AccountStore, Session, SignedIn } from '../ports/account-store.ts'
import type { Clock } from '../ports/clock.ts'
import type { PasswordHasher } from '../ports/password-hasher.ts'
import type { RandomSource } from '../ports/random-source.ts'
import { auditCallerOf, chainsOf, type Origin, passwordChanged } from './account-entry.ts'
import { requireGoodPassword } from './password-rules.ts'
import { type ProvePasswordDependencies, provePassword } from './prove-password.ts'
import { stepUpUntil } from './session.ts'

export interface StepUpDependencies extends ProvePasswordDependencies {
  readonly accounts: Pick<AccountStore, 'touchSession'>
  readonly clock: Pick<Clock, 'now'>
}

export interface PersonAtKeyboard {
  readonly signedIn: SignedIn
  readonly ip: string | undefined
}

/**
 * The person proves again who they are, with the password. Rejects with `forbidden` for a wrong one (the session stays), and
 * with `failed_precondition` for an account without a password.
 */
export const makeStepUp =
  (deps: StepUpDependencies) =>
  async (person: PersonAtKeyboard, password: string): Promise<SignedIn> => {
    if (person.signedIn.account.passwordHash === undefined)
      throw new DomainError('failed_precondition', { reason: 'this account has no password; prove who you are at the provider' })
    await requirePassword(person, password, deps)
    return markProved(person.signedIn, deps)
  }

/** Notes that the person has just proved who they are. */
export async function markProved(
  signedIn: SignedIn,
  { accounts, clock }: Pick<StepUpDependencies, 'accounts' | 'clock'>,
): Promise<SignedIn> {
  const now = clock.now()
  const session: Session = { ...signedIn.session, lastSeenAt: now, provedAt: now }
  await accounts.touchSession(session.hash, { lastSeenAt: now, provedAt: now })
  return { ...signedIn, session }
}

async function requirePassword({ signedIn, ip }: PersonAtKeyboard, password: string, deps: StepUpDependencies): Promise<void> {
  const { account } = signedIn
  if (await provePassword(account, { email: account.email, password, ip }, deps)) return
  throw new DomainError('forbidden', { reason: 'the password is wrong', metadata: { field: 'password' } })
}

export interface ChangePasswordDependencies extends StepUpDependencies {
  readonly accounts: Pick<AccountStore, 'touchSession' | 'changeAccount' | 'deleteSessions'>
  readonly passwords: PasswordHasher
  readonly random: RandomSource
}

export interface ChangePasswordRequest {
  readonly currentPassword: string | undefined
  readonly newPassword: string
}

/**
 * Changes the password and ends all other sessions of the person. Rejects with `forbidden` when the current password is
 * wrong, with `step_up_required` where there is none and the person has not proved themselves lately, with `bad_request`
 * for a password that does not do, and with `conflict` when the password was changed elsewhere at the same moment.
 */
export const makeChangePassword =
  (deps: ChangePasswordDependencies) =>
  async (person: PersonAtKeyboard & Origin, { currentPassword, newPassword }: ChangePasswordRequest): Promise<SignedIn> => {
    const { accounts, passwords, clock, random } = deps
    const { account, session } = person.signedIn
    if (account.passwordHash !== undefined) await requirePassword(person, currentPassword ?? '', deps)
    else if (clock.now() >= stepUpUntil(session)) throw new DomainError('step_up_required')
    requireGoodPassword(newPassword, account, 'new_password')
    const passwordHash = await passwords.hash(newPassword)
    const replace = (current: Account): Account => {
      if (current.passwordHash !== account.passwordHash)
        throw new DomainError('conflict', { reason: 'the password was changed elsewhere at the same moment' })
      return { ...current, passwordHash, updatedAt: clock.now() }
    }
    const changed = await accounts.changeAccount(account.id, replace, {
      chainIds: chainsOf(person.signedIn),
      entry: passwordChanged(
        account,
        auditCallerOf(account),
        { at: clock.now(), ip: person.ip, requestId: person.requestId },
        random,
      ),
    })
    if (changed === undefined) throw new DomainError('unauthorized')
    await accounts.deleteSessions(account.id, { exceptId: session.id })
    return markProved({ ...person.signedIn, account: changed }, deps)
  }
