import type { KeyObject } from 'node:crypto'
import type { ProjectId } from '../key/api-key.ts'
import type { Instant } from '../ports/clock.ts'
import type { ProjectEnvironment, ProjectState } from '../ports/project-store.ts'

/** A value in use and those it replaced, which still verify. */
export interface Rotating<T> {
  readonly current: T
  readonly retired: readonly Retired<T>[]
}

export interface Retired<T> {
  readonly value: T
  /** From this instant on it no longer verifies; `undefined` is without an end. */
  readonly expiresAt: Instant | undefined
}

/** Ready for HMAC-SHA256; the bytes are the UTF-8 of the configured text. */
export interface HmacSecret {
  readonly id: string
  readonly key: KeyObject
}

/** A private JWK in use for derived tokens. The algorithm follows the key's type, never a token's header. */
export interface SigningKey {
  readonly kid: string
  readonly algorithm: 'EdDSA' | 'RS256'
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

export interface KeyPrefixes {
  readonly secret: Rotating<string>
  /** `current` is undefined until public keys are configured. */
  readonly public: { readonly current: string | undefined; readonly retired: readonly Retired<string>[] }
}

/** A project's settings after defaults, shaped and frozen. Durations in milliseconds. */
export interface ProjectSettings {
  readonly issuer: Rotating<string>
  /** `undefined`: keys live for ever unless asked otherwise. */
  readonly defaultTtlMs: number | undefined
  /** `undefined`: no maximum. */
  readonly maxTtlMs: number | undefined
  readonly prefixes: KeyPrefixes
  readonly derivedTokens: {
    readonly defaultTtlMs: number
    readonly maxTtlMs: number
    readonly verifyParent: boolean
    /** Names the signing key; `undefined` takes the first. */
    readonly signingKeyId: string | undefined
    readonly macaroonPrefix: Rotating<string>
  }
  readonly cache: { readonly enabled: boolean; readonly ttlMs: number }
  readonly rateLimitEnabled: boolean
}

/** How fast one project's callers may ask our API, by what they ask for. */
export const apiBuckets = ['verify', 'read', 'write', 'public'] as const
export type ApiBucket = (typeof apiBuckets)[number]

export interface ApiRateLimit {
  readonly quota: number
  readonly windowMs: number
}

export interface Plan {
  readonly name: string
  /** `undefined` is no limit. */
  readonly apiKeysMax: number | undefined
  readonly cacheAllowed: boolean
  readonly rateLimitAllowed: boolean
  /** Buckets that it leaves out are without limit. */
  readonly apiRateLimits: Readonly<Partial<Record<ApiBucket, ApiRateLimit>>>
}

/** A project ready to serve: settings shaped, secrets unsealed. Lives only in memory. */
export interface Project {
  readonly id: ProjectId
  readonly slug: string
  readonly name: string
  readonly workspaceId: string
  readonly environment: ProjectEnvironment
  readonly state: ProjectState
  readonly apiKeysEnabled: boolean
  readonly settings: ProjectSettings
  readonly plan: Plan
  readonly hmacSecrets: Rotating<HmacSecret>
  /** All keys whose tokens verify; the first is current. May be empty. */
  readonly signingKeys: readonly Retired<SigningKey>[]
}
