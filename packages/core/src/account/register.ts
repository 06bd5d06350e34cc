import type { Membership } from '../access/membership.ts'
import { DomainError } from '../errors/domain-error.ts'
import type { Account, AccountStore, NewAccount } from '../ports/account-store.ts'
import type { PasswordHasher } from '../ports/password-hasher.ts'
import type { WorkspaceRecord } from '../ports/project-store.ts'
import {
  accountCreated,
  auditCallerOf,
  type BuildDependencies,
  buildAccount,
  type NewPerson,
  type Origin,
} from './account-entry.ts'
import { type AttemptLimiter, attemptSubjects } from './attempt-limiter.ts'
import type { NewlySignedIn } from './claim-server.ts'
import { requireEmail } from './email.ts'
import { requireGoodPassword } from './password-rules.ts'
import { type Browser, startSession } from './session.ts'

/** Whether anyone may make an account, or only people who were invited. */
export type Registration = 'closed' | 'open'

export interface RegisterDependencies extends BuildDependencies {
  readonly accounts: Pick<AccountStore, 'hasAccounts' | 'createAccount' | 'createSession'>
  readonly passwords: Pick<PasswordHasher, 'hash'>
  readonly attempts: AttemptLimiter
  readonly registration: Registration
}

export interface RegisterRequest {
  readonly email: string
  readonly password: string
  readonly name?: string | undefined
}

/**
 * Makes an account with a workspace of its own on the default plan. Rejects with `forbidden` where registration is closed or
 * the server is not set up yet, with `bad_request`, and with `conflict` when the address has an account.
 */
export const makeRegister =
  (deps: RegisterDependencies) =>
  async (browser: Browser & Origin, { email: typed, password, name }: RegisterRequest): Promise<NewlySignedIn> => {
    if (!(await mayRegister(deps)))
      throw new DomainError('forbidden', { reason: 'registration is closed; ask for an invitation' })
    const email = requireEmail(typed)
    requireGoodPassword(password, { email, name })
    // Never given back: an account takes ten seconds to make by hand, and each costs us a workspace.
    await deps.attempts.take(attemptSubjects(browser.ip))
    const passwordHash = await deps.passwords.hash(password)
    const account = await createWithWorkspace({ email, name, emailVerified: false, passwordHash }, browser, deps)
    return { account, started: await startSession(account, browser, deps) }
  }

/** The first account is made with the setup link only: it owns the server. */
export const mayRegister = async ({
  accounts,
  registration,
}: Pick<RegisterDependencies, 'registration'> & { readonly accounts: Pick<AccountStore, 'hasAccounts'> }): Promise<boolean> =>
  registration === 'open' && (await accounts.hasAccounts())

/** An account, its workspace and its ownership of it, in one transaction. */
export async function createWithWorkspace(
  person: NewPerson,
  { ip, requestId }: Origin,
  deps: BuildDependencies & { readonly accounts: Pick<AccountStore, 'createAccount'> },
): Promise<Account> {
  const account = buildAccount(person, deps)
  const workspace: WorkspaceRecord = {
    id: deps.random.uuid(),
    name: account.name,
    plan: '',
    createdAt: account.createdAt,
    updatedAt: account.createdAt,
  }
  const owner: Membership = {
    accountId: account.id,
    workspaceId: workspace.id,
    projectId: undefined,
    role: 'owner',
    createdAt: account.createdAt,
  }
  const wanted: NewAccount = { account, memberships: [owner], workspace }
  const entry = accountCreated(account, auditCallerOf(account), { ip, requestId }, deps.random)
  await deps.accounts.createAccount(wanted, { chainId: workspace.id, entry })
  return account
}
