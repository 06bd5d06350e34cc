import { join } from 'node:path'
import { Secret } from '@latchkey/core/credential/secret'
import { collectorUrl } from './collector-url.ts'
import type {
  ClientIpSource,
  Config,
  ConfigSecrets,
  CorsConfig,
  DatabaseLocation,
  NetworkConfig,
  ServeConfig,
  WebhooksConfig,
} from './config.ts'
import { shapeConsole } from './console-settings.ts'
import { parseDatabaseDsn } from './database-dsn.ts'
import type { Lookup } from './lookup.ts'
import { DEFAULT_PLAN, defaultPlan, planOffer } from './plans.ts'
import type { ReadOverlay } from './project-overlay.ts'
import { shapeRedis } from './redis-settings.ts'
import { shapeRetention } from './retention-settings.ts'

export const DATABASE_FILE = 'latchkey.db'

/** A network of the configuration with what its file says. */
export interface ReadNetwork extends Pick<NetworkConfig, 'id' | 'hosts'> {
  readonly read: ReadOverlay
}

/** Makes a configuration out of settings that have been checked: nothing in it can be half said. Frozen to the bottom. */
export function shapeConfig(lookup: Lookup, defaultProject: ReadOverlay, networks: readonly ReadNetwork[]): Config {
  return deepFreeze({
    dataDir: lookup.text('data_dir'),
    database: shapeDatabase(lookup),
    serve: shapeServe(lookup),
    console: shapeConsole(lookup),
    cache: { maxBytes: lookup.number('cache.memory.max_size') },
    redis: shapeRedis(lookup),
    rateLimit: { onFailure: oneOf(lookup.text('rate_limit.on_failure'), ON_FAILURE) },
    audit: { retentionMs: lookup.numberOrNone('audit.retention') },
    lastUsed: { flushIntervalMs: lookup.number('last_used.flush_interval') },
    webhooks: shapeWebhooks(lookup),
    retention: shapeRetention(lookup),
    usage: { enabled: lookup.flag('usage.enabled'), flushIntervalMs: lookup.number('usage.flush_interval') },
    log: {
      level: oneOf(lookup.text('log.level'), LOG_LEVELS),
      format: oneOf(lookup.text('log.format'), LOG_FORMATS),
      requests: oneOf(lookup.text('log.requests'), LOGGED_REQUESTS),
    },
    tracing: shapeTracing(lookup),
    plans: shapePlans(lookup),
    defaultProject: defaultProject.overlay,
    networks: networks.map(({ id, hosts, read }) => ({ id, hosts, settings: read.overlay.settings })),
  })
}

