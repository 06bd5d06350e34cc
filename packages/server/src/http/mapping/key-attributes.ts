import type { ImportApiKeyRequest } from '@latchkey/contract/messages/imported-keys'
import type { IssueApiKeyRequest } from '@latchkey/contract/messages/issued-keys'
import { invalidField } from '@latchkey/core/errors/domain-error'
import type { ImportKeyRequest, KeyMaterial } from '@latchkey/core/key/import-key'
import type { JsonObject } from '@latchkey/core/key/json'
import type { KeyAttributes } from '@latchkey/core/key/key-attributes'
import { parseKeyDigest } from '@latchkey/core/key/key-digest'
import { CREDENTIAL_MAX_LENGTH } from '@latchkey/core/verify/prove-credential'
import { ttlFromWire } from './durations.ts'
import { hashAlgorithmOfWire, visibilityOfWire } from './names.ts'
import { ipRestrictionFromWire, rateLimitFromWire } from './policies.ts'

export function issueRequestFromWire(message: IssueApiKeyRequest): KeyAttributes {
  requireText('name', message.name)
  return {
    name: message.name,
    actorId: message.actor_id ?? '',
    scopes: message.scopes ?? [],
    metadata: (message.metadata ?? {}) as JsonObject,
    visibility: visibilityOfWire[message.visibility ?? 'KEY_VISIBILITY_UNSPECIFIED'],
    rateLimit: message.rate_limit_policy && rateLimitFromWire(message.rate_limit_policy),
    allowedCidrs: message.ip_restriction && ipRestrictionFromWire(message.ip_restriction),
    ttlMs: ttlFromWire(message.ttl),
    idempotencyId: message.request_id || undefined,
  }
}

export function importRequestFromWire(message: ImportApiKeyRequest): ImportKeyRequest {
  requireText('actor_id', message.actor_id)
  return { ...issueRequestFromWire(message), material: materialFromWire(message) }
}

function requireText(field: string, text: string): void {
  if (text.trim() === '') throw invalidField(field, 'is required')
}

function materialFromWire({ raw_key: rawKey, key_hash: keyHash, hash_algorithm: algorithm }: ImportApiKeyRequest): KeyMaterial {
  if ((rawKey === undefined) === (keyHash === undefined))
    throw invalidField('raw_key', 'exactly one of raw_key and key_hash is required')
  if (rawKey !== undefined) return rawMaterial(rawKey)
  if (algorithm === undefined) throw invalidField('hash_algorithm', 'is required with key_hash')
  const digestHex = parseKeyDigest(keyHash ?? '', hashAlgorithmOfWire[algorithm])
  if (digestHex === undefined) throw invalidField('key_hash', `must be a ${algorithm} digest in hex or base64`)
  return { kind: 'digest', algorithm: hashAlgorithmOfWire[algorithm], digestHex }
}

/** A longer text is never looked up when it is presented. */
function rawMaterial(rawKey: string): KeyMaterial {
  if (rawKey === '' || rawKey.length > CREDENTIAL_MAX_LENGTH) {
    throw invalidField('raw_key', `must have between 1 and ${CREDENTIAL_MAX_LENGTH} characters`)
  }
  return { kind: 'raw', rawKey }
}
