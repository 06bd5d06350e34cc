import { DomainError, invalidField } from '../errors/domain-error.ts'
import { parseGoDurationMs } from '../key/duration.ts'
import type { JsonObject } from '../key/json.ts'
import type { KeyPrefixes, Plan, ProjectSettings, Rotating } from './project.ts'
import { retiredAt } from './retired-values.ts'
import { flagAt, leafPaths, type Rule, textAt } from './settings-document.ts'

/** What a project starts with; the issuer is the project's own URL. Durations are Go durations. */
export const projectDefaults = {
  apiKeyPrefix: 'ory_ak',
  apiKeyTtl: '168h',
  apiKeyMaxTtl: '17520h',
  derivedTokenTtl: '1h',
  macaroonPrefix: 'mc',
  cacheTtl: '15s',
} as const

const CACHE_TTL_MAX_MS = 24 * 60 * 60 * 1000

/** Every setting a project has, in the JSON shape of a Talos config file. */
export const projectSettingPaths: ReadonlySet<string> = new Set([
  'credentials.issuer',
  'credentials.issuer_retired',
  'credentials.api_keys.default_ttl',
  'credentials.api_keys.max_ttl',
  'credentials.api_keys.prefix.current',
  'credentials.api_keys.prefix.retired',
  'credentials.api_keys.prefix.public_current',
  'credentials.api_keys.prefix.public_retired',
  'credentials.derived_tokens.default_ttl',
  'credentials.derived_tokens.max_ttl',
  'credentials.derived_tokens.verify_parent',
  'credentials.derived_tokens.jwt.signing_key_id',
  'credentials.derived_tokens.jwt.signing_keys.urls',
  'credentials.derived_tokens.macaroon.prefix.current',
  'credentials.derived_tokens.macaroon.prefix.retired',
  'cache.enabled',
  'cache.ttl',
  'rate_limit.enabled',
])

/** Paths in the document that no project has, so that a caller can be warned; they change nothing. */
export const unknownSettings = (document: JsonObject): readonly string[] =>
  leafPaths(document).filter((path) => !projectSettingPaths.has(path))

/**
 * Shapes a settings document; what it leaves out has its default. Signing keys are secrets and are not part of the result
 * (see `takeSigningKeys`). Throws `bad_request` that names the path and the rule.
 */
export function readProjectSettings(document: JsonObject, projectUrl: string): ProjectSettings {
  const lifetimes = readLifetimes(document)
  const prefixes = readPrefixes(document)
  const macaroonPrefix = rotatingAt(
    document,
    'credentials.derived_tokens.macaroon.prefix',
    projectDefaults.macaroonPrefix,
    macaroonPrefixRule,
  )
  requireDistinctPrefixes(prefixes, macaroonPrefix)
  return {
    issuer: readIssuer(document, projectUrl),
    defaultTtlMs: lifetimes.defaultTtlMs,
    maxTtlMs: lifetimes.maxTtlMs,
    prefixes,
    derivedTokens: {
      ...readDerivedLifetimes(document, lifetimes.maxTtlMs),
      verifyParent: flagAt(document, 'credentials.derived_tokens.verify_parent') ?? false,
      signingKeyId: textAt(document, 'credentials.derived_tokens.jwt.signing_key_id', keyIdRule) || undefined,
      macaroonPrefix,
    },
    cache: {
      enabled: flagAt(document, 'cache.enabled') ?? false,
      ttlMs: durationAt(document, 'cache.ttl', projectDefaults.cacheTtl, cacheTtlRule),
    },
    rateLimitEnabled: flagAt(document, 'rate_limit.enabled') ?? false,
  }
}

/** Throws `feature_not_available` for the first setting that the plan lacks. */
export function requirePlanFor(settings: Pick<ProjectSettings, 'cache' | 'rateLimitEnabled'>, plan: Plan): void {
  const missing = [
    ...(settings.cache.enabled && !plan.cacheAllowed ? ['cache'] : []),
    ...(settings.rateLimitEnabled && !plan.rateLimitAllowed ? ['rate_limit'] : []),
  ]
  const feature = missing[0]
  if (feature === undefined) return
  throw new DomainError('feature_not_available', {
    reason: `${feature}.enabled: is not part of the plan ${plan.name || 'in use'}`,
    metadata: { feature },
  })
}

/** The settings that hold when the plan has shrunk since they were made: what it lacks is off. */
export const settingsUnderPlan = (settings: ProjectSettings, plan: Plan): ProjectSettings => ({
  ...settings,
  cache: { ...settings.cache, enabled: settings.cache.enabled && plan.cacheAllowed },
  rateLimitEnabled: settings.rateLimitEnabled && plan.rateLimitAllowed,
})

export const keyPrefixRule: Rule<string> = (text) =>
  /^[a-zA-Z0-9_]{1,16}$/.test(text) ? undefined : 'must be 1 to 16 letters, digits or underscores'

export const macaroonPrefixRule: Rule<string> = (text) =>
  /^[a-zA-Z0-9_]{1,8}$/.test(text) ? undefined : 'must be 1 to 8 letters, digits or underscores'