export function shapeSecrets(
  lookup: Lookup,
  { bootstrap, oidcClientSecret }: Pick<ConfigSecrets, 'bootstrap' | 'oidcClientSecret'>,
  defaultProject: ReadOverlay,
  networks: readonly ReadNetwork[],
): ConfigSecrets {
  const master = lookup.textOrNone('secrets.master.current')
  const redisPassword = lookup.text('cache.redis.password')
  const retired = lookup.texts('secrets.master.retired').map((text) => new Secret(text))
  return Object.freeze({
    master: master === undefined ? undefined : Object.freeze({ current: new Secret(master), retired }),
    defaultProject: defaultProject.secrets,
    networks: new Map(networks.map(({ id, read }) => [id, read.secrets])),
    bootstrap,
    oidcClientSecret,
    redisPassword: redisPassword === '' ? undefined : new Secret(redisPassword),
  })
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
const LOG_FORMATS = ['json', 'text'] as const
const LOGGED_REQUESTS = ['all', 'without_verifications', 'none'] as const
const ON_FAILURE = ['open', 'deny'] as const
const ADMIN_AUTH = ['access_keys', 'none'] as const

function shapeDatabase(lookup: Lookup): DatabaseLocation {
  const dsn = lookup.textOrNone('db.dsn')
  if (dsn === undefined) return { kind: 'sqlite', path: join(lookup.text('data_dir'), DATABASE_FILE) }
  const database = parseDatabaseDsn(dsn)
  if (typeof database === 'string') throw new TypeError('db.dsn was not checked')
  return database
}

const shapeWebhooks = (lookup: Lookup): WebhooksConfig => ({
  enabled: lookup.flag('webhooks.enabled'),
  allowPrivateTargets: lookup.flag('webhooks.allow_private_targets'),
  timeoutMs: lookup.number('webhooks.timeout'),
  retentionMs: lookup.number('webhooks.retention'),
  checkIntervalMs: lookup.number('webhooks.check_interval'),
  expiringSoonDays: lookup.number('webhooks.expiring_soon_days'),
  unusedDays: lookup.number('webhooks.unused_days'),
  refusalsBurst: lookup.number('webhooks.refusals_burst'),
})

function shapeServe(lookup: Lookup): ServeConfig {
  return {
    http: {
      host: lookup.text('serve.http.host'),
      port: lookup.number('serve.http.port'),
      projectDomain: lookup.text('serve.http.project_domain'),
      hosts: lookup.texts('serve.http.hosts').map((host) => host.toLowerCase()),
      trustedProxies: lookup.texts('serve.http.trusted_proxies'),
      clientIpSource: clientIpSources[oneOf(lookup.text('serve.http.client_ip_source'), CLIENT_IP_SOURCES)],
      workers: lookup.number('serve.http.workers') || 'auto',
      trustForwardedHost: lookup.flag('serve.http.trust_forwarded_host'),
      logHealthChecks: !lookup.flag('serve.http.request_log.exclude_health_endpoints'),
      cors: shapeCors(lookup),
    },
    metrics: { host: lookup.text('serve.metrics.host'), port: lookup.number('serve.metrics.port') },
    adminAuth: oneOf(lookup.text('serve.admin_auth'), ADMIN_AUTH),
  }
}

const clientIpSources = {
  CLIENT_IP_SOURCE_UNSPECIFIED: 'remote_addr',
  CLIENT_IP_SOURCE_REMOTE_ADDR: 'remote_addr',
  CLIENT_IP_SOURCE_CF_CONNECTING_IP: 'CF_CONNECTING_IP',
  CLIENT_IP_SOURCE_X_FORWARDED_FOR: 'X_FORWARDED_FOR',
  CLIENT_IP_SOURCE_X_REAL_IP: 'X_REAL_IP',
  CLIENT_IP_SOURCE_TRUE_CLIENT_IP: 'TRUE_CLIENT_IP',
} as const satisfies Record<string, ClientIpSource>
const CLIENT_IP_SOURCES = Object.keys(clientIpSources) as (keyof typeof clientIpSources)[]

function shapeCors(lookup: Lookup): CorsConfig {
  if (!lookup.flag('serve.http.cors.enabled')) return { kind: 'off' }
  return {
    kind: 'on',
    allowedOrigins: lookup.texts('serve.http.cors.allowed_origins'),
    allowedMethods: lookup.texts('serve.http.cors.allowed_methods'),
    allowedHeaders: lookup.texts('serve.http.cors.allowed_headers'),
    exposedHeaders: lookup.texts('serve.http.cors.exposed_headers'),
    allowCredentials: lookup.flag('serve.http.cors.allow_credentials'),
    maxAgeSeconds: lookup.number('serve.http.cors.max_age'),
  }
}

function shapeTracing(lookup: Lookup): Config['tracing'] {
  if (!lookup.flag('tracing.enabled')) return { kind: 'off' }
  const url = collectorUrl(lookup.text('tracing.endpoint'))
  if (url === undefined) throw new TypeError('tracing.endpoint was not checked')
  return {
    kind: 'on',
    serviceName: lookup.text('tracing.service_name'),
    serviceVersion: lookup.textOrNone('tracing.service_version'),
    environment: lookup.text('tracing.environment'),
    url,
    sampleRate: lookup.number('tracing.sample_rate'),
  }
}

function shapePlans(lookup: Lookup): Config['plans'] {
  const offers = lookup.items('plans').map((item, index) => planOffer(item, `plans[${index}]`))
  const apiKeysMax = lookup.numberOrNone('quota.api_keys_max')
  const chosen = offers.find(({ name }) => name === DEFAULT_PLAN)
  const first =
    chosen === undefined ? defaultPlan(apiKeysMax) : { ...chosen, name: '', apiKeysMax: chosen.apiKeysMax ?? apiKeysMax }
  return [first, ...offers.filter((offer) => offer !== chosen)]
}

/** The schema has already refused everything else. */
function oneOf<T extends string>(value: string, values: readonly T[]): T {
  const found = values.find((candidate) => candidate === value)
  if (found === undefined) throw new TypeError('a value was not checked against the schema')
  return found
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const member of Object.values(value)) deepFreeze(member)
  return Object.freeze(value)
}
