import type { ApiKey, KeyVisibility, RateLimitPolicy } from './api-key.ts'
import { formatProtobufDuration } from './duration.ts'
import type { JsonObject } from './json.ts'

/** What a caller says about a key that is to be issued or imported. */
export interface KeyAttributes {
  readonly name: string
  readonly actorId: string
  readonly scopes: readonly string[]
  readonly metadata: JsonObject
  readonly visibility: KeyVisibility
  readonly rateLimit: RateLimitPolicy | undefined
  /** Canonical CIDR ranges; `undefined` means anywhere. */
  readonly allowedCidrs: readonly string[] | undefined
  /** Asked lifetime; `undefined` takes the project's default. */
  readonly ttlMs: number | undefined
  /** Client-chosen id that makes the call safe to repeat (AIP-155). */
  readonly idempotencyId: string | undefined
}

/** What may be changed on a key: a member that is present replaces the key's value, even when it is empty. */
export interface KeyEdits {
  readonly name?: string
  readonly scopes?: readonly string[]
  readonly metadata?: JsonObject
  readonly rateLimit?: RateLimitPolicy | undefined
  readonly allowedCidrs?: readonly string[] | undefined
}

/** The attributes as they enter the digest of an idempotent call. */
export const attributesAsJson = (attributes: KeyAttributes): JsonObject => ({
  name: attributes.name,
  actor_id: attributes.actorId,
  scopes: attributes.scopes,
  metadata: attributes.metadata,
  visibility: attributes.visibility,
  rate_limit_policy: rateLimitAsJson(attributes.rateLimit),
  allowed_cidrs: attributes.allowedCidrs ?? [],
  ttl_ms: attributes.ttlMs ?? null,
})

export const rateLimitAsJson = (policy: RateLimitPolicy | undefined): JsonObject | null =>
  policy === undefined
    ? null
    : { quota: String(policy.quota), window: formatProtobufDuration(policy.windowMs), unit: policy.unit }

/** The edits that apply to a key of either origin, in place of its own values. */
export const applyEdits = <K extends ApiKey>(apiKey: K, edits: KeyEdits): K => ({ ...apiKey, ...edits })
