import { Type } from 'typebox'
import { credentialInput, freeObject, int64Text, namedValues, orNull, scopesInput, time, timeOrNull } from './fields.ts'
import { KeyStatus, KeyVisibility, RateLimitPolicy } from './shared.ts'

export const BATCH_VERIFY_MAX_ITEMS = 100
export const COST_MAX = 1_000_000

export const VerificationErrorCode = namedValues(
  [
    'VERIFICATION_ERROR_UNSPECIFIED',
    'VERIFICATION_ERROR_INVALID_FORMAT',
    'VERIFICATION_ERROR_EXPIRED',
    'VERIFICATION_ERROR_REVOKED',
    'VERIFICATION_ERROR_NOT_FOUND',
    'VERIFICATION_ERROR_SIGNATURE_INVALID',
    'VERIFICATION_ERROR_INTERNAL',
    'VERIFICATION_ERROR_IP_NOT_ALLOWED',
    'VERIFICATION_ERROR_RATE_LIMITED',
    'VERIFICATION_ERROR_SUSPENDED',
    'VERIFICATION_ERROR_INSUFFICIENT_SCOPE',
  ],
  { title: 'VerificationErrorCode', description: 'Why a credential is not good now.' },
)
export type VerificationErrorCode = Type.Static<typeof VerificationErrorCode>

export const VerifyApiKeyRequest = Type.Object(
  {
    credential: credentialInput('An issued key, an imported key or a derived token.'),
    required_scopes: Type.Optional(scopesInput('All of these must be held; `read:*` on a key covers `read:orders`.')),
    dry_run: Type.Optional(
      Type.Boolean({ description: 'Costs no rate limit, leaves last_used_time as it is and is not counted.', default: false }),
    ),
    cost: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: COST_MAX,
        default: 1,
        description: 'How much of the rate limit this verification costs.',
      }),
    ),
  },
  { title: 'VerifyApiKeyRequest', description: 'A credential that somebody presented.' },
)
export type VerifyApiKeyRequest = Type.Static<typeof VerifyApiKeyRequest>

export const VerifyApiKeyResponse = Type.Object(
  {
    is_valid: Type.Boolean({ description: 'The answer. Nothing else decides.' }),
    status: KeyStatus,
    key_id: Type.String({ description: 'The key, or the parent key of a derived token; empty when not valid.' }),
    actor_id: Type.String({ description: 'Who the key acts for.' }),
    scopes: Type.Array(Type.String(), { description: 'What the credential may do.' }),
    metadata: freeObject({ description: 'Your own attributes of the key.' }),
    expire_time: timeOrNull('From when on the credential is no longer valid; null when it never expires.'),
    visibility: KeyVisibility,
    issuer: Type.String({ description: 'Issuer of the project, as in the `iss` claim of derived tokens.' }),
    rate_limit_policy: orNull(RateLimitPolicy, 'How often the key may verify; null when there is no limit.'),
    rate_limit_remaining: Type.Optional(int64Text('How many verifications are left; only where limits are enforced.')),
    rate_limit_reset_time: Type.Optional(time('When the whole quota is back; only where limits are enforced.')),
    error_code: Type.Optional(VerificationErrorCode),
    error_message: Type.Optional(Type.String({ description: 'error_code in words; only when not valid.' })),
  },
  { title: 'VerifyApiKeyResponse', description: 'Whether the credential is good now, and what it stands for.' },
)
export type VerifyApiKeyResponse = Type.Static<typeof VerifyApiKeyResponse>

export const BatchVerifyApiKeysRequest = Type.Object(
  {
    requests: Type.Array(VerifyApiKeyRequest, {
      minItems: 1,
      maxItems: BATCH_VERIFY_MAX_ITEMS,
      description: '1 to 100 credentials.',
    }),
  },
  { title: 'BatchVerifyApiKeysRequest', description: 'Several credentials at once.' },
)
export type BatchVerifyApiKeysRequest = Type.Static<typeof BatchVerifyApiKeysRequest>

export const BatchVerifyApiKeysResponse = Type.Object(
  { results: Type.Array(VerifyApiKeyResponse, { description: 'In the order of the request.' }) },
  { title: 'BatchVerifyApiKeysResponse', description: 'One answer per credential.' },
)
export type BatchVerifyApiKeysResponse = Type.Static<typeof BatchVerifyApiKeysResponse>
