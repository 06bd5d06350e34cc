import { DomainError } from '../errors/domain-error.ts'
import type { Account, AccountStore, Invitation, Session, SignedIn } from '../ports/account-store.ts'
import type { ExternalPerson } from '../ports/identity-provider.ts'
import type { ProjectStore } from '../ports/project-store.ts'
import { createInvitedAccount, isOpen } from './accept-invitation.ts'
import type { BuildDependencies, Origin } from './account-entry.ts'
import type { NewlySignedIn } from './claim-server.ts'
import { canonicalEmail } from './email.ts'
import { createWithWorkspace, mayRegister, type Registration } from './register.ts'
import { type Browser, startSession } from './session.ts'
import { markProved, type StepUpDependencies } from './step-up.ts'

export interface SignInExternallyDependencies extends BuildDependencies {
  readonly accounts: Pick<
    AccountStore,
    'hasAccounts' | 'findAccount' | 'changeAccount' | 'createAccount' | 'createSession' | 'listInvitations' | 'deleteSessions'
  >
  readonly projects: Pick<ProjectStore, 'listWorkspaces'>
  readonly registration: Registration
}

/**
 * Signs in whoever the OpenID provider vouches for: the account that is linked with them; else the account with the same
 * proved address, which is linked from now on; else a new account, when an invitation or open registration admits it.
 * Rejects with `forbidden` when nothing does, and with `conflict` when the address has an account that cannot be linked.
 */
export const makeSignInExternally =
  (deps: SignInExternallyDependencies) =>
  async (browser: Browser & Origin, person: ExternalPerson, replaces?: Session): Promise<NewlySignedIn> => {
    const account =
      (await deps.accounts.findAccount({ identity: person.identity })) ??
      (await linkByEmail(person, deps)) ??
      (await admit(person, browser, deps))
    const started = await startSession(account, browser, deps)
    if (replaces !== undefined) await deps.accounts.deleteSessions(replaces.accountId, { id: replaces.id })
    return { account, started }
  }

/** The signed-in person proved themselves again at the provider. Rejects with `forbidden` when it was somebody else. */
export const makeStepUpExternally =
  (deps: Pick<StepUpDependencies, 'accounts' | 'clock'>) =>
  async (signedIn: SignedIn, { identity }: ExternalPerson): Promise<SignedIn> => {
    const own = signedIn.account.identity
    if (own?.issuer !== identity.issuer || own.subject !== identity.subject)
      throw new DomainError('forbidden', { reason: 'somebody else signed in at the provider' })
    return markProved(signedIn, deps)
  }

/** An address that only one side has checked links nothing: somebody may have taken another's address here before. */
async function linkByEmail(
  person: ExternalPerson,
  { accounts, clock }: SignInExternallyDependencies,
): Promise<Account | undefined> {
  const email = provedEmail(person)
  const account = email === undefined ? undefined : await accounts.findAccount({ email })
  if (account === undefined) return undefined
  const linked = await accounts.changeAccount(account.id, (current) => {
    if (!current.emailVerified || current.identity !== undefined) throw notLinkable()
    return { ...current, identity: person.identity, updatedAt: clock.now() }
  })
  return linked
}

async function admit(person: ExternalPerson, origin: Origin, deps: SignInExternallyDependencies): Promise<Account> {
  const email = provedEmail(person)
  if (email === undefined)
    throw new DomainError('forbidden', { reason: 'the provider has not checked an address of this person' })
  const { identity, name } = person
  const invitation = await findInvitationFor(email, deps)
  if (invitation !== undefined) return createInvitedAccount({ identity, name, emailVerified: true }, invitation, origin, deps)
  if (await mayRegister(deps)) return createWithWorkspace({ email, name, emailVerified: true, identity }, origin, deps)
  throw new DomainError('forbidden', { reason: 'nobody has invited this address, and registration is closed' })
}

/** Asked only once per new person, so a walk over the workspaces does. */
async function findInvitationFor(email: string, deps: SignInExternallyDependencies): Promise<Invitation | undefined> {
  const now = deps.clock.now()
  for (const { id } of await deps.projects.listWorkspaces()) {
    const invitations = await deps.accounts.listInvitations(id)
    const invitation = invitations.find((candidate) => candidate.email === email && isOpen(candidate, now))
    if (invitation !== undefined) return invitation
  }
  return undefined
}

const provedEmail = ({ email, emailVerified }: ExternalPerson): string | undefined =>
  email === undefined || !emailVerified ? undefined : canonicalEmail(email)

const notLinkable = (): DomainError =>
  new DomainError('conflict', {
    reason: 'the address has an account here that is not linked with this person; sign in with its password',
  })
