import type { Membership } from '../access/membership.ts'
import type { Role } from '../access/roles.ts'
import type { AuditEntry } from '../events/audit-event.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { Awaitable } from './awaitable.ts'
import type { Instant } from './clock.ts'
import type { WorkspaceRecord } from './project-store.ts'

/** A person at an OpenID provider (OpenID Connect Core 1.0 §2: `iss` and `sub` together are unique). */
export interface ExternalIdentity {
  readonly issuer: string
  readonly subject: string
}

/** A person who signs in to the console. */
export interface Account {
  readonly id: string
  /** Lower case, unique on this server. */
  readonly email: string
  readonly name: string
  /** Whether the address was proved: by the OpenID provider, or by the operator's word at the setup. */
  readonly emailVerified: boolean
  /** Argon2id in PHC string format; `undefined` for people who only sign in through their provider. */
  readonly passwordHash: string | undefined
  readonly identity: ExternalIdentity | undefined
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

export interface Session {
  readonly id: string
  /** SHA-256 of the cookie's value, base64url. The value has 256 random bits. */
  readonly hash: string
  readonly accountId: string
  readonly createdAt: Instant
  readonly lastSeenAt: Instant
  /** When the person last proved who they are. */
  readonly provedAt: Instant
  /** The end, however busy the session is. */
  readonly expiresAt: Instant
  readonly ip: string | undefined
  /** As sent, at most 256 characters. */
  readonly userAgent: string
}

export interface Invitation {
  readonly id: string
  /** SHA-256 of the one-time token, base64url. */
  readonly hash: string
  readonly workspaceId: string
  readonly projectId: ProjectId | undefined
  /** Lower case: the only address that may accept it. */
  readonly email: string
  readonly role: Role
  /** Id and name of whoever invited. */
  readonly invitedBy: string
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

/** The one-time right to make the first account. */
export interface SetupToken {
  /** SHA-256 of the token, base64url. */
  readonly hash: string
  readonly expiresAt: Instant
}

/** The one-time right to choose a new password for an account. */
export interface PasswordReset {
  readonly accountId: string
  /** SHA-256 of the token, base64url. */
  readonly hash: string
  readonly expiresAt: Instant
}

export type AccountReference = { readonly id: string } | { readonly email: string } | { readonly identity: ExternalIdentity }

/** A member as people see it: who, and what. */
export interface Member {
  readonly account: Account
  readonly membership: Membership
}

/** A session with everything that decides what it may do, in one read. */
export interface SignedIn {
  readonly session: Session
  readonly account: Account
  readonly memberships: readonly Membership[]
}

export interface NewAccount {
  readonly account: Account
  readonly memberships: readonly Membership[]
  /** Made in the same transaction, where the person gets a workspace of their own. */
  readonly workspace?: WorkspaceRecord
  /** Used up in the same transaction. */
  readonly invitationId?: string
}

/** One thing that happened to a person, told to every workspace that they belong to. */
export interface AccountAudit {
  readonly chainIds: readonly string[]
  readonly entry: AuditEntry
}

/** People, their roles and their sessions. Same atomicity and outage rules as `KeyStore`; every audit entry goes to the chain of the workspace it names. */
export interface AccountStore {
  hasAccounts(): Awaitable<boolean>
  /** Replaces the one there was; `undefined` removes it. */
  setSetupToken(token: SetupToken | undefined): Promise<void>
  findSetupToken(): Awaitable<SetupToken | undefined>
  /**
   * Makes the account only when there is none yet, and removes the setup token, in one transaction. Rejects with `conflict`
   * when somebody else was first.
   */
  createFirstAccount(account: Account, membership: Membership, audit: AuditEntry): Promise<void>
  /**
   * Rejects with `conflict` (metadata `field`: `email` or `identity`) when another account has it, and with `not_found` when
   * the invitation is gone; then writes nothing.
   */
  createAccount(wanted: NewAccount, audit: { readonly chainId: string; readonly entry: AuditEntry }): Promise<void>
  findAccount(reference: AccountReference): Awaitable<Account | undefined>
  /**
   * Compare-and-set like `changeProject`. `undefined`: no such account. Rejects with `conflict` like `createAccount`. The entry
   * goes to each of the chains. Another password takes back what `createPasswordReset` gave.
   */
  changeAccount(id: string, decide: (current: Account) => Account, audit?: AccountAudit): Promise<Account | undefined>

  /** Replaces the one that the account had. Rejects with `not_found` when there is no such account. */
  createPasswordReset(reset: PasswordReset, audit: AccountAudit): Promise<void>
  findPasswordReset(hash: string): Awaitable<PasswordReset | undefined>
  /**
   * Uses the reset up, changes its account and ends all sessions of the person, in one transaction. Rejects with `not_found`
   * when the reset is gone, and then does nothing.
   */
  resetPassword(hash: string, decide: (current: Account) => Account, audit: AccountAudit): Promise<void>

  /** Members of the workspace and of its projects, in the order of their joining. */
  listMembers(workspaceId: string): Awaitable<readonly Member[]>
  /** Everywhere that the person is a member, in the order of joining. */
  listMemberships(accountId: string): Awaitable<readonly Membership[]>
  /**
   * Changes the role of a member, or removes it (`role: undefined`). Resolves to the membership as it was, `undefined` when
   * there is none. Rejects with `failed_precondition` when the workspace would be left without an owner.
   */
  changeMembership(
    member: Pick<Membership, 'accountId' | 'workspaceId' | 'projectId'>,
    role: Role | undefined,
    audit: AuditEntry,
  ): Promise<Membership | undefined>

  createInvitation(invitation: Invitation, audit: AuditEntry): Promise<void>
  findInvitation(hash: string): Awaitable<Invitation | undefined>
  /** Those that were neither accepted nor taken back, oldest first, expired ones included. */
  listInvitations(workspaceId: string): Awaitable<readonly Invitation[]>
  /** Resolves to the invitation that was taken back, or `undefined`. */
  deleteInvitation(workspaceId: string, id: string, audit: AuditEntry): Promise<Invitation | undefined>
  /** For a person who has an account. An existing membership of the same place takes the wider role. Rejects with `not_found` when the invitation is gone. */
  acceptInvitation(invitationId: string, membership: Membership, audit: AuditEntry): Promise<void>

  createSession(session: Session): Promise<void>
  findSession(hash: string): Awaitable<SignedIn | undefined>
  /** Moves the times forward, never back; a session that is gone stays gone. */
  touchSession(hash: string, times: Pick<Session, 'lastSeenAt' | 'provedAt'>): Promise<void>
  listSessions(accountId: string): Awaitable<readonly Session[]>
  /** Ends those of the account that match; `{}` ends all. Resolves to how many there were. */
  deleteSessions(accountId: string, which: { readonly id?: string; readonly exceptId?: string }): Promise<number>
  /** Removes sessions, invitations and password resets that ended before `now`, at most `limit`. Resolves to how many. */
  deleteExpired(now: Instant, limit: number): Promise<number>
}
