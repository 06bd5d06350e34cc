import type { Account } from '../ports/account-store.ts'
import type { PasswordHasher } from '../ports/password-hasher.ts'
import { type AttemptLimiter, attemptSubjects } from './attempt-limiter.ts'
import { mayBePassword } from './password-rules.ts'

export interface ProvePasswordDependencies {
  readonly passwords: Pick<PasswordHasher, 'verify'>
  readonly attempts: AttemptLimiter
}

export interface PasswordAttempt {
  /** The address that was typed, whether or not somebody has it. */
  readonly email: string
  readonly password: string
  readonly ip: string | undefined
}

/**
 * Whether the password is that of the account. Takes the same work for an account that does not exist or has no password.
 * Rejects with `too_many_requests` after too many failures, for existing and unknown addresses alike.
 */
export async function provePassword(
  account: Account | undefined,
  { email, password, ip }: PasswordAttempt,
  { passwords, attempts }: ProvePasswordDependencies,
): Promise<boolean> {
  const subjects = attemptSubjects(ip, email)
  await attempts.take(subjects)
  const isPossible = mayBePassword(password)
  const isRight = await passwords.verify(isPossible ? password : '', isPossible ? account?.passwordHash : undefined)
  if (isRight) await attempts.giveBack(subjects)
  return isRight
}
