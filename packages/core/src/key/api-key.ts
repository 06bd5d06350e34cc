import type { Instant } from '../ports/clock.ts'
import type { JsonObject } from './json.ts'

declare const projectIdBrand: unique symbol
declare const keyIdBrand: unique symbol

/** The tenant boundary (a UUID); first parameter of every port method. */
export type ProjectId = string & { readonly [projectIdBrand]: true }

/** Issued keys: a UUID. Imported keys: 64 lower-case hex digits. Safe to log, not a secret. */
export type KeyId = string & { readonly [keyIdBrand]: true }

export type KeyOrigin = 'issued' | 'imported'

/** `secret` stays on servers; `public` may ship inside a client. Not a permission. */
export type KeyVisibility = 'secret' | 'public'

export type KeyStatus = 'active' | 'suspended' | 'expired' | 'revoked'

// RFC 5280 §5.3.1: the CRL reasons that can happen to an API key; the others concern CAs and holds.
export const revocationReasons = [
  'unspecified',
  'key_compromise',
  'affiliation_changed',
  'superseded',
  'privilege_withdrawn',
] as const
export type RevocationReason = (typeof revocationReasons)[number]

/** Final once `at` is reached. It lies in the future only while a rotated key is in its grace period. */
export interface Revocation {
  readonly at: Instant
  readonly reason: RevocationReason
  /** Only with `privilege_withdrawn`. */
  readonly description: string | undefined
}

/** At most `quota` verifications in any window, smoothed by GCRA. `unit` is a label for people. */
export interface RateLimitPolicy {
  readonly quota: number
  readonly windowMs: number
  readonly unit: string
}

/** How an imported key was handed to us: in the clear, or as a digest of it. */
export type ImportedHashAlgorithm = 'raw' | 'sha256' | 'sha512'

interface ApiKeyFacts {
  readonly id: KeyId
  readonly projectId: ProjectId
  readonly name: string
  /** Who the key acts for: an opaque id of the customer's; may be empty. */
  readonly actorId: string
  readonly scopes: readonly string[]
  readonly metadata: JsonObject
  readonly visibility: KeyVisibility
  readonly rateLimit: RateLimitPolicy | undefined
  /** CIDR ranges (RFC 4632) the key may be used from; `undefined` means anywhere. Never an empty list. */
  readonly allowedCidrs: readonly string[] | undefined
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly expiresAt: Instant | undefined
  /** Approximate: written in batches, at most once a minute. */
  readonly lastUsedAt: Instant | undefined
  /** Where the last use came from: canonical address; `undefined` when it could not be known. */
  readonly lastUsedIp: string | undefined
  readonly suspendedAt: Instant | undefined
  readonly revocation: Revocation | undefined
  /** Grows by one with every change; orders cache fills against invalidations. */
  readonly version: number
}

/** A key that we generated; its secret is proved by a keyed checksum and never stored. */
export interface IssuedKey extends ApiKeyFacts {
  readonly origin: 'issued'
  readonly prefix: string
  /** Which HMAC secret made the checksum, so that a retirement can say what hangs on it. */
  readonly hmacSecretId: string
  /** The key this one replaced by rotation, and the one that replaced it. */
  readonly supersedes: KeyId | undefined
  readonly supersededBy: KeyId | undefined
}

/** A key generated elsewhere, found by a hash that is bound to its project. */
export interface ImportedKey extends ApiKeyFacts {
  readonly origin: 'imported'
  readonly hashAlgorithm: ImportedHashAlgorithm
}

/** The stored record that gives a credential its meaning. Never contains the secret. */
export type ApiKey = IssuedKey | ImportedKey

/** Revocation outranks expiry, and expiry outranks suspension. */
export function statusAt(apiKey: Pick<ApiKey, 'expiresAt' | 'revocation' | 'suspendedAt'>, now: Instant): KeyStatus {
  if (apiKey.revocation !== undefined && apiKey.revocation.at <= now) return 'revoked'
  if (apiKey.expiresAt !== undefined && apiKey.expiresAt <= now) return 'expired'
  return apiKey.suspendedAt === undefined ? 'active' : 'suspended'
}

/** Whether the key takes up a place in the project's key quota; one in its grace period no longer does. */
export const countsTowardsKeyQuota = (apiKey: Pick<ApiKey, 'revocation'>): boolean => apiKey.revocation === undefined

/** The id alone tells where a key lives: issued ids are UUIDs, imported ids are digests. */
export function originOf(id: string): KeyOrigin | undefined {
  if (ISSUED_ID.test(id)) return 'issued'
  return IMPORTED_ID.test(id) ? 'imported' : undefined
}

const ISSUED_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const IMPORTED_ID = /^[0-9a-f]{64}$/
