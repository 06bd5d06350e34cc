import type { AccessPermission } from '../access/access-permissions.ts'
import type { AuditEntry } from '../events/audit-event.ts'
import type { Awaitable } from './awaitable.ts'
import type { Instant } from './clock.ts'

/** A credential for our own API: of a project (`ory_pat_`) or of a workspace (`ory_wak_`). */
export interface AccessKey {
  readonly id: string
  readonly kind: 'project' | 'workspace'
  /** The project of a project key; the workspace of a workspace key. */
  readonly ownerId: string
  readonly name: string
  /** SHA-256 of the whole credential, base64url. The credential has 256 random bits, so no key stretching is needed. */
  readonly hash: string
  /** The last four characters, to recognise it in a list. */
  readonly lastCharacters: string
  /** Empty for workspace keys. */
  readonly permissions: readonly AccessPermission[]
  readonly expiresAt: Instant | undefined
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** Where the credentials for our own API live. Same atomicity and outage rules as `KeyStore`. */
export interface AccessKeyStore {
  findByHash(hash: string): Awaitable<AccessKey | undefined>
  listAccessKeys(kind: AccessKey['kind'], ownerId: string): Awaitable<readonly AccessKey[]>
  /** The audit entry goes to the chain of the owner (project or workspace). */
  createAccessKey(accessKey: AccessKey, audit: AuditEntry): Promise<void>
  /** Resolves to the key that was deleted, or `undefined`. Every server that holds it is told. */
  deleteAccessKey(ownerId: string, id: string, audit: AuditEntry): Promise<AccessKey | undefined>
  hasAccessKeys(kind: AccessKey['kind']): Awaitable<boolean>
}
