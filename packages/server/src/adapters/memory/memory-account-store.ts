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
import type { MemoryAuditLog } from './memory-audit-log.ts'
import type { MembershipReference, MemoryPlaces } from './memory-places.ts'

export class MemoryAccountStore implements AccountStore {
  readonly #sessions = new Map<string, Session>()
  /** By account. */
  readonly #resets = new Map<string, PasswordReset>()
  readonly #places: MemoryPlaces
  readonly #auditLog: MemoryAuditLog
  #setupToken: SetupToken | undefined

  constructor(places: MemoryPlaces, auditLog: MemoryAuditLog) {
    this.#places = places
    this.#auditLog = auditLog
  }

  hasAccounts(): boolean {
    return this.#places.accounts.size > 0
  }

  async setSetupToken(token: SetupToken | undefined): Promise<void> {
    this.#setupToken = token
  }

  findSetupToken(): SetupToken | undefined {
    return this.#setupToken
  }

  async createFirstAccount(account: Account, membership: Membership, audit: AuditEntry): Promise<void> {
    if (this.hasAccounts()) throw new DomainError('conflict', { reason: 'the server has an account already' })
    this.#create({ account, memberships: [membership] }, { chainId: membership.workspaceId, entry: audit })
    this.#setupToken = undefined
  }

  async createAccount(wanted: NewAccount, audit: { readonly chainId: string; readonly entry: AuditEntry }): Promise<void> {
    if (wanted.invitationId !== undefined) this.#invitation(wanted.invitationId)
    this.#create(wanted, audit)
    if (wanted.invitationId !== undefined) this.#places.invitations.delete(wanted.invitationId)
  }

