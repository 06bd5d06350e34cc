import type { AccessPermission } from '../access/access-permissions.ts'
import type { Secret } from '../credential/secret.ts'
import { DomainError } from '../errors/domain-error.ts'
import type { Call } from '../key/call.ts'
import type { AccessKey, AccessKeyStore } from '../ports/access-key-store.ts'
import type { Instant } from '../ports/clock.ts'
import { buildAccessKey, type NewAccessKey, requireGrant } from '../project/create-access-key.ts'
import { type AuditSources, accessKeySnapshot, auditEntryOf } from './audit-entry.ts'
import { type ControlCaller, type Place, requireControl, standingOf } from './control-caller.ts'
import { accessPermissionsOf } from './roles.ts'

export interface CreateAccessKeyForDependencies extends AuditSources {
  readonly accessKeyStore: Pick<AccessKeyStore, 'createAccessKey'>
}

/** Of a project when the place names one, otherwise of the workspace. */
export interface CreateAccessKeyRequest {
  readonly place: Place
  readonly name: string
  /** Without meaning for a workspace. */
  readonly permissions: readonly AccessPermission[]
  readonly expiresAt: Instant | undefined
}

/** The record to show, and the credential to show once. */
export interface AccessKeyAndCredential {
  readonly accessKey: AccessKey
  readonly credential: Secret
}

/**
 * Makes a credential for our own API, never a wider one than the caller's own reach. Throws `forbidden` for that, and
 * `bad_request` for a bad name or an end that has passed.
 */
export const makeCreateAccessKeyFor =
  (deps: CreateAccessKeyForDependencies) =>
  async (caller: ControlCaller, call: Call, { place, ...facts }: CreateAccessKeyRequest): Promise<AccessKeyAndCredential> => {
    const wanted: NewAccessKey = { ...ownerOf(place), ...facts }
    requireReach(caller, place, wanted)
    const { accessKey, credential, audit } = buildAccessKey(wanted, call, deps)
    await deps.accessKeyStore.createAccessKey(accessKey, audit)
    return { accessKey, credential }
  }

export const ownerOf = ({ workspaceId, projectId }: Place): Pick<AccessKey, 'kind' | 'ownerId'> =>
  projectId === undefined ? { kind: 'workspace', ownerId: workspaceId } : { kind: 'project', ownerId: projectId }

function requireReach(caller: ControlCaller, place: Place, wanted: NewAccessKey): void {
  requireControl(caller, place, wanted.kind === 'workspace' ? 'workspace_keys:manage' : 'project_keys:manage')
  const standing = standingOf(caller, place)
  if (caller.kind === 'workspace_key') {
    const projectIds = place.projectId === undefined ? [] : [place.projectId]
    requireGrant({ kind: 'access_key', accessKey: caller.accessKey, projectIds }, wanted)
  } else if (wanted.kind === 'project' && standing !== undefined) {
    const lacking = wanted.permissions.find((permission) => !accessPermissionsOf[standing].includes(permission))
    if (lacking !== undefined) throw new DomainError('forbidden', { reason: `permissions: your role lacks ${lacking}` })
  }
}

export interface ListAccessKeysDependencies {
  readonly accessKeyStore: Pick<AccessKeyStore, 'listAccessKeys'>
}

/** The API keys of a project, or of a workspace itself, newest first. */
export const makeListAccessKeys =
  ({ accessKeyStore }: ListAccessKeysDependencies) =>
  async (place: Place): Promise<readonly AccessKey[]> => {
    const { kind, ownerId } = ownerOf(place)
    return accessKeyStore.listAccessKeys(kind, ownerId)
  }

export interface DeleteAccessKeyDependencies extends AuditSources {
  readonly accessKeyStore: Pick<AccessKeyStore, 'listAccessKeys' | 'deleteAccessKey'>
}

/** Deletes an API key of a place and resolves to it as it was. Throws `not_found` when the place has no such key. */
export const makeDeleteAccessKey =
  (deps: DeleteAccessKeyDependencies) =>
  async (place: Place, call: Call, id: string): Promise<AccessKey> => {
    const { kind, ownerId } = ownerOf(place)
    const accessKeys = await deps.accessKeyStore.listAccessKeys(kind, ownerId)
    const accessKey = accessKeys.find((one) => one.id === id)
    if (accessKey === undefined) throw noSuchAccessKey()
    const audit = auditEntryOf(call, deps, {
      event: 'access_key.deleted',
      targetKind: 'access_key',
      targetId: id,
      before: accessKeySnapshot(accessKey),
    })
    const deleted = await deps.accessKeyStore.deleteAccessKey(ownerId, id, audit)
    if (deleted === undefined) throw noSuchAccessKey()
    return deleted
  }

const noSuchAccessKey = (): DomainError => new DomainError('not_found', { reason: 'there is no such API key' })
