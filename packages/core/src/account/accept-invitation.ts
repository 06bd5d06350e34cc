import type { Membership } from '../access/membership.ts'
import { DomainError } from '../errors/domain-error.ts'
import type { Account, AccountStore, Invitation, SignedIn } from '../ports/account-store.ts'
import type { Instant } from '../ports/clock.ts'
import type { PasswordHasher } from '../ports/password-hasher.ts'
import {
  accountCreated,
  auditCallerOf,
  type BuildDependencies,
  buildAccount,
  memberJoined,
  type NewPerson,
  type Origin,
} from './account-entry.ts'
import { type AttemptLimiter, attemptSubjects } from './attempt-limiter.ts'
import type { NewlySignedIn } from './claim-server.ts'
import { hashOneTimeToken } from './one-time-token.ts'
import { requireGoodPassword } from './password-rules.ts'
import { provePassword } from './prove-password.ts'
import { type Browser, startSession } from './session.ts'

export interface AcceptInvitationDependencies extends BuildDependencies {
  readonly accounts: Pick<AccountStore, 'findInvitation' | 'findAccount' | 'acceptInvitation' | 'createAccount' | 'createSession'>
  readonly passwords: PasswordHasher
  readonly attempts: AttemptLimiter
}

export interface AcceptInvitationRequest {
  readonly token: string
  /** Of the account with the invited address, or the one that a new account shall have. */
  readonly password: string | undefined
  readonly name?: string | undefined
  readonly signedIn: SignedIn | undefined
}

/** Who accepted. Whoever was signed in already stays so, in the same session. */
export interface AcceptedInvitation {
  readonly account: Account
  readonly started: NewlySignedIn['started'] | undefined
}

/**
 * Accepts an invitation, as the account with the invited address or as a new one. Rejects with `not_found` for a token that
 * is wrong, used or has ended; with `forbidden` when somebody else is signed in; with `unauthorized` for a wrong password.
 */
export const makeAcceptInvitation =
  (deps: AcceptInvitationDependencies) =>
  async (browser: Browser & Origin, request: AcceptInvitationRequest): Promise<AcceptedInvitation> => {
    const invitation = await requireInvitation(request.token, browser.ip, deps)
    const { signedIn } = request
    if (signedIn !== undefined) {
      if (signedIn.account.email !== invitation.email)
        throw new DomainError('forbidden', { reason: 'the invitation is for another address; sign out to accept it' })
      return { account: await join(signedIn.account, invitation, browser, deps), started: undefined }
    }
    const existing = await deps.accounts.findAccount({ email: invitation.email })
    const account =
      existing === undefined
        ? await createInvited(invitation, request, browser, deps)
        : await joinWithPassword(existing, invitation, { password: request.password ?? '', browser }, deps)
    return { account, started: await startSession(account, browser, deps) }
  }

/** Not expired yet. */
export const isOpen = (invitation: Invitation, now: Instant): boolean => now < invitation.expiresAt

/** The place that an invitation offers to an account. */
export const membershipOf = (invitation: Invitation, accountId: string, now: Instant): Membership => ({
  accountId,
  workspaceId: invitation.workspaceId,
  projectId: invitation.projectId,
  role: invitation.role,
  createdAt: now,
})

/** A new account that begins with the place it was invited to; one transaction uses the invitation up. */
export async function createInvitedAccount(
  person: Omit<NewPerson, 'email'>,
  invitation: Invitation,
  { ip, requestId }: Origin,
  deps: BuildDependencies & { readonly accounts: Pick<AccountStore, 'createAccount'> },
): Promise<Account> {
  const account = buildAccount({ ...person, email: invitation.email }, deps)
  const memberships = [membershipOf(invitation, account.id, account.createdAt)]
  const entry = accountCreated(account, auditCallerOf(account), { ip, requestId }, deps.random)
  await deps.accounts.createAccount(
    { account, memberships, invitationId: invitation.id },
    { chainId: invitation.workspaceId, entry },
  )
  return account
}

async function requireInvitation(token: string, ip: string | undefined, deps: AcceptInvitationDependencies): Promise<Invitation> {
  const subjects = attemptSubjects(ip)
  await deps.attempts.take(subjects)
  const invitation = await deps.accounts.findInvitation(hashOneTimeToken(token))
  if (invitation === undefined || !isOpen(invitation, deps.clock.now()))
    throw new DomainError('not_found', { reason: 'the invitation is wrong, was used, or has ended' })
  await deps.attempts.giveBack(subjects)
  return invitation
}

async function createInvited(
  invitation: Invitation,
  { password = '', name }: AcceptInvitationRequest,
  origin: Origin,
  deps: AcceptInvitationDependencies,
): Promise<Account> {
  requireGoodPassword(password, { email: invitation.email, name })
  const passwordHash = await deps.passwords.hash(password)
  // The link proves nothing about the address: whoever invited had it first.
  return createInvitedAccount({ name, passwordHash, emailVerified: false }, invitation, origin, deps)
}

async function joinWithPassword(
  account: Account,
  invitation: Invitation,
  { password, browser }: { readonly password: string; readonly browser: Browser & Origin },
  deps: AcceptInvitationDependencies,
): Promise<Account> {
  const isRight = await provePassword(account, { email: account.email, password, ip: browser.ip }, deps)
  if (!isRight) throw new DomainError('unauthorized')
  return join(account, invitation, browser, deps)
}

async function join(
  account: Account,
  invitation: Invitation,
  { ip, requestId }: Origin,
  { accounts, clock, random }: AcceptInvitationDependencies,
): Promise<Account> {
  const membership = membershipOf(invitation, account.id, clock.now())
  await accounts.acceptInvitation(invitation.id, membership, memberJoined(membership, account, { ip, requestId }, random))
  return account
}
