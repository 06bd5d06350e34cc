import { type AccessPermission, accessPermissions } from '../access/access-permissions.ts'
import { formatAccessKey, hashAccessKey } from '../credential/access-key-secret.ts'
import { Secret } from '../credential/secret.ts'
import { DomainError, invalidField } from '../errors/domain-error.ts'
import type { AuditEntry } from '../events/audit-event.ts'
import type { Call } from '../key/call.ts'
import type { JsonValue } from '../key/json.ts'
import type { AccessKey } from '../ports/access-key-store.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { RandomSource } from '../ports/random-source.ts'

const NAME_MAX_CHARACTERS = 256
/** Enough for 43 base-62 characters without bias. */
const SECRET_RANDOM_BYTES = 64

/** Names for usual sets of permissions. */
const permissionSets: Readonly<Record<string, readonly AccessPermission[]>> = {
  full: accessPermissions,
  read: ['keys:read', 'usage:read', 'audit:read'],
  verify: ['keys:verify'],
}

export interface NewAccessKey {
  readonly kind: AccessKey['kind']
  /** The project of a project key; the workspace of a workspace key. */
  readonly ownerId: string
  readonly name: string
  readonly permissions: readonly AccessPermission[]
  readonly expiresAt: Instant | undefined
}

export interface CreateAccessKeyDependencies {
  readonly random: RandomSource
  readonly clock: Pick<Clock, 'now'>
}

/** The record to store, and the credential to show once. */
export interface CreatedAccessKey {
  readonly accessKey: AccessKey
  readonly credential: Secret
  readonly audit: AuditEntry
}

/** Makes a credential for our own API. Throws `bad_request` on a bad name or an end that has passed. */
export function buildAccessKey(wanted: NewAccessKey, call: Call, deps: CreateAccessKeyDependencies): CreatedAccessKey {
  const credential = formatAccessKey(wanted.kind, deps.random.bytes(SECRET_RANDOM_BYTES))
  return buildKnownAccessKey({ ...wanted, id: deps.random.uuid(), credential: new Secret(credential) }, call, deps)
}

/** The same for a credential and id that were chosen elsewhere (seeding for automation). */
export function buildKnownAccessKey(
  wanted: NewAccessKey & { readonly id: string; readonly credential: Secret },
  call: Call,
  deps: CreateAccessKeyDependencies,
): CreatedAccessKey {
  const now = deps.clock.now()
  const { credential, ...facts } = wanted
  if (facts.name.trim() === '' || facts.name.length > NAME_MAX_CHARACTERS) {
    throw invalidField('name', `must have 1 to ${NAME_MAX_CHARACTERS} characters`)
  }
  if (facts.expiresAt !== undefined && facts.expiresAt <= now) throw invalidField('expires_at', 'must be in the future')
  const accessKey: AccessKey = {
    ...facts,
    permissions: facts.kind === 'workspace' ? [] : inCatalogueOrder(facts.permissions),
    hash: hashAccessKey(credential.reveal()),
    lastCharacters: credential.reveal().slice(-4),
    createdAt: now,
    updatedAt: now,
  }
  return { accessKey, credential, audit: creationEntry(accessKey, call, deps.random) }
}

/**
 * Permissions as a caller writes them: `full` (also when absent), `read`, `verify`, or a list of single permissions and
 * these names. Throws `bad_request` that lists what is allowed.
 */
export function parsePermissions(value: JsonValue | undefined): readonly AccessPermission[] {
  if (value === undefined || value === null) return accessPermissions
  const words = Array.isArray(value) ? value : [value]
  if (words.length === 0) throw invalidField('permissions', 'must not be empty')
  return inCatalogueOrder(words.flatMap(permissionsNamed))
}

function permissionsNamed(word: JsonValue): readonly AccessPermission[] {
  if (typeof word === 'string') {
    if (Object.hasOwn(permissionSets, word)) return permissionSets[word] ?? []
    const permission = accessPermissions.find((candidate) => candidate === word)
    if (permission !== undefined) return [permission]
  }
  throw invalidField('permissions', `must be full, read, verify, or a list out of ${accessPermissions.join(', ')}`)
}

/** Who may hand out keys: the operator without limits, a holder of a key within the limits of that key. */
export type KeyGrantor =
  | { readonly kind: 'operator' }
  | {
      readonly kind: 'access_key'
      readonly accessKey: AccessKey /** Projects of a workspace key's workspace. */
      readonly projectIds: readonly string[]
    }

/**
 * A key never creates a wider key: not for another owner, not with a permission it lacks, not of a more powerful kind, and
 * not with a longer life.
 */
export function mayGrant(
  grantor: KeyGrantor,
  wanted: Pick<NewAccessKey, 'kind' | 'ownerId' | 'permissions' | 'expiresAt'>,
): boolean {
  if (grantor.kind === 'operator') return true
  const { accessKey, projectIds } = grantor
  if (!outlasts(accessKey.expiresAt, wanted.expiresAt)) return false
  if (accessKey.kind === 'workspace' && wanted.kind === 'project') return projectIds.includes(wanted.ownerId)
  if (accessKey.kind !== wanted.kind || accessKey.ownerId !== wanted.ownerId) return false
  return wanted.permissions.every((permission) => holds(accessKey, permission))
}

/** Throws `forbidden` unless `mayGrant`. */
export function requireGrant(grantor: KeyGrantor, wanted: NewAccessKey): void {
  if (mayGrant(grantor, wanted)) return
  throw new DomainError('forbidden', { reason: 'a key cannot create a wider key: neither in permissions nor in expires_at' })
}

const holds = (accessKey: AccessKey, permission: AccessPermission): boolean =>
  accessKey.kind === 'workspace' || accessKey.permissions.includes(permission)

const outlasts = (own: Instant | undefined, asked: Instant | undefined): boolean =>
  own === undefined || (asked !== undefined && asked <= own)

const inCatalogueOrder = (permissions: readonly AccessPermission[]): readonly AccessPermission[] =>
  accessPermissions.filter((permission) => permissions.includes(permission))

const creationEntry = (accessKey: AccessKey, call: Call, random: RandomSource): AuditEntry => ({
  id: random.uuid(),
  at: accessKey.createdAt,
  event: 'access_key.created',
  caller: call.caller,
  targetKind: 'access_key',
  targetId: accessKey.id,
  ip: call.ip,
  requestId: call.requestId,
  before: undefined,
  after: {
    id: accessKey.id,
    kind: accessKey.kind,
    owner_id: accessKey.ownerId,
    name: accessKey.name,
    permissions: accessKey.permissions,
  },
})
