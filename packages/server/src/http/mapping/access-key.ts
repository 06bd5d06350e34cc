import type {
  CreateProjectApiKeyBody,
  CreateWorkspaceApiKeyBody,
  ProjectApiKey,
  AccessPermission as WirePermission,
  WorkspaceApiKey,
} from '@latchkey/contract/messages/access-keys'
import type { CreateAccessKeyRequest } from '@latchkey/core/access/access-keys'
import type { AccessPermission } from '@latchkey/core/access/access-permissions'
import type { Place } from '@latchkey/core/access/control-caller'
import { invalidField } from '@latchkey/core/errors/domain-error'
import { formatInstant, LATEST_INSTANT } from '@latchkey/core/key/instant-text'
import { parseInstant } from '@latchkey/core/key/list-filter-instant'
import type { AccessKey } from '@latchkey/core/ports/access-key-store'
import type { Instant } from '@latchkey/core/ports/clock'
import { parsePermissions } from '@latchkey/core/project/create-access-key'

/** The two closed sets have the same words: a missing one is a type error. */
const permissionsToWire = (permissions: readonly AccessPermission[]): WirePermission[] => [...permissions]

/** What is the same for both kinds. The credential itself is no part of a record. */
const recordToWire = (accessKey: AccessKey) => ({
  id: accessKey.id,
  name: accessKey.name,
  owner_id: accessKey.ownerId,
  last_characters: accessKey.lastCharacters,
  created_at: formatInstant(accessKey.createdAt),
  updated_at: formatInstant(accessKey.updatedAt),
  ...(accessKey.expiresAt === undefined ? {} : { expires_at: formatInstant(accessKey.expiresAt) }),
})

export const projectApiKeyToWire = (accessKey: AccessKey): ProjectApiKey => ({
  ...recordToWire(accessKey),
  project_id: accessKey.ownerId,
  permissions: permissionsToWire(accessKey.permissions),
})

export const workspaceApiKeyToWire = (accessKey: AccessKey): WorkspaceApiKey => ({
  ...recordToWire(accessKey),
  workspace_id: accessKey.ownerId,
})

/** Throws `bad_request` for a permission that does not exist or an end that is no timestamp. */
export const newProjectApiKeyFromWire = (body: CreateProjectApiKeyBody, place: Place): CreateAccessKeyRequest => ({
  place,
  name: body.name,
  permissions: parsePermissions(body.permissions),
  expiresAt: endFromWire(body.expires_at),
})

/** Throws `bad_request` for an end that is no timestamp. */
export const newWorkspaceApiKeyFromWire = (body: CreateWorkspaceApiKeyBody, place: Place): CreateAccessKeyRequest => ({
  place,
  name: body.name,
  permissions: [],
  expiresAt: endFromWire(body.expires_at),
})

function endFromWire(text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined
  const instant = parseInstant(text)
  if (instant === undefined || instant > LATEST_INSTANT) {
    throw invalidField('expires_at', 'must be an RFC 3339 timestamp such as "2027-01-31T00:00:00Z"')
  }
  return instant
}

/** The address of a new API key, under which it is deleted. */
export const accessKeyLocation = ({ kind, ownerId, id }: AccessKey): { readonly Location: string } => ({
  Location: `/${kind}s/${ownerId}/tokens/${id}`,
})
