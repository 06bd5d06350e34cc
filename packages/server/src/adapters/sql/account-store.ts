import type { Membership } from '@latchkey/core/access/membership'
import { type Role, widerRole } from '@latchkey/core/access/roles'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AuditEntry } from '@latchkey/core/events/audit-event'
import type {
  Account,
  AccountAudit,
  AccountReference,
  AccountStore,
  Invitation,
  Member,
  NewAccount,
  PasswordReset,
  Session,
  SetupToken,
  SignedIn,
} from '@latchkey/core/ports/account-store'
import type { Instant } from '@latchkey/core/ports/clock'
import { checkAcceptance, checkAccountChange } from '../check-account-change.ts'
import type { MembershipReference } from './account-rows.ts'
import {
  findAccount,
  findSetupToken,
  getAccount,
  hasAccounts,
  insertAccount,
  lockSetup,
  updateAccount,
  writeSetupToken,
} from './accounts.ts'
import type { SqlCommits } from './commits.ts'
import {
  findInvitation,
  insertInvitation,
  listInvitations,
  removeExpiredInvitations,
  removeInvitation,
  takeInvitation,
} from './invitations.ts'
import {
  findMembership,
  hasSeveralOwners,
  joinPlace,
  listMembers,
  listMemberships,
  removeMembership,
  requirePlace,
  setRole,
} from './memberships.ts'
import { findPasswordReset, removeExpiredResets, removePasswordReset, replacePasswordReset } from './password-resets.ts'
import {
  findSession,
  insertSession,
  listSessions,
  removeExpiredSessions,
  removeSessions,
  type SessionChoice,
  touchSession,
} from './sessions.ts'
import type { SqlDatabase } from './sql-database.ts'
import type { SqlTransaction } from './transaction.ts'
import { insertWorkspace } from './workspaces.ts'

/**
 * What a person is runs on the chain of the account; who is let into a place runs on the chain of its workspace. Sessions have
 * no chain.
 */
export class SqlAccountStore implements AccountStore {
  readonly #database: SqlDatabase
  readonly #commits: SqlCommits

  constructor({ database, commits }: { readonly database: SqlDatabase; readonly commits: SqlCommits }) {
    this.#database = database
    this.#commits = commits
  }

  hasAccounts(): Promise<boolean> {
    return hasAccounts(this.#database.administration)
  }

  setSetupToken(token: SetupToken | undefined): Promise<void> {
    return this.#commits.runUnchained(({ session }) => writeSetupToken(session, token))
  }

  findSetupToken(): Promise<SetupToken | undefined> {
    return findSetupToken(this.#database.administration)
  }

  createFirstAccount(account: Account, membership: Membership, audit: AuditEntry): Promise<void> {
    return this.#commits.run(membership.workspaceId, async (transaction) => {
      const { session } = transaction
      await lockSetup(session)
      if (await hasAccounts(session)) throw new DomainError('conflict', { reason: 'the server has an account already' })
      await insertAccount(session, account)
      await joinPlace(session, membership)
      await writeSetupToken(session, undefined)
      await transaction.appendAudit(membership.workspaceId, audit)
    })
  }

