import { Type } from 'typebox'
import { credentialInput } from './fields.ts'
import { FILTER_MAX_LENGTH } from './listing.ts'
import { RevocationReason, revocationInput } from './shared.ts'

export const SelfRevokeApiKeyRequest = Type.Object(
  {
    credential: credentialInput('The key to revoke: having it is the proof. Issued or imported.'),
    reason: Type.Optional(RevocationReason),
  },
  {
    title: 'SelfRevokeApiKeyRequest',
    description: 'Revokes a key by the key itself. PRIVILEGE_WITHDRAWN is not for its holder to say.',
  },
)
export type SelfRevokeApiKeyRequest = Type.Static<typeof SelfRevokeApiKeyRequest>

export const SelfRevokeApiKeyResponse = Type.Object(
  {},
  { title: 'SelfRevokeApiKeyResponse', description: 'Empty: the key is revoked.' },
)
export type SelfRevokeApiKeyResponse = Type.Static<typeof SelfRevokeApiKeyResponse>

export const BulkRevokeApiKeysRequest = Type.Object(
  {
    filter: Type.String({
      minLength: 1,
      maxLength: FILTER_MAX_LENGTH,
      description: 'Which keys, as in a list (AIP-160): `actor_id="user_123"`. Never empty.',
    }),
    ...revocationInput,
    validate_only: Type.Optional(Type.Boolean({ description: 'Only counts (AIP-163); revokes nothing.', default: false })),
  },
  {
    title: 'BulkRevokeApiKeysRequest',
    description: 'Revokes all keys of both kinds that a filter finds, for instance when somebody leaves.',
  },
)
export type BulkRevokeApiKeysRequest = Type.Static<typeof BulkRevokeApiKeysRequest>

export const BulkRevokeApiKeysResponse = Type.Object(
  {
    matched_count: Type.Integer({ format: 'int32', description: 'Keys that the filter found and that were not revoked before.' }),
    revoked_count: Type.Integer({ format: 'int32', description: 'Keys revoked by this call; 0 with validate_only.' }),
    failure_count: Type.Integer({ format: 'int32', description: 'Keys that were found but could not be revoked; ask again.' }),
  },
  { title: 'BulkRevokeApiKeysResponse', description: 'How many keys it concerned.' },
)
export type BulkRevokeApiKeysResponse = Type.Static<typeof BulkRevokeApiKeysResponse>