  findAccount(reference: AccountReference): Account | undefined {
    return [...this.#places.accounts.values()].find((account) => isMeant(account, reference))
  }

  async changeAccount(id: string, decide: (current: Account) => Account, audit?: AccountAudit): Promise<Account | undefined> {
    const current = this.#places.accounts.get(id)
    if (current === undefined) return undefined
    const changed = decide(current)
    checkAccountChange(current, changed)
    this.#refuseTaken(changed)
    if (audit !== undefined) this.#appendToAll(audit)
    this.#places.accounts.set(id, changed)
    if (changed.passwordHash !== current.passwordHash) this.#resets.delete(id)
    return changed
  }

  async createPasswordReset(reset: PasswordReset, audit: AccountAudit): Promise<void> {
    this.#requireAccount(reset.accountId)
    this.#appendToAll(audit)
    this.#resets.set(reset.accountId, reset)
  }

  findPasswordReset(hash: string): PasswordReset | undefined {
    return [...this.#resets.values()].find((reset) => reset.hash === hash)
  }

  async resetPassword(hash: string, decide: (current: Account) => Account, audit: AccountAudit): Promise<void> {
    const reset = this.findPasswordReset(hash)
    if (reset === undefined) throw new DomainError('not_found', { reason: 'the password reset is no longer there' })
    const current = this.#requireAccount(reset.accountId)
    const changed = decide(current)
    checkAccountChange(current, changed)
    this.#refuseTaken(changed)
    this.#appendToAll(audit)
    this.#places.accounts.set(current.id, changed)
    this.#resets.delete(current.id)
    for (const session of this.listSessions(current.id)) this.#sessions.delete(session.hash)
  }

  listMembers(workspaceId: string): readonly Member[] {
    return this.#places.memberships
      .filter((membership) => membership.workspaceId === workspaceId)
      .flatMap((membership) => {
        const account = this.#places.accounts.get(membership.accountId)
        return account === undefined ? [] : { account, membership }
      })
  }

  listMemberships(accountId: string): readonly Membership[] {
    return this.#places.memberships.filter((membership) => membership.accountId === accountId)
  }

  async changeMembership(
    member: MembershipReference,
    role: Role | undefined,
    audit: AuditEntry,
  ): Promise<Membership | undefined> {
    const current = this.#places.findMembership(member)
    if (current === undefined) return undefined
    if (role !== 'owner') this.#refuseLastOwner(current)
    this.#auditLog.append(member.workspaceId, [audit])
    this.#places.replaceMembership(member, role === undefined ? undefined : { ...current, role })
    return current
  }

  async createInvitation(invitation: Invitation, audit: AuditEntry): Promise<void> {
    this.#places.requirePlace(invitation)
    if (this.#places.invitations.has(invitation.id) || this.findInvitation(invitation.hash) !== undefined) {
      throw new DomainError('conflict', { reason: 'the invitation exists already' })
    }
    this.#auditLog.append(invitation.workspaceId, [audit])
    this.#places.invitations.set(invitation.id, invitation)
  }

  findInvitation(hash: string): Invitation | undefined {
    return [...this.#places.invitations.values()].find((invitation) => invitation.hash === hash)
  }

  listInvitations(workspaceId: string): readonly Invitation[] {
    return [...this.#places.invitations.values()].filter((invitation) => invitation.workspaceId === workspaceId)
  }

  async deleteInvitation(workspaceId: string, id: string, audit: AuditEntry): Promise<Invitation | undefined> {
    const invitation = this.#places.invitations.get(id)
    if (invitation?.workspaceId !== workspaceId) return undefined
    this.#auditLog.append(workspaceId, [audit])
    this.#places.invitations.delete(id)
    return invitation
  }

  async acceptInvitation(invitationId: string, membership: Membership, audit: AuditEntry): Promise<void> {
    checkAcceptance(this.#invitation(invitationId), membership)
    this.#requireAccount(membership.accountId)
    this.#auditLog.append(membership.workspaceId, [audit])
    this.#places.invitations.delete(invitationId)
    const current = this.#places.findMembership(membership)
    const role = widerRole(current?.role, membership.role)
    if (current === undefined || role === undefined) this.#places.join(membership)
    else this.#places.replaceMembership(current, { ...current, role })
  }

  async createSession(session: Session): Promise<void> {
    this.#requireAccount(session.accountId)
    const isTaken = [...this.#sessions.values()].some(({ id, hash }) => id === session.id || hash === session.hash)
    if (isTaken) throw new DomainError('conflict', { reason: 'the session exists already' })
    this.#sessions.set(session.hash, session)
  }

  findSession(hash: string): SignedIn | undefined {
    const session = this.#sessions.get(hash)
    const account = session === undefined ? undefined : this.#places.accounts.get(session.accountId)
    if (session === undefined || account === undefined) return undefined
    return { session, account, memberships: this.listMemberships(account.id) }
  }

  async touchSession(hash: string, { lastSeenAt, provedAt }: Pick<Session, 'lastSeenAt' | 'provedAt'>): Promise<void> {
    const session = this.#sessions.get(hash)
    if (session === undefined) return
    const later = { lastSeenAt: latest(session.lastSeenAt, lastSeenAt), provedAt: latest(session.provedAt, provedAt) }
    this.#sessions.set(hash, { ...session, ...later })
  }

  /** Newest first. */
  listSessions(accountId: string): readonly Session[] {
    return [...this.#sessions.values()]
      .filter((session) => session.accountId === accountId)
      .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
  }

  async deleteSessions(accountId: string, which: { readonly id?: string; readonly exceptId?: string }): Promise<number> {
    const ended = this.listSessions(accountId)
      .filter(({ id }) => which.id === undefined || id === which.id)
      .filter(({ id }) => which.exceptId === undefined || id !== which.exceptId)
    for (const { hash } of ended) this.#sessions.delete(hash)
    return ended.length
  }

  async deleteExpired(now: Instant, limit: number): Promise<number> {
    const { invitations } = this.#places
    const removals = [
      ...[...this.#sessions.values()].map(({ hash, expiresAt }) => ({ expiresAt, remove: () => this.#sessions.delete(hash) })),
      ...[...invitations.values()].map(({ id, expiresAt }) => ({ expiresAt, remove: () => invitations.delete(id) })),
      ...[...this.#resets.values()].map(({ accountId, expiresAt }) => ({
        expiresAt,
        remove: () => this.#resets.delete(accountId),
      })),
    ]
    const due = removals.filter(({ expiresAt }) => expiresAt < now).slice(0, limit)
    for (const { remove } of due) remove()
    return due.length
  }

  #create(
    { account, memberships, workspace }: NewAccount,
    audit: { readonly chainId: string; readonly entry: AuditEntry },
  ): void {
    if (this.#places.accounts.has(account.id)) throw new DomainError('conflict', { reason: 'the account exists already' })
    this.#refuseTaken(account)
    if (workspace !== undefined && this.#places.workspaces.has(workspace.id)) {
      throw new DomainError('conflict', { reason: 'the workspace exists already' })
    }
    for (const membership of memberships) {
      const isOwn = membership.workspaceId === workspace?.id && membership.projectId === undefined
      if (!isOwn) this.#places.requirePlace(membership)
    }
    this.#auditLog.append(audit.chainId, [audit.entry])
    this.#places.accounts.set(account.id, account)
    if (workspace !== undefined) this.#places.workspaces.set(workspace.id, workspace)
    for (const membership of memberships) this.#places.join(membership)
  }

  #appendToAll({ chainIds, entry }: AccountAudit): void {
    for (const chainId of chainIds) this.#auditLog.append(chainId, [entry])
  }

  #requireAccount(id: string): Account {
    const account = this.#places.accounts.get(id)
    if (account === undefined) throw new DomainError('not_found', { reason: 'account not found' })
    return account
  }

  #invitation(id: string): Invitation {
    const invitation = this.#places.invitations.get(id)
    if (invitation === undefined) throw new DomainError('not_found', { reason: 'the invitation is no longer there' })
    return invitation
  }

  #refuseTaken({ id, email, identity }: Account): void {
    const isTaken = (reference: AccountReference): boolean => (this.findAccount(reference)?.id ?? id) !== id
    if (isTaken({ email })) throw new DomainError('conflict', { reason: 'email: is taken', metadata: { field: 'email' } })
    if (identity !== undefined && isTaken({ identity })) {
      throw new DomainError('conflict', { reason: 'identity: is taken', metadata: { field: 'identity' } })
    }
  }

  #refuseLastOwner({ workspaceId, projectId, role }: Membership): void {
    const isOwner = (one: Pick<Membership, 'projectId' | 'role'>) => one.projectId === undefined && one.role === 'owner'
    if (!isOwner({ projectId, role })) return
    const owners = this.#places.memberships.filter((one) => one.workspaceId === workspaceId && isOwner(one))
    if (owners.length > 1) return
    throw new DomainError('failed_precondition', { reason: 'a workspace needs an owner: make somebody else one first' })
  }
}

function isMeant(account: Account, reference: AccountReference): boolean {
  if ('id' in reference) return account.id === reference.id
  if ('email' in reference) return account.email === reference.email
  const { issuer, subject } = reference.identity
  return account.identity?.issuer === issuer && account.identity.subject === subject
}

const latest = (one: Instant, other: Instant): Instant => (one > other ? one : other)