  createAccount(
    { account, memberships, workspace, invitationId }: NewAccount,
    audit: { readonly chainId: string; readonly entry: AuditEntry },
  ): Promise<void> {
    return this.#commits.run(audit.chainId, async (transaction) => {
      const { session } = transaction
      await lockAll(
        transaction,
        memberships.map(({ workspaceId }) => workspaceId),
      )
      if (invitationId !== undefined) await takeInvitation(session, invitationId)
      await insertAccount(session, account)
      if (workspace !== undefined && !(await insertWorkspace(session, workspace))) {
        throw new DomainError('conflict', { reason: 'the workspace exists already' })
      }
      for (const membership of memberships) await joinPlace(session, membership)
      await transaction.appendAudit(audit.chainId, audit.entry)
    })
  }

  findAccount(reference: AccountReference): Promise<Account | undefined> {
    return findAccount(this.#database.administration, reference)
  }

  changeAccount(id: string, decide: (current: Account) => Account, audit?: AccountAudit): Promise<Account | undefined> {
    return this.#commits.run(id, async (transaction) => {
      const { session } = transaction
      const current = await findAccount(session, { id })
      if (current === undefined) return undefined
      const changed = await changeTo(transaction, current, decide)
      if (changed.passwordHash !== current.passwordHash) await removePasswordReset(session, id)
      if (audit !== undefined) await appendToAll(transaction, audit)
      return changed
    })
  }

  createPasswordReset(reset: PasswordReset, audit: AccountAudit): Promise<void> {
    return this.#commits.run(reset.accountId, async (transaction) => {
      await getAccount(transaction.session, reset.accountId)
      await replacePasswordReset(transaction.session, reset)
      await appendToAll(transaction, audit)
    })
  }

  findPasswordReset(hash: string): Promise<PasswordReset | undefined> {
    return findPasswordReset(this.#database.administration, hash)
  }

  /** Whose it is, is known only once it is read: those who use the same one come one after another by its hash. */
  resetPassword(hash: string, decide: (current: Account) => Account, audit: AccountAudit): Promise<void> {
    return this.#commits.run(hash, async (transaction) => {
      const { session } = transaction
      const known = await findPasswordReset(session, hash)
      if (known !== undefined) await transaction.lock(known.accountId)
      const reset = known === undefined ? undefined : await findPasswordReset(session, hash)
      if (reset === undefined) throw new DomainError('not_found', { reason: 'the password reset is no longer there' })
      const current = await getAccount(session, reset.accountId)
      await changeTo(transaction, current, decide)
      await removePasswordReset(session, current.id)
      await removeSessions(session, current.id, {})
      await appendToAll(transaction, audit)
    })
  }

  listMembers(workspaceId: string): Promise<readonly Member[]> {
    return listMembers(this.#database.administration, workspaceId)
  }

  listMemberships(accountId: string): Promise<readonly Membership[]> {
    return listMemberships(this.#database.administration, accountId)
  }

  changeMembership(member: MembershipReference, role: Role | undefined, audit: AuditEntry): Promise<Membership | undefined> {
    return this.#commits.run(member.workspaceId, async (transaction) => {
      const { session } = transaction
      const current = await findMembership(session, member)
      if (current === undefined) return undefined
      if (role !== 'owner') await refuseLastOwner(transaction, current)
      if (role === undefined) await removeMembership(session, member)
      else await setRole(session, member, role)
      await transaction.appendAudit(member.workspaceId, audit)
      return current
    })
  }

  createInvitation(invitation: Invitation, audit: AuditEntry): Promise<void> {
    return this.#commits.run(invitation.workspaceId, async (transaction) => {
      const { session } = transaction
      await requirePlace(session, invitation.workspaceId, invitation.projectId)
      await insertInvitation(session, invitation)
      await transaction.appendAudit(invitation.workspaceId, audit)
    })
  }

  findInvitation(hash: string): Promise<Invitation | undefined> {
    return findInvitation(this.#database.administration, hash)
  }

  listInvitations(workspaceId: string): Promise<readonly Invitation[]> {
    return listInvitations(this.#database.administration, workspaceId)
  }

  deleteInvitation(workspaceId: string, id: string, audit: AuditEntry): Promise<Invitation | undefined> {
    return this.#commits.run(workspaceId, async (transaction) => {
      const invitation = await removeInvitation(transaction.session, workspaceId, id)
      if (invitation !== undefined) await transaction.appendAudit(workspaceId, audit)
      return invitation
    })
  }

  acceptInvitation(invitationId: string, membership: Membership, audit: AuditEntry): Promise<void> {
    return this.#commits.run(membership.workspaceId, async (transaction) => {
      const { session } = transaction
      checkAcceptance(await takeInvitation(session, invitationId), membership)
      const current = await findMembership(session, membership)
      const role = widerRole(current?.role, membership.role)
      if (current === undefined || role === undefined) await joinPlace(session, membership)
      else await setRole(session, current, role)
      await transaction.appendAudit(membership.workspaceId, audit)
    })
  }

  createSession(session: Session): Promise<void> {
    return this.#commits.runUnchained(async (transaction) => {
      await getAccount(transaction.session, session.accountId)
      await insertSession(transaction.session, session)
    })
  }

  findSession(hash: string): Promise<SignedIn | undefined> {
    return findSession(this.#database.administration, hash)
  }

  touchSession(hash: string, times: Pick<Session, 'lastSeenAt' | 'provedAt'>): Promise<void> {
    return this.#commits.runUnchained(({ session }) => touchSession(session, hash, times))
  }

  /** Newest first. */
  listSessions(accountId: string): Promise<readonly Session[]> {
    return listSessions(this.#database.administration, accountId)
  }

  deleteSessions(accountId: string, which: SessionChoice): Promise<number> {
    return this.#commits.runUnchained(({ session }) => removeSessions(session, accountId, which))
  }

  deleteExpired(now: Instant, limit: number): Promise<number> {
    return this.#commits.runUnchained(async ({ session }) => {
      const sessions = await removeExpiredSessions(session, now, limit)
      const invitations = await removeExpiredInvitations(session, now, limit - sessions)
      return sessions + invitations + (await removeExpiredResets(session, now, limit - sessions - invitations))
    })
  }
}

async function changeTo({ session }: SqlTransaction, current: Account, decide: (current: Account) => Account): Promise<Account> {
  const changed = decide(current)
  checkAccountChange(current, changed)
  await updateAccount(session, current, changed)
  return changed
}

async function refuseLastOwner({ session }: SqlTransaction, { workspaceId, projectId, role }: Membership): Promise<void> {
  const isOwner = projectId === undefined && role === 'owner'
  if (!isOwner || (await hasSeveralOwners(session, workspaceId))) return
  throw new DomainError('failed_precondition', { reason: 'a workspace needs an owner: make somebody else one first' })
}

async function appendToAll(transaction: SqlTransaction, { chainIds, entry }: AccountAudit): Promise<void> {
  await lockAll(transaction, chainIds)
  for (const chainId of chainIds) await transaction.appendAudit(chainId, entry)
}

/** In one order, so that two who want the same chains do not wait for each other in a circle. */
async function lockAll(transaction: SqlTransaction, chainIds: readonly string[]): Promise<void> {
  for (const chainId of [...chainIds].sort()) await transaction.lock(chainId)
}
