import type { Secret } from '../credential/secret.ts'
import { DomainError } from '../errors/domain-error.ts'
import type { AuditCaller } from '../events/audit-event.ts'
import type { Account, AccountStore, PasswordReset } from '../ports/account-store.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { PasswordHasher } from '../ports/password-hasher.ts'
import type { RandomSource } from '../ports/random-source.ts'
import { auditCallerOf, chainsOf, type Origin, passwordReset, passwordResetCreated } from './account-entry.ts'
import { type AttemptLimiter, attemptSubjects } from './attempt-limiter.ts'
import { requireEmail } from './email.ts'
import { hashOneTimeToken, newOneTimeToken } from './one-time-token.ts'
import { requireGoodPassword } from './password-rules.ts'

export const PASSWORD_RESET_LIFE_MS = 60 * 60 * 1000

export interface CreatePasswordResetDependencies {
  readonly accounts: Pick<AccountStore, 'findAccount' | 'listMemberships' | 'createPasswordReset'>
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
}

/** Whose it is, the one-time token to hand over, and its end; only the digest of the token is kept. */
export interface NewPasswordReset {
  readonly account: Account
  readonly token: Secret
  readonly expiresAt: Instant
}

/**
 * The right to choose a new password for the account with an address, after which no earlier one works. Rejects with
 * `bad_request` for what is no address, and with `not_found` when no account has it.
 */
export const makeCreatePasswordReset =
  ({ accounts, clock, random }: CreatePasswordResetDependencies) =>
  async (email: string, caller: AuditCaller, { ip, requestId }: Origin): Promise<NewPasswordReset> => {
    const account = await accounts.findAccount({ email: requireEmail(email) })
    if (account === undefined) throw new DomainError('not_found', { reason: 'no account has this address' })
    const token = newOneTimeToken(random)
    const now = clock.now()
    const expiresAt = (now + PASSWORD_RESET_LIFE_MS) as Instant
    await accounts.createPasswordReset(
      { accountId: account.id, hash: hashOneTimeToken(token.reveal()), expiresAt },
      {
        chainIds: chainsOf({ account, memberships: await accounts.listMemberships(account.id) }),
        entry: passwordResetCreated(account, caller, { at: now, ip, requestId }, random),
      },
    )
    return { account, token, expiresAt }
  }

export interface ResetPasswordDependencies {
  readonly accounts: Pick<AccountStore, 'findPasswordReset' | 'findAccount' | 'listMemberships' | 'resetPassword'>
  readonly passwords: Pick<PasswordHasher, 'hash'>
  readonly attempts: AttemptLimiter
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
}

export interface ResetPasswordRequest {
  readonly token: string
  readonly password: string
}

/**
 * Chooses a new password with a one-time token and ends all sessions of the person; nobody is signed in by it. Rejects with
 * `not_found` for a token that is wrong, used, replaced or has ended, all alike, and with `bad_request` for a password that
 * does not do, which leaves the token as it was; of several uses at once exactly one succeeds.
 */
export const makeResetPassword =
  (deps: ResetPasswordDependencies) =>
  async ({ ip, requestId }: Origin, { token, password }: ResetPasswordRequest): Promise<void> => {
    const { accounts, passwords, clock, random } = deps
    const { reset, account } = await requireReset(token, ip, deps)
    requireGoodPassword(password, account)
    const passwordHash = await passwords.hash(password)
    const now = clock.now()
    const audit = {
      chainIds: chainsOf({ account, memberships: await accounts.listMemberships(account.id) }),
      entry: passwordReset(account, auditCallerOf(account), { at: now, ip, requestId }, random),
    }
    await accounts
      .resetPassword(reset.hash, (current) => ({ ...current, passwordHash, updatedAt: now }), audit)
      .catch((error: unknown) => {
        throw error instanceof DomainError && error.code === 'not_found' ? noSuchReset() : error
      })
  }

async function requireReset(
  token: string,
  ip: string | undefined,
  { accounts, attempts, clock }: ResetPasswordDependencies,
): Promise<{ readonly reset: PasswordReset; readonly account: Account }> {
  const subjects = attemptSubjects(ip)
  await attempts.take(subjects)
  const reset = await accounts.findPasswordReset(hashOneTimeToken(token))
  const account = reset === undefined ? undefined : await accounts.findAccount({ id: reset.accountId })
  if (reset === undefined || account === undefined || clock.now() >= reset.expiresAt) throw noSuchReset()
  await attempts.giveBack(subjects)
  return { reset, account }
}

const noSuchReset = (): DomainError =>
  new DomainError('not_found', { reason: 'the link is wrong, was used or replaced, or has ended' })
