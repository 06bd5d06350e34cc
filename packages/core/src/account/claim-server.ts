import type { Membership } from '../access/membership.ts'
import type { Secret } from '../credential/secret.ts'
import { DomainError } from '../errors/domain-error.ts'
import type { AuditCaller } from '../events/audit-event.ts'
import type { Account, AccountStore } from '../ports/account-store.ts'
import type { PasswordHasher } from '../ports/password-hasher.ts'
import type { ProjectStore } from '../ports/project-store.ts'
import { accountCreated, auditCallerOf, type BuildDependencies, buildAccount, type Origin } from './account-entry.ts'
import { type AttemptLimiter, attemptSubjects } from './attempt-limiter.ts'
import { requireEmail } from './email.ts'
import { requireGoodPassword } from './password-rules.ts'
import { type Browser, type StartedSession, startSession } from './session.ts'
import { opensSetup } from './setup-token.ts'

export interface ClaimHeadlesslyDependencies extends BuildDependencies {
  readonly accounts: Pick<AccountStore, 'hasAccounts' | 'createFirstAccount'>
  readonly projects: Pick<ProjectStore, 'listWorkspaces'>
  readonly passwords: Pick<PasswordHasher, 'hash'>
}

export interface ClaimServerDependencies extends ClaimHeadlesslyDependencies {
  readonly accounts: Pick<AccountStore, 'hasAccounts' | 'createFirstAccount' | 'findSetupToken' | 'createSession'>
  readonly attempts: AttemptLimiter
}

interface FirstPerson {
  readonly email: string
  readonly password: string
  readonly name?: string | undefined
}

export interface ClaimRequest extends FirstPerson {
  readonly token: string
}

/** Somebody who is signed in from here on. */
export interface NewlySignedIn {
  readonly account: Account
  readonly started: StartedSession
}

/**
 * Makes the first account with the setup token and signs it in. It owns the oldest workspace of the server. Rejects with
 * `conflict` as soon as there is an account, with `forbidden` for a token that is wrong or has ended, and with
 * `bad_request` for an address or a password that does not do; of several claims at once exactly one succeeds.
 */
export const makeClaimServer =
  (deps: ClaimServerDependencies) =>
  async (browser: Browser & Origin, { token, ...person }: ClaimRequest): Promise<NewlySignedIn> => {
    const { accounts, attempts, clock } = deps
    if (await accounts.hasAccounts()) throw alreadyClaimed()
    const subjects = attemptSubjects(browser.ip)
    await attempts.take(subjects)
    if (!opensSetup(await accounts.findSetupToken(), token, clock.now())) {
      throw new DomainError('forbidden', {
        reason: 'the setup link is wrong or has ended; `latchkey console setup-link` prints a fresh one',
      })
    }
    await attempts.giveBack(subjects)
    const account = await createFirst(person, { ...browser, caller: auditCallerOf }, deps)
    return { account, started: await startSession(account, browser, deps) }
  }

const headless: Origin & { readonly caller: () => AuditCaller } = {
  ip: undefined,
  requestId: 'first-start',
  caller: () => ({ kind: 'operator', id: 'first-start', name: 'first start' }),
}

/** Makes the first account for automation that owns the server anyway. False: there is an account already. */
export const makeClaimHeadlessly =
  (deps: ClaimHeadlesslyDependencies) =>
  async ({ email, password }: { readonly email: string; readonly password: Secret }): Promise<boolean> => {
    if (await deps.accounts.hasAccounts()) return false
    try {
      await createFirst({ email, password: password.reveal() }, headless, deps)
      return true
    } catch (error) {
      if (error instanceof DomainError && error.code === 'conflict') return false
      throw error
    }
  }

async function createFirst(
  person: FirstPerson,
  { caller, ...origin }: Origin & { readonly caller: (account: Account) => AuditCaller },
  deps: ClaimHeadlesslyDependencies,
): Promise<Account> {
  const email = requireEmail(person.email)
  requireGoodPassword(person.password, { email, name: person.name })
  const [workspace] = await deps.projects.listWorkspaces()
  if (workspace === undefined) throw new DomainError('service_unavailable', { reason: 'there is no workspace yet' })
  const passwordHash = await deps.passwords.hash(person.password)
  // The operator's word for the own address is as good as a message sent to it.
  const account = buildAccount({ email, name: person.name, emailVerified: true, passwordHash }, deps)
  const membership: Membership = {
    accountId: account.id,
    workspaceId: workspace.id,
    projectId: undefined,
    role: 'owner',
    createdAt: account.createdAt,
  }
  const { ip, requestId } = origin
  await deps.accounts
    .createFirstAccount(account, membership, accountCreated(account, caller(account), { ip, requestId }, deps.random))
    .catch((error: unknown) => {
      throw error instanceof DomainError && error.code === 'conflict' ? alreadyClaimed() : error
    })
  return account
}

const alreadyClaimed = (): DomainError =>
  new DomainError('conflict', { reason: 'this server is set up already; sign in instead' })
