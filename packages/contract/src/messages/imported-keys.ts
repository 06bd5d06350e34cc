import { Type } from 'typebox'
import {
  ACTOR_ID_MAX_LENGTH,
  CREDENTIAL_MAX_BYTES,
  durationInput,
  freeObject,
  NAME_MAX_LENGTH,
  namedValues,
  REQUEST_ID_MAX_LENGTH,
  storedText,
} from './fields.ts'
import { ignoredOnUpdate, keyAttributes, keyRecord } from './key-record.ts'
import { KeyVisibility, revocationInput } from './shared.ts'
import { ErrorBody } from './system.ts'

export const BATCH_IMPORT_MAX_ITEMS = 1000

export const HashAlgorithm = Type.Enum(['sha256', 'sha512'], {
  type: 'string',
  title: 'HashAlgorithm',
  description: 'The hash a key was digested with before it was handed over.',
})
export type HashAlgorithm = Type.Static<typeof HashAlgorithm>

export const ImportedApiKey = Type.Object(keyRecord, {
  title: 'ImportedApiKey',
  description: 'The record of a key that was generated elsewhere. The key itself is neither stored nor returned.',
})
export type ImportedApiKey = Type.Static<typeof ImportedApiKey>

export const ImportApiKeyRequest = Type.Object(
  {
    ...keyAttributes,
    raw_key: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: CREDENTIAL_MAX_BYTES,
        description: 'The key in the clear, at most 16 KiB. Exactly one of raw_key and key_hash.',
      }),
    ),
    key_hash: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 128,
        description: 'Digest of the key in hex or base64, so that its text stays where it is.',
      }),
    ),
    hash_algorithm: Type.Optional(HashAlgorithm),
    name: storedText(NAME_MAX_LENGTH, { minLength: 1, description: 'What people call the key.' }),
    actor_id: storedText(ACTOR_ID_MAX_LENGTH, { minLength: 1, description: 'Who the key acts for: an opaque id of yours.' }),
    ttl: Type.Optional(
      durationInput('How long the key lives: `720h`, `90d`, `1y6mo`, `3600s`. Left out: the default of the project.'),
    ),
    visibility: Type.Optional(KeyVisibility),
    request_id: Type.Optional(
      storedText(REQUEST_ID_MAX_LENGTH, { description: 'Makes a retry safe: the same id gives the same key.' }),
    ),
  },
  { title: 'ImportApiKeyRequest', description: 'A key from elsewhere, in the clear or as its digest.' },
)
export type ImportApiKeyRequest = Type.Static<typeof ImportApiKeyRequest>

export const ListImportedApiKeysResponse = Type.Object(
  {
    imported_api_keys: Type.Array(ImportedApiKey, { description: 'Newest first.' }),
    next_page_token: Type.String({ description: 'For the next page; empty on the last.' }),
  },
  { title: 'ListImportedApiKeysResponse', description: 'One page of imported keys.' },
)
export type ListImportedApiKeysResponse = Type.Static<typeof ListImportedApiKeysResponse>

export const UpdateImportedApiKeyFields = Type.Object(
  { ...keyAttributes, ...ignoredOnUpdate },
  { title: 'UpdateImportedApiKeyFields', description: 'The members of an imported key that may change.' },
)
export type UpdateImportedApiKeyFields = Type.Static<typeof UpdateImportedApiKeyFields>

export const UpdateImportedApiKeyRequest = Type.Object(
  { ...keyAttributes, ...ignoredOnUpdate, imported_api_key: Type.Optional(UpdateImportedApiKeyFields) },
  {
    title: 'UpdateImportedApiKeyRequest',
    description:
      'The new values, bare or wrapped in `imported_api_key`. What `update_mask` names and the body leaves out is cleared.',
  },
)
export type UpdateImportedApiKeyRequest = Type.Static<typeof UpdateImportedApiKeyRequest>

export const RevokeImportedApiKeyBody = Type.Object(revocationInput, {
  title: 'AdminRevokeImportedApiKeyBody',
  description: 'Why the key is revoked; may be left out altogether.',
})
export type RevokeImportedApiKeyBody = Type.Static<typeof RevokeImportedApiKeyBody>

export const BatchCreateImportedApiKeysErrorCode = namedValues(
  [
    'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_UNSPECIFIED',
    'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_INVALID_ARGUMENT',
    'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_ALREADY_EXISTS',
    'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_FAILED_PRECONDITION',
    'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_INTERNAL',
    'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_RESOURCE_EXHAUSTED',
  ],
  { title: 'BatchCreateImportedApiKeysErrorCode', description: 'Why one key of a batch was not imported.' },
)
export type BatchCreateImportedApiKeysErrorCode = Type.Static<typeof BatchCreateImportedApiKeysErrorCode>

export const BatchCreateImportedApiKeysRequest = Type.Object(
  {
    requests: Type.Array(ImportApiKeyRequest, { minItems: 1, maxItems: BATCH_IMPORT_MAX_ITEMS, description: '1 to 1000 keys.' }),
  },
  {
    title: 'BatchCreateImportedApiKeysRequest',
    description: 'Keys to import, each on its own: one that is refused holds up no other.',
  },
)
export type BatchCreateImportedApiKeysRequest = Type.Static<typeof BatchCreateImportedApiKeysRequest>

/** How a batch is read at first: its items stay as sent, because a bad one is refused in its place and not with the whole. */
export const BatchCreateImportedApiKeysItems = Type.Object({
  requests: Type.Array(freeObject({}), { minItems: 1, maxItems: BATCH_IMPORT_MAX_ITEMS }),
})
export type BatchCreateImportedApiKeysItems = Type.Static<typeof BatchCreateImportedApiKeysItems>

export const BatchCreateImportedApiKeysResult = Type.Object(
  {
    index: Type.Integer({ format: 'int32', description: 'Place of the key in the request, from 0.' }),
    imported_api_key: Type.Optional(ImportedApiKey),
    error_code: Type.Optional(BatchCreateImportedApiKeysErrorCode),
    error_message: Type.Optional(Type.String({ description: 'What was wrong with this key.' })),
  },
  { title: 'BatchCreateImportedApiKeysResult', description: 'Either the imported key, or why it was refused.' },
)
export type BatchCreateImportedApiKeysResult = Type.Static<typeof BatchCreateImportedApiKeysResult>

export const BatchCreateImportedApiKeysResponse = Type.Object(
  {
    results: Type.Array(BatchCreateImportedApiKeysResult, { description: 'In the order of the request.' }),
    success_count: Type.Integer({ format: 'int32', description: 'How many keys were imported.' }),
    failure_count: Type.Integer({ format: 'int32', description: 'How many keys were refused.' }),
  },
  { title: 'BatchCreateImportedApiKeysResponse', description: 'What became of every key of the batch.' },
)
export type BatchCreateImportedApiKeysResponse = Type.Static<typeof BatchCreateImportedApiKeysResponse>

export const BatchCreateImportedApiKeysRefusal = Type.Object(
  {
    error: ErrorBody,
    results: Type.Optional(Type.Array(BatchCreateImportedApiKeysResult, { description: 'In the order of the request.' })),
    success_count: Type.Optional(Type.Integer({ format: 'int32', description: 'Always 0.' })),
    failure_count: Type.Optional(Type.Integer({ format: 'int32', description: 'How many keys were refused.' })),
  },
  {
    title: 'BatchCreateImportedApiKeysRefusal',
    description: 'When no key of a batch was imported: the most frequent error, and what was wrong with every key.',
  },
)
export type BatchCreateImportedApiKeysRefusal = Type.Static<typeof BatchCreateImportedApiKeysRefusal>
