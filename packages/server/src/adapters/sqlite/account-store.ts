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
import type { MembershipReference } from '../sql/account-rows.ts'
import type { AccountStatements } from './account-statements.ts'
import type { GroupCommit } from './group-commit.ts'
import type { InvitationStatements } from './invitation-statements.ts'
import type { MembershipStatements } from './membership-statements.ts'
import type { PasswordResetStatements } from './password-reset-statements.ts'
import type { SessionStatements } from './session-statements.ts'
import { reading } from './storage-failure.ts'
import type { Transaction } from './transaction.ts'
import type { WorkspaceStatements } from './workspace-statements.ts'

export interface SqliteAccountStoreParts {
  readonly accounts: AccountStatements
  readonly memberships: MembershipStatements
  readonly invitations: InvitationStatements
  readonly sessions: SessionStatements
  readonly resets: PasswordResetStatements
  readonly workspaces: WorkspaceStatements
  readonly commits: GroupCommit
}

export class SqliteAccountStore implements AccountStore {
  readonly #accounts: AccountStatements
  readonly #memberships: MembershipStatements
  readonly #invitations: InvitationStatements
  readonly #sessions: SessionStatements
  readonly #resets: PasswordResetStatements
  readonly #workspaces: WorkspaceStatements
  readonly #commits: GroupCommit

  constructor(parts: SqliteAccountStoreParts) {
    this.#accounts = parts.accounts
    this.#memberships = parts.memberships
    this.#invitations = parts.invitations
    this.#sessions = parts.sessions
    this.#resets = parts.resets
    this.#workspaces = parts.workspaces
    this.#commits = parts.commits
  }

