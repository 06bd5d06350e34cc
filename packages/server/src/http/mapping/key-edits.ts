import type { UpdateImportedApiKeyRequest } from '@latchkey/contract/messages/imported-keys'
import type { RotateIssuedApiKeyBody, UpdateIssuedApiKeyRequest } from '@latchkey/contract/messages/issued-keys'
import { invalidField } from '@latchkey/core/errors/domain-error'
import type { JsonObject } from '@latchkey/core/key/json'
import type { KeyEdits } from '@latchkey/core/key/key-attributes'
import type { RotateKeyRequest } from '@latchkey/core/key/rotate-key'
import { visibilityOfWire } from './names.ts'
import { ipRestrictionFromWire, rateLimitFromWire } from './policies.ts'

/** What an update may touch (AIP-134), as the mask names it. */
export const updatableFields = ['name', 'scopes', 'metadata', 'rate_limit_policy', 'ip_restriction'] as const
type UpdatableField = (typeof updatableFields)[number]

type Fields = Pick<RotateIssuedApiKeyBody, UpdatableField>
type UpdateBody = UpdateIssuedApiKeyRequest & UpdateImportedApiKeyRequest

/**
 * The edits of an update. With a mask, what it names and the body leaves out is cleared; without one, every member that has
 * a value counts. Throws `bad_request` naming the member.
 */
export function editsFromWire(body: UpdateBody, updateMask: string | undefined): KeyEdits {
  const fields: Fields = body.issued_api_key ?? body.imported_api_key ?? body
  const masked = parseUpdateMask(updateMask ?? '')
  const named = masked.length > 0 ? masked : updatableFields.filter((field) => isPopulated[field](fields))
  return mergeEdits(named.map((field) => editOf(field, fields)))
}

/** What a rotation does not inherit: every member that is there, even an empty one. */
export function rotationEditsFromWire(body: RotateIssuedApiKeyBody): RotateKeyRequest['edits'] {
  const edits = mergeEdits(updatableFields.filter((field) => body[field] !== undefined).map((field) => editOf(field, body)))
  return body.visibility === undefined ? edits : { ...edits, visibility: visibilityOfWire[body.visibility] }
}

function editOf(field: UpdatableField, fields: Fields): KeyEdits {
  switch (field) {
    case 'name':
      return { name: requiredName(fields.name) }
    case 'scopes':
      return { scopes: fields.scopes ?? [] }
    case 'metadata':
      return { metadata: (fields.metadata ?? {}) as JsonObject }
    case 'rate_limit_policy':
      return { rateLimit: fields.rate_limit_policy && rateLimitFromWire(fields.rate_limit_policy) }
    case 'ip_restriction':
      return { allowedCidrs: fields.ip_restriction && ipRestrictionFromWire(fields.ip_restriction) }
  }
}

const mergeEdits = (edits: readonly KeyEdits[]): KeyEdits => Object.assign({}, ...edits)

function requiredName(name: string | undefined): string {
  if (name === undefined || name.trim() === '') throw invalidField('name', 'cannot be cleared')
  return name
}

/** AIP-134: an empty value is not populated. Emptying a member, and so lifting a restriction, takes a mask. */
const isPopulated: { readonly [Field in UpdatableField]: (fields: Fields) => boolean } = {
  name: ({ name = '' }) => name !== '',
  scopes: ({ scopes = [] }) => scopes.length > 0,
  metadata: ({ metadata = {} }) => Object.keys(metadata).length > 0,
  rate_limit_policy: ({ rate_limit_policy: policy }) => policy !== undefined,
  ip_restriction: ({ ip_restriction: restriction }) => (restriction?.allowed_cidrs ?? []).length > 0,
}

/** Comma-separated member names in snake_case or camelCase; empty for no mask. */
function parseUpdateMask(text: string): readonly UpdatableField[] {
  if (text.trim() === '') return []
  return text.split(',').map((part) => {
    const name = part.trim().replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    const field = updatableFields.find((known) => known === name)
    if (field === undefined) throw invalidField('update_mask', `may name only ${updatableFields.join(', ')}`)
    return field
  })
}
