import type { Membership } from '@latchkey/core/access/membership'
import type { Role } from '@latchkey/core/access/roles'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Account, ExternalIdentity, Member } from '@latchkey/core/ports/account-store'
import type { Instant } from '@latchkey/core/ports/clock'

export type AccountRow = readonly [
  id: string,
  email: string,
  name: string,
  emailVerified: number,
  passwordHash: string | null,
  createdAt: number,
  updatedAt: number,
  issuer: string | null,
  subject: string | null,
]
export type MembershipRow = readonly [
  accountId: string,
  workspaceId: string,
  projectId: string | null,
  role: string,
  createdAt: number,
]
export type MemberRow = readonly [...AccountRow, workspaceId: string, projectId: string | null, role: string, joinedAt: number]

/** Of the tables `accounts AS a` and `account_identities AS i`, in the order of `AccountRow`. */
export const ACCOUNT_COLUMNS =
  'a.id, a.email, a.name, a.email_verified, a.password_hash, a.created_at, a.updated_at, i.issuer, i.subject'

/** A person and a place. */
export type MembershipReference = Pick<Membership, 'accountId' | 'workspaceId' | 'projectId'>

export function toAccount(row: AccountRow): Account {
  const [id, email, name, emailVerified, passwordHash, createdAt, updatedAt, issuer, subject] = row
  return {
    id,
    email,
    name,
    emailVerified: emailVerified === 1,
    passwordHash: passwordHash ?? undefined,
    identity: toIdentity(issuer, subject),
    createdAt: createdAt as Instant,
    updatedAt: updatedAt as Instant,
  }
}

const toIdentity = (issuer: string | null, subject: string | null): ExternalIdentity | undefined =>
  issuer === null || subject === null ? undefined : { issuer, subject }

export const toMembership = ([accountId, workspaceId, projectId, role, createdAt]: MembershipRow): Membership => ({
  accountId,
  workspaceId,
  projectId: (projectId ?? undefined) as ProjectId | undefined,
  role: role as Role,
  createdAt: createdAt as Instant,
})

export function toMember(row: MemberRow): Member {
  const [id, email, name, emailVerified, passwordHash, createdAt, updatedAt, issuer, subject, ...place] = row
  const account = toAccount([id, email, name, emailVerified, passwordHash, createdAt, updatedAt, issuer, subject])
  return { account, membership: toMembership([id, ...place]) }
}
