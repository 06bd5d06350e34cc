import { Type } from 'typebox'
import { cappedFreeObject, freeObject, NAME_MAX_LENGTH, orNull, scopesInput, storedText, time, timeOrNull } from './fields.ts'
import {
  IPRestriction,
  IPRestrictionInput,
  KeyStatus,
  KeyVisibility,
  RateLimitPolicy,
  RateLimitPolicyInput,
  RevocationReason,
} from './shared.ts'

/** What the records of both kinds of key say. Always complete, except for the two about a revocation. */
export const keyRecord = {
  key_id: Type.String({ description: 'Names the key; safe to log. A UUID for issued keys, 64 hex digits for imported ones.' }),
  name: Type.String({ description: 'What people call the key.' }),
  actor_id: Type.String({ description: 'Who the key acts for: an opaque id of yours; may be empty.' }),
  scopes: Type.Array(Type.String(), { description: 'What the key may do, in your own words.' }),
  metadata: freeObject({ description: 'Your own attributes.' }),
  status: KeyStatus,
  visibility: KeyVisibility,
  create_time: time('When the key was created; RFC 3339, UTC.'),
  update_time: time('When the record last changed; RFC 3339, UTC.'),
  expire_time: timeOrNull('From when on the key is no longer valid; null when it never expires.'),
  last_used_time: timeOrNull('When the key last verified, to the minute; null when it never did.'),
  last_used_ip: Type.String({ description: 'Where that verification came from; empty when unknown or never.' }),
  rate_limit_policy: orNull(RateLimitPolicy, 'How often the key may verify; null when there is no limit.'),
  ip_restriction: orNull(IPRestriction, 'Where the key may be used from; null means anywhere.'),
  revocation_reason: Type.Optional(RevocationReason),
  revocation_description: Type.Optional(Type.String({ description: 'Only on a key revoked with PRIVILEGE_WITHDRAWN.' })),
}

/** What a caller may say about a key of either kind, at its birth and later. All may be left out. */
export const keyAttributes = {
  name: Type.Optional(storedText(NAME_MAX_LENGTH, { description: 'What people call the key.' })),
  scopes: Type.Optional(scopesInput('What the key may do, in your own words.')),
  metadata: Type.Optional(cappedFreeObject({ description: 'Your own attributes; at most 4 KiB of JSON.' })),
  rate_limit_policy: Type.Optional(RateLimitPolicyInput),
  ip_restriction: Type.Optional(IPRestrictionInput),
}

const readOnly = { readOnly: true, description: 'Ignored: so that a record that was read can be sent back as it is.' }

/** Members of a record that an update accepts and ignores. */
export const ignoredOnUpdate = {
  actor_id: Type.Optional(Type.String(readOnly)),
  create_time: Type.Optional(Type.String({ format: 'date-time', ...readOnly })),
  expire_time: Type.Optional(Type.String({ format: 'date-time', ...readOnly })),
  last_used_time: Type.Optional(Type.String({ format: 'date-time', ...readOnly })),
  last_used_ip: Type.Optional(Type.String(readOnly)),
  revocation_description: Type.Optional(Type.String(readOnly)),
  revocation_reason: Type.Optional(Type.Enum(RevocationReason.enum, { type: 'string', ...readOnly })),
  status: Type.Optional(Type.Enum(KeyStatus.enum, { type: 'string', ...readOnly })),
  update_time: Type.Optional(Type.String({ format: 'date-time', ...readOnly })),
  visibility: Type.Optional(Type.Enum(KeyVisibility.enum, { type: 'string', ...readOnly })),
}
