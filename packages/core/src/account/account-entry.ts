import type { Membership } from '../access/membership.ts'
import { invalidField } from '../errors/domain-error.ts'
import type { AuditCaller, AuditEntry } from '../events/audit-event.ts'
import type { AuditEventName } from '../events/audit-event-names.ts'
import type { JsonObject } from '../key/json.ts'
import type { Account, ExternalIdentity, SignedIn } from '../ports/account-store.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { RandomSource } from '../ports/random-source.ts'

const NAME_MAX_CHARACTERS = 256

/** Where a person acts from, as an audit entry wants to know it. */
export interface Origin {
  readonly ip: string | undefined
  readonly requestId: string
}

export interface NewPerson {
  /** Canonical. */
  readonly email: string
  readonly name: string | undefined
  readonly emailVerified: boolean
  readonly passwordHash?: string
  readonly identity?: ExternalIdentity
}

export interface BuildDependencies {
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
}

/** An account as it is stored. Without a name people see the address. Throws `bad_request` on a name that is too long. */
export function buildAccount(person: NewPerson, { clock, random }: BuildDependencies): Account {
  const now = clock.now()
  const name = person.name?.trim() ?? ''
  if (name.length > NAME_MAX_CHARACTERS) throw invalidField('name', `must have at most ${NAME_MAX_CHARACTERS} characters`)
  return {
    id: random.uuid(),
    email: person.email,
    name: name === '' ? person.email : name,
    emailVerified: person.emailVerified,
    passwordHash: person.passwordHash,
    identity: person.identity,
    createdAt: now,
    updatedAt: now,
  }
}

/** Who the person is, for audit entries. */
export const auditCallerOf = ({ id, email }: Pick<Account, 'id' | 'email'>): AuditCaller => ({ kind: 'account', id, name: email })

export const accountCreated = (account: Account, caller: AuditCaller, origin: Origin, random: RandomSource): AuditEntry =>
  entry('account.created', { kind: 'account', id: account.id, at: account.createdAt, after: snapshot(account) }, caller, {
    ...origin,
    random,
  })

export const memberJoined = (membership: Membership, account: Account, origin: Origin, random: RandomSource): AuditEntry =>
  entry(
    'member.joined',
    {
      kind: 'member',
      id: account.id,
      at: membership.createdAt,
      after: { email: account.email, role: membership.role, project_id: membership.projectId ?? null },
    },
    auditCallerOf(account),
    { ...origin, random },
  )

type PasswordEvent = Extract<AuditEventName, `account.password_${string}`>

/** Without anything of any password or token. */
const aboutPassword =
  (event: PasswordEvent) =>
  (account: Account, caller: AuditCaller, { at, ip, requestId }: Origin & { readonly at: Instant }, random: RandomSource) =>
    entry(event, { kind: 'account', id: account.id, at, after: snapshot(account) }, caller, { ip, requestId, random })

export const passwordResetCreated = aboutPassword('account.password_reset_created')
export const passwordReset = aboutPassword('account.password_reset')
export const passwordChanged = aboutPassword('account.password_changed')

/** Where it is told what a person did to their account: everywhere they belong, else in a chain of their own. */
export function chainsOf({ account, memberships }: Pick<SignedIn, 'account' | 'memberships'>): readonly string[] {
  const workspaces = new Set(memberships.map(({ workspaceId }) => workspaceId))
  return workspaces.size === 0 ? [account.id] : [...workspaces]
}

interface Happening {
  readonly kind: AuditEntry['targetKind']
  readonly id: string
  readonly at: Instant
  readonly after: JsonObject
}

const entry = (
  event: AuditEventName,
  { kind, id, at, after }: Happening,
  caller: AuditCaller,
  { ip, requestId, random }: Origin & { readonly random: RandomSource },
): AuditEntry => ({
  id: random.uuid(),
  at,
  event,
  caller,
  targetKind: kind,
  targetId: id,
  ip,
  requestId,
  before: undefined,
  after,
})

/** Without the password hash and the identity: nothing in an audit entry opens an account. */
const snapshot = ({ id, email, name }: Account): JsonObject => ({ id, email, name })
