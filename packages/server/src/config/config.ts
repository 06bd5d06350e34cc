import type { Secret } from '@latchkey/core/credential/secret'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { JsonObject } from '@latchkey/core/key/json'
import type { Retired } from '@latchkey/core/project/project'
import type { DatabaseLocation } from './database-dsn.ts'
import type { PlanOffer } from './plans.ts'
import type { RedisConfig } from './redis-settings.ts'
import type { RetentionConfig } from './retention-settings.ts'

export type { DatabaseLocation } from './database-dsn.ts'
export type { PlanOffer } from './plans.ts'

/** How the server runs: read once, checked, frozen, and free of secrets. Durations in milliseconds. */
export interface Config {
  /** Absolute, or relative to the working directory. */
  readonly dataDir: string
  readonly database: DatabaseLocation
  readonly serve: ServeConfig
  readonly console: ConsoleConfig
  readonly cache: { readonly maxBytes: number }
  readonly redis: RedisConfig
  /** What becomes of a use of a key that could not be counted. */
  readonly rateLimit: { readonly onFailure: 'open' | 'deny' }
  /** `undefined`: for ever. */
  readonly audit: { readonly retentionMs: number | undefined }
  readonly lastUsed: { readonly flushIntervalMs: number }
  readonly webhooks: WebhooksConfig
  readonly retention: RetentionConfig
  readonly usage: { readonly enabled: boolean; readonly flushIntervalMs: number }
  readonly log: {
    readonly level: 'debug' | 'info' | 'warn' | 'error'
    readonly format: 'json' | 'text'
    /** Which requests get a line each at level `info`. */
    readonly requests: 'all' | 'without_verifications' | 'none'
  }
  readonly tracing: TracingConfig
  /** The plan of workspaces without one comes first; its name is empty. */
  readonly plans: readonly [PlanOffer, ...PlanOffer[]]
  readonly defaultProject: ProjectOverlay
  /** Projects whose ids are fixed by the configuration. */
  readonly networks: readonly NetworkConfig[]
}

export interface WebhooksConfig {
  readonly enabled: boolean
  readonly allowPrivateTargets: boolean
  readonly timeoutMs: number
  readonly retentionMs: number
  readonly checkIntervalMs: number
  readonly expiringSoonDays: number
  readonly unusedDays: number
  /** Refusals of a project within one minute. */
  readonly refusalsBurst: number
}

export interface ServeConfig {
  readonly http: {
    readonly host: string
    readonly port: number
    readonly projectDomain: string
    /** Domain names of the server itself; empty: every one that is no project's. Lower case. */
    readonly hosts: readonly string[]
    readonly trustedProxies: readonly string[]
    readonly clientIpSource: ClientIpSource
    /** `auto`: one per core. */
    readonly workers: number | 'auto'
    readonly trustForwardedHost: boolean
    readonly logHealthChecks: boolean
    readonly cors: CorsConfig
  }
  readonly metrics: { readonly host: string; readonly port: number }
  readonly adminAuth: 'access_keys' | 'none'
}

export interface ConsoleConfig {
  readonly enabled: boolean
  /** Whether anyone may make an account, or only people who were invited. */
  readonly registration: 'closed' | 'open'
  /** Scheme and authority; `undefined`: on this machine, at the port of the API. */
  readonly publicUrl: string | undefined
  /** Made at the start while there is none. */
  readonly firstAccount: { readonly email: string; readonly passwordFile: string } | undefined
  /** `undefined`: passwords only. */
  readonly oidc: { readonly issuer: string; readonly clientId: string; readonly scopes: readonly string[] } | undefined
}

export type ClientIpSource = 'remote_addr' | 'CF_CONNECTING_IP' | 'X_REAL_IP' | 'TRUE_CLIENT_IP' | 'X_FORWARDED_FOR'

export type CorsConfig =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'on'
      readonly allowedOrigins: readonly string[]
      readonly allowedMethods: readonly string[]
      readonly allowedHeaders: readonly string[]
      readonly exposedHeaders: readonly string[]
      readonly allowCredentials: boolean
      readonly maxAgeSeconds: number
    }

export type TracingConfig =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'on'
      readonly serviceName: string
      /** `undefined`: the server's own. */
      readonly serviceVersion: string | undefined
      readonly environment: string
      /** Of the collector, for traces by OTLP over HTTP. */
      readonly url: string
      /** From 0 to 1. */
      readonly sampleRate: number
    }

/** What the configuration fixes for one project; it wins over the project's own settings. */
export interface ProjectOverlay {
  /** In the JSON shape of project settings; only what was set explicitly. */
  readonly settings: JsonObject
}

export interface NetworkConfig extends ProjectOverlay {
  readonly id: ProjectId
  /** Lower case, at least one. */
  readonly hosts: readonly string[]
}

/** Everything in the configuration that must not be seen. Travels apart from `Config`, to the few who need it. */
export interface ConfigSecrets {
  /** `undefined`: the key file in the data folder. */
  readonly master: { readonly current: Secret; readonly retired: readonly Secret[] } | undefined
  readonly defaultProject: ProjectOverlaySecrets
  /** By project id. */
  readonly networks: ReadonlyMap<string, ProjectOverlaySecrets>
  readonly bootstrap: BootstrapKeys
  /** `undefined`: a public client. */
  readonly oidcClientSecret: Secret | undefined
  /** `undefined`: none is asked for. */
  readonly redisPassword: Secret | undefined
}

export interface ProjectOverlaySecrets {
  /** `undefined`: those the project generated. */
  readonly hmac: { readonly current: Secret; readonly retired: readonly Retired<Secret>[] } | undefined
  /** Private JWKs as JSON; `undefined`: those the project generated. */
  readonly signingJwks: readonly Secret[] | undefined
}

/** Credentials that automation chose for the first start. */
export interface BootstrapKeys {
  readonly projectKey: Secret | undefined
  readonly workspaceKey: Secret | undefined
}

export const noOverlaySecrets: ProjectOverlaySecrets = { hmac: undefined, signingJwks: undefined }

/** The plan of that name; an unknown or empty name is the default plan, which comes first. */
export const planNamed = (plans: Config['plans'], name: string): PlanOffer => plans.find((plan) => plan.name === name) ?? plans[0]