  hasAccounts(): boolean {
    return reading(() => this.#accounts.hasAny())
  }

  setSetupToken(token: SetupToken | undefined): Promise<void> {
    return this.#commits.run(() => this.#accounts.setSetupToken(token))
  }

  findSetupToken(): SetupToken | undefined {
    return reading(() => this.#accounts.findSetupToken())
  }

  createFirstAccount(account: Account, membership: Membership, audit: AuditEntry): Promise<void> {
    return this.#commits.run((transaction) => {
      if (this.#accounts.hasAny()) throw new DomainError('conflict', { reason: 'the server has an account already' })
      this.#accounts.insert(account)
      this.#memberships.join(membership)
      this.#accounts.setSetupToken(undefined)
      transaction.appendAudit(membership.workspaceId, audit)
    })
  }

  createAccount(
    { account, memberships, workspace, invitationId }: NewAccount,
    audit: { readonly chainId: string; readonly entry: AuditEntry },
  ): Promise<void> {
    return this.#commits.run((transaction) => {
      if (invitationId !== undefined) this.#takeInvitation(invitationId)
      this.#accounts.insert(account)
      if (workspace !== undefined && !this.#workspaces.insert(workspace)) {
        throw new DomainError('conflict', { reason: 'the workspace exists already' })
      }
      for (const membership of memberships) this.#memberships.join(membership)
      transaction.appendAudit(audit.chainId, audit.entry)
    })
  }

  findAccount(reference: AccountReference): Account | undefined {
    return reading(() => this.#accounts.find(reference))
  }

  changeAccount(id: string, decide: (current: Account) => Account, audit?: AccountAudit): Promise<Account | undefined> {
    return this.#commits.run((transaction) => {
      const current = this.#accounts.find({ id })
      if (current === undefined) return undefined
      const changed = decide(current)
      checkAccountChange(current, changed)
      this.#accounts.update(changed)
      if (changed.passwordHash !== current.passwordHash) this.#resets.remove(id)
      if (audit !== undefined) appendToAll(transaction, audit)
      return changed
    })
  }

  createPasswordReset(reset: PasswordReset, audit: AccountAudit): Promise<void> {
    return this.#commits.run((transaction) => {
      this.#requireAccount(reset.accountId)
      this.#resets.replace(reset)
      appendToAll(transaction, audit)
    })
  }

  findPasswordReset(hash: string): PasswordReset | undefined {
    return reading(() => this.#resets.findByHash(hash))
  }

  resetPassword(hash: string, decide: (current: Account) => Account, audit: AccountAudit): Promise<void> {
    return this.#commits.run((transaction) => {
      const reset = this.#resets.findByHash(hash)
      if (reset === undefined) throw new DomainError('not_found', { reason: 'the password reset is no longer there' })
      const current = this.#requireAccount(reset.accountId)
      const changed = decide(current)
      checkAccountChange(current, changed)
      this.#accounts.update(changed)
      this.#resets.remove(current.id)
      this.#sessions.remove(current.id, {})
      appendToAll(transaction, audit)
    })
  }

  listMembers(workspaceId: string): readonly Member[] {
    return reading(() => this.#accounts.listMembers(workspaceId))
  }

  listMemberships(accountId: string): readonly Membership[] {
    return reading(() => this.#memberships.listOf(accountId))
  }

  changeMembership(member: MembershipReference, role: Role | undefined, audit: AuditEntry): Promise<Membership | undefined> {
    return this.#commits.run((transaction) => {
      const current = this.#memberships.find(member)
      if (current === undefined) return undefined
      if (role !== 'owner') this.#refuseLastOwner(current)
      if (role === undefined) this.#memberships.remove(member)
      else this.#memberships.setRole(member, role)
      transaction.appendAudit(member.workspaceId, audit)
      return current
    })
  }

  createInvitation(invitation: Invitation, audit: AuditEntry): Promise<void> {
    return this.#commits.run((transaction) => {
      this.#memberships.requirePlace(invitation.workspaceId, invitation.projectId)
      const isNew = this.#invitations.insert(invitation)
      if (!isNew) throw new DomainError('conflict', { reason: 'the invitation exists already' })
      transaction.appendAudit(invitation.workspaceId, audit)
    })
  }

  findInvitation(hash: string): Invitation | undefined {
    return reading(() => this.#invitations.findByHash(hash))
  }

  listInvitations(workspaceId: string): readonly Invitation[] {
    return reading(() => this.#invitations.list(workspaceId))
  }

  deleteInvitation(workspaceId: string, id: string, audit: AuditEntry): Promise<Invitation | undefined> {
    return this.#commits.run((transaction) => {
      const invitation = this.#invitations.remove(workspaceId, id)
      if (invitation !== undefined) transaction.appendAudit(workspaceId, audit)
      return invitation
    })
  }

  acceptInvitation(invitationId: string, membership: Membership, audit: AuditEntry): Promise<void> {
    return this.#commits.run((transaction) => {
      checkAcceptance(this.#takeInvitation(invitationId), membership)
      const current = this.#memberships.find(membership)
      const role = widerRole(current?.role, membership.role)
      if (current === undefined || role === undefined) this.#memberships.join(membership)
      else this.#memberships.setRole(current, role)
      transaction.appendAudit(membership.workspaceId, audit)
    })
  }

  createSession(session: Session): Promise<void> {
    return this.#commits.run(() => {
      this.#requireAccount(session.accountId)
      const isNew = this.#sessions.insert(session)
      if (!isNew) throw new DomainError('conflict', { reason: 'the session exists already' })
    })
  }

  findSession(hash: string): SignedIn | undefined {
    return reading(() => this.#sessions.find(hash))
  }

  touchSession(hash: string, times: Pick<Session, 'lastSeenAt' | 'provedAt'>): Promise<void> {
    return this.#commits.run(() => this.#sessions.touch(hash, times))
  }

  /** Newest first. */
  listSessions(accountId: string): readonly Session[] {
    return reading(() => this.#sessions.list(accountId))
  }

  deleteSessions(accountId: string, which: { readonly id?: string; readonly exceptId?: string }): Promise<number> {
    return this.#commits.run(() => this.#sessions.remove(accountId, which))
  }

  deleteExpired(now: Instant, limit: number): Promise<number> {
    return this.#commits.run(() => {
      const sessions = this.#sessions.removeExpired(now, limit)
      const invitations = this.#invitations.removeExpired(now, limit - sessions)
      return sessions + invitations + this.#resets.removeExpired(now, limit - sessions - invitations)
    }, limit)
  }

  #requireAccount(id: string): Account {
    const account = this.#accounts.find({ id })
    if (account === undefined) throw new DomainError('not_found', { reason: 'account not found' })
    return account
  }

  #takeInvitation(id: string): Invitation {
    const invitation = this.#invitations.take(id)
    if (invitation === undefined) throw new DomainError('not_found', { reason: 'the invitation is no longer there' })
    return invitation
  }

  #refuseLastOwner({ workspaceId, projectId, role }: Membership): void {
    const isOwner = projectId === undefined && role === 'owner'
    if (!isOwner || this.#memberships.countOwners(workspaceId) > 1) return
    throw new DomainError('failed_precondition', { reason: 'a workspace needs an owner: make somebody else one first' })
  }
}

function appendToAll(transaction: Transaction, { chainIds, entry }: AccountAudit): void {
  for (const chainId of chainIds) transaction.appendAudit(chainId, entry)
}