export const issuerRule: Rule<string> = (text) =>
  /^[\x21-\x7e]{1,512}$/.test(text) ? undefined : 'must be 1 to 512 printable ASCII characters without spaces'

/** The `kid` of a signing key, or empty for "the first one". */
export const keyIdRule: Rule<string> = (text) => (text.length <= 256 ? undefined : 'must be at most 256 characters')

export const cacheTtlRule: Rule<number> = (ttlMs) =>
  ttlMs >= 1 && ttlMs <= CACHE_TTL_MAX_MS ? undefined : 'must be more than zero and at most 24h'

const anyDuration: Rule<number> = () => undefined
const positiveDuration: Rule<number> = (ms) => (ms >= 1 ? undefined : 'must be more than zero')

function readIssuer(document: JsonObject, projectUrl: string): Rotating<string> {
  const current = textAt(document, 'credentials.issuer', issuerRule) ?? projectUrl
  return { current, retired: retiredAt(document, 'credentials.issuer_retired', current, issuerRule) }
}

/** Zero says "none": keys then live for ever, or as long as they are asked to. */
function readLifetimes(document: JsonObject): { defaultTtlMs: number | undefined; maxTtlMs: number | undefined } {
  const path = 'credentials.api_keys'
  const maxTtlMs = durationAt(document, `${path}.max_ttl`, projectDefaults.apiKeyMaxTtl, anyDuration) || undefined
  const asked = textAt(document, `${path}.default_ttl`, anyText)
  const wanted = durationAt(document, `${path}.default_ttl`, projectDefaults.apiKeyTtl, anyDuration) || undefined
  if (wanted === undefined || maxTtlMs === undefined || wanted <= maxTtlMs) return { defaultTtlMs: wanted, maxTtlMs }
  if (asked !== undefined) throw invalidField(`${path}.default_ttl`, 'must not be longer than max_ttl')
  return { defaultTtlMs: maxTtlMs, maxTtlMs }
}

function readDerivedLifetimes(document: JsonObject, keyMaxTtlMs: number | undefined): { defaultTtlMs: number; maxTtlMs: number } {
  const path = 'credentials.derived_tokens'
  const keyMaximum = keyMaxTtlMs ?? parseDuration('', projectDefaults.apiKeyMaxTtl)
  const asked = textAt(document, `${path}.max_ttl`, anyText)
  const maxTtlMs = asked === undefined ? keyMaximum : durationAt(document, `${path}.max_ttl`, asked, positiveDuration)
  const explicit = textAt(document, `${path}.default_ttl`, anyText)
  const defaultTtlMs = durationAt(document, `${path}.default_ttl`, projectDefaults.derivedTokenTtl, positiveDuration)
  if (defaultTtlMs <= maxTtlMs) return { defaultTtlMs, maxTtlMs }
  if (explicit !== undefined) throw invalidField(`${path}.default_ttl`, 'must not be longer than max_ttl')
  return { defaultTtlMs: maxTtlMs, maxTtlMs }
}

function readPrefixes(document: JsonObject): KeyPrefixes {
  const path = 'credentials.api_keys.prefix'
  const secret = rotatingAt(document, path, projectDefaults.apiKeyPrefix, keyPrefixRule)
  const current =
    textAt(document, `${path}.public_current`, (text) => (text === '' ? undefined : keyPrefixRule(text))) || undefined
  if (current === secret.current) throw invalidField(`${path}.public_current`, 'must differ from current')
  return { secret, public: { current, retired: retiredAt(document, `${path}.public_retired`, current, keyPrefixRule) } }
}

/** A macaroon prefix decides how a credential is read before any key prefix is looked at. */
function requireDistinctPrefixes({ secret, public: open }: KeyPrefixes, macaroon: Rotating<string>): void {
  const keyPrefixes = [secret.current, open.current, ...[...secret.retired, ...open.retired].map(({ value }) => value)]
  const taken = [macaroon.current, ...macaroon.retired.map(({ value }) => value)].some((prefix) => keyPrefixes.includes(prefix))
  if (taken) throw invalidField('credentials.derived_tokens.macaroon.prefix', 'must differ from every prefix of API keys')
}

function rotatingAt(document: JsonObject, path: string, fallback: string, rule: Rule<string>): Rotating<string> {
  const current = textAt(document, `${path}.current`, rule) ?? fallback
  return { current, retired: retiredAt(document, `${path}.retired`, current, rule) }
}

function durationAt(document: JsonObject, path: string, fallback: string, rule: Rule<number>): number {
  const ms = parseDuration(path, textAt(document, path, anyText) ?? fallback)
  const broken = rule(ms)
  if (broken !== undefined) throw invalidField(path, broken)
  return ms
}

const anyText: Rule<string> = () => undefined

function parseDuration(path: string, text: string): number {
  const ms = parseGoDurationMs(text)
  if (ms === undefined || ms < 0) throw invalidField(path, 'must be a duration such as 90s, 15m or 168h')
  return ms
}
