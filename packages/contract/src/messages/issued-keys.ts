import { Type } from 'typebox'
import { ACTOR_ID_MAX_LENGTH, durationInput, NAME_MAX_LENGTH, REQUEST_ID_MAX_LENGTH, storedText } from './fields.ts'
import { ignoredOnUpdate, keyAttributes, keyRecord } from './key-record.ts'
import { KeyVisibility, revocationInput } from './shared.ts'

export const IssuedApiKey = Type.Object(
  {
    ...keyRecord,
    supersedes: Type.String({ description: 'key_id of the key that this one replaced by rotation; otherwise empty.' }),
    superseded_by: Type.String({ description: 'key_id of the key that replaced this one by rotation; otherwise empty.' }),
  },
  { title: 'IssuedApiKey', description: 'The record of a key that was generated here. Never contains the secret.' },
)
export type IssuedApiKey = Type.Static<typeof IssuedApiKey>

export const IssueApiKeyRequest = Type.Object(
  {
    ...keyAttributes,
    name: storedText(NAME_MAX_LENGTH, { minLength: 1, description: 'What people call the key.' }),
    actor_id: Type.Optional(storedText(ACTOR_ID_MAX_LENGTH, { description: 'Who the key acts for: an opaque id of yours.' })),
    ttl: Type.Optional(
      durationInput('How long the key lives: `720h`, `90d`, `1y6mo`, `3600s`. Left out: the default of the project.'),
    ),
    visibility: Type.Optional(KeyVisibility),
    request_id: Type.Optional(
      storedText(REQUEST_ID_MAX_LENGTH, {
        description: 'Makes a retry safe: the same id gives the same key, without its secret.',
      }),
    ),
  },
  { title: 'IssueApiKeyRequest', description: 'What a new key shall be.' },
)
export type IssueApiKeyRequest = Type.Static<typeof IssueApiKeyRequest>

export const IssueApiKeyResponse = Type.Object(
  {
    issued_api_key: IssuedApiKey,
    secret: Type.String({ description: 'The key itself, shown this once; empty when a request_id was replayed.' }),
  },
  { title: 'IssueApiKeyResponse', description: 'The new key and its secret.' },
)
export type IssueApiKeyResponse = Type.Static<typeof IssueApiKeyResponse>

export const ListIssuedApiKeysResponse = Type.Object(
  {
    issued_api_keys: Type.Array(IssuedApiKey, { description: 'Newest first.' }),
    next_page_token: Type.String({ description: 'For the next page; empty on the last.' }),
  },
  { title: 'ListIssuedApiKeysResponse', description: 'One page of issued keys.' },
)
export type ListIssuedApiKeysResponse = Type.Static<typeof ListIssuedApiKeysResponse>

export const UpdateIssuedApiKeyFields = Type.Object(
  { ...keyAttributes, ...ignoredOnUpdate },
  { title: 'UpdateIssuedApiKeyFields', description: 'The members of an issued key that may change.' },
)
export type UpdateIssuedApiKeyFields = Type.Static<typeof UpdateIssuedApiKeyFields>

export const UpdateIssuedApiKeyRequest = Type.Object(
  { ...keyAttributes, ...ignoredOnUpdate, issued_api_key: Type.Optional(UpdateIssuedApiKeyFields) },
  {
    title: 'UpdateIssuedApiKeyRequest',
    description:
      'The new values, bare or wrapped in `issued_api_key`. What `update_mask` names and the body leaves out is cleared.',
  },
)
export type UpdateIssuedApiKeyRequest = Type.Static<typeof UpdateIssuedApiKeyRequest>

export const RotateIssuedApiKeyBody = Type.Object(
  {
    ...keyAttributes,
    visibility: Type.Optional(KeyVisibility),
    grace_period: Type.Optional(
      durationInput('How long the old key stays valid, at most 30 days: `24h`, `7d`. Left out: it is revoked at once.'),
    ),
  },
  {
    title: 'AdminRotateIssuedApiKeyBody',
    description: 'What the new key has differently. What is left out is inherited; what is there, even empty, overrides.',
  },
)
export type RotateIssuedApiKeyBody = Type.Static<typeof RotateIssuedApiKeyBody>

export const RotateIssuedApiKeyResponse = Type.Object(
  {
    issued_api_key: IssuedApiKey,
    secret: Type.String({ description: 'The new key itself, shown this once.' }),
    old_issued_api_key: IssuedApiKey,
  },
  { title: 'RotateIssuedApiKeyResponse', description: 'The new key with its secret, and the one it replaces.' },
)
export type RotateIssuedApiKeyResponse = Type.Static<typeof RotateIssuedApiKeyResponse>

export const RevokeIssuedApiKeyBody = Type.Object(revocationInput, {
  title: 'AdminRevokeIssuedApiKeyBody',
  description: 'Why the key is revoked; may be left out altogether.',
})
export type RevokeIssuedApiKeyBody = Type.Static<typeof RevokeIssuedApiKeyBody>
