import { Type } from 'typebox'
import {
  CIDR_MAX_LENGTH,
  CIDRS_MAX_ITEMS,
  DESCRIPTION_MAX_LENGTH,
  durationInput,
  int64Input,
  int64Text,
  namedValues,
  storedText,
  UNIT_MAX_LENGTH,
} from './fields.ts'

export const KeyStatus = namedValues(
  ['KEY_STATUS_UNSPECIFIED', 'KEY_STATUS_ACTIVE', 'KEY_STATUS_REVOKED', 'KEY_STATUS_EXPIRED', 'KEY_STATUS_SUSPENDED'],
  {
    title: 'KeyStatus',
    description: 'Where a key stands now. EXPIRED follows from `expire_time`; SUSPENDED can be resumed, REVOKED is final.',
  },
)
export type KeyStatus = Type.Static<typeof KeyStatus>

export const KeyVisibility = namedValues(['KEY_VISIBILITY_UNSPECIFIED', 'KEY_VISIBILITY_SECRET', 'KEY_VISIBILITY_PUBLIC'], {
  title: 'KeyVisibility',
  description: 'SECRET stays on servers, PUBLIC may ship inside a client. Unspecified means SECRET. It is not a permission.',
})
export type KeyVisibility = Type.Static<typeof KeyVisibility>

export const RevocationReason = namedValues(
  [
    'REVOCATION_REASON_UNSPECIFIED',
    'REVOCATION_REASON_KEY_COMPROMISE',
    'REVOCATION_REASON_AFFILIATION_CHANGED',
    'REVOCATION_REASON_SUPERSEDED',
    'REVOCATION_REASON_PRIVILEGE_WITHDRAWN',
  ],
  {
    title: 'RevocationReason',
    description: 'Why a key was revoked: the reasons of RFC 5280 §5.3.1 that can happen to an API key.',
  },
)
export type RevocationReason = Type.Static<typeof RevocationReason>

export const RateLimitPolicy = Type.Object(
  {
    quota: int64Text('Verifications allowed per window; an int64 as decimal text.'),
    unit: Type.String({ description: 'A label for people, such as `requests`; empty when none was given.' }),
    window: Type.String({ description: 'Length of the window in protobuf seconds, such as `60s`.' }),
  },
  { title: 'RateLimitPolicy', description: 'At most `quota` verifications in any `window`. Enforced when the project says so.' },
)
export type RateLimitPolicy = Type.Static<typeof RateLimitPolicy>

export const RateLimitPolicyInput = Type.Object(
  {
    quota: int64Input(1, 'Verifications allowed per window; an int64 as a number or as decimal text.'),
    unit: Type.Optional(storedText(UNIT_MAX_LENGTH, { description: 'A label for people, such as `requests`.' })),
    window: durationInput('Length of the window: protobuf seconds (`60s`) or a Go duration (`1h30m`), at least one second.'),
  },
  { title: 'RateLimitPolicyInput', description: 'At most `quota` verifications in any `window`.' },
)
export type RateLimitPolicyInput = Type.Static<typeof RateLimitPolicyInput>

export const IPRestriction = Type.Object(
  {
    allowed_cidrs: Type.Array(Type.String(), { description: 'CIDR ranges (RFC 4632, RFC 4291), canonical.' }),
  },
  { title: 'IPRestriction', description: 'Where a key may be used from.' },
)
export type IPRestriction = Type.Static<typeof IPRestriction>

export const IPRestrictionInput = Type.Object(
  {
    allowed_cidrs: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: CIDR_MAX_LENGTH }), {
        maxItems: CIDRS_MAX_ITEMS,
        description: 'CIDR ranges with a mask (RFC 4632, RFC 4291), such as `10.0.0.0/8`. An empty list restricts nothing.',
      }),
    ),
  },
  { title: 'IPRestrictionInput', description: 'Where a key may be used from.' },
)
export type IPRestrictionInput = Type.Static<typeof IPRestrictionInput>

/** The members of every body that revokes a key by its id. */
export const revocationInput = {
  reason: Type.Optional(RevocationReason),
  description: Type.Optional(
    storedText(DESCRIPTION_MAX_LENGTH, { description: 'Free text; only with REVOCATION_REASON_PRIVILEGE_WITHDRAWN.' }),
  ),
}

export const RevokeApiKeyBody = Type.Object(revocationInput, {
  title: 'AdminRevokeApiKeyBody',
  description: 'Why a key of either kind is revoked; may be left out altogether.',
})
export type RevokeApiKeyBody = Type.Static<typeof RevokeApiKeyBody>
