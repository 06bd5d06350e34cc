import { parseGoDurationMs } from '@latchkey/core/key/duration'
import type { JsonValue } from '@latchkey/core/key/json'
import { type ApiBucket, type ApiRateLimit, apiBuckets, type Plan } from '@latchkey/core/project/project'
import { isObject } from '@latchkey/core/project/settings-document'
import { ConfigError } from './config-error.ts'

/** A plan as the operator offers it. */
export interface PlanOffer extends Plan {
  /** Projects a workspace may have; `undefined` is no limit. */
  readonly projectsMax: number | undefined
}

const QUOTA_MAX = 1_000_000_000
const WINDOW_MAX_MS = 24 * 60 * 60 * 1000
const MEMBERS = ['name', 'api_keys_max', 'projects_max', 'cache', 'rate_limit', 'api_rate_limits']

/** Checks a written list of plans and returns it unchanged. Throws ConfigError that names the entry and the rule. */
export function readPlans(written: readonly JsonValue[], path: string): readonly JsonValue[] {
  const names = new Set<string>()
  for (const [index, item] of written.entries()) {
    const { name } = planOffer(item, `${path}[${index}]`)
    if (names.has(name)) refuse(`${path}[${index}].name`, 'is the name of another plan')
    names.add(name)
  }
  return written
}

/** One plan; what it leaves out is without limit or allowed. */
export function planOffer(written: JsonValue, path: string): PlanOffer {
  if (!isObject(written)) return refuse(path, 'must be a block of settings')
  if (Object.keys(written).some((member) => !MEMBERS.includes(member)))
    refuse(path, `may only have the members ${MEMBERS.join(', ')}`)
  return {
    name: planName(written['name'], `${path}.name`),
    apiKeysMax: limit(written['api_keys_max'], `${path}.api_keys_max`),
    projectsMax: limit(written['projects_max'], `${path}.projects_max`),
    cacheAllowed: permission(written['cache'], `${path}.cache`),
    rateLimitAllowed: permission(written['rate_limit'], `${path}.rate_limit`),
    apiRateLimits: apiRateLimits(written['api_rate_limits'], `${path}.api_rate_limits`),
  }
}

/** A plan of this name is that of workspaces that have none. */
export const DEFAULT_PLAN = 'default'

/** The plan of workspaces that have none, where none is named so: everything, as much as they like, unless a quota is configured. */
export const defaultPlan = (apiKeysMax: number | undefined): PlanOffer => ({
  name: '',
  apiKeysMax,
  projectsMax: undefined,
  cacheAllowed: true,
  rateLimitAllowed: true,
  apiRateLimits: {},
})

function planName(value: JsonValue | undefined, path: string): string {
  const isName = typeof value === 'string' && /^[a-z0-9][a-z0-9_-]{0,62}$/.test(value)
  return isName ? value : refuse(path, 'must be 1 to 63 lower-case letters, digits, hyphens or underscores')
}

function limit(value: JsonValue | undefined, path: string): number | undefined {
  if (value === undefined) return undefined
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : refuse(path, 'must be a whole number of at least 0')
}

function permission(value: JsonValue | undefined, path: string): boolean {
  if (value === undefined) return true
  return typeof value === 'boolean' ? value : refuse(path, 'must be true or false')
}

/** `{verify: {quota: 100, window: 1s}, …}`: what the callers of one project may ask of us, by bucket. */
function apiRateLimits(value: JsonValue | undefined, path: string): Plan['apiRateLimits'] {
  if (value === undefined) return {}
  if (!isObject(value)) return refuse(path, `must be a block of ${apiBuckets.join(', ')}`)
  const limits = Object.entries(value).map(([bucket, written]): [ApiBucket, ApiRateLimit] => {
    const known = apiBuckets.find((name) => name === bucket)
    return known === undefined
      ? refuse(path, `may only have the members ${apiBuckets.join(', ')}`)
      : [known, apiRateLimit(written, `${path}.${known}`)]
  })
  return Object.fromEntries(limits)
}

function apiRateLimit(written: JsonValue, path: string): ApiRateLimit {
  if (!isObject(written) || Object.keys(written).sort().join() !== 'quota,window')
    return refuse(path, 'must be a block of quota and window')
  const { quota, window } = written
  const windowMs = typeof window === 'string' ? parseGoDurationMs(window) : undefined
  if (!Number.isSafeInteger(quota) || Number(quota) < 1 || Number(quota) > QUOTA_MAX)
    return refuse(`${path}.quota`, `must be 1 to ${QUOTA_MAX}`)
  if (windowMs === undefined || windowMs < 1000 || windowMs > WINDOW_MAX_MS)
    return refuse(`${path}.window`, 'must be a duration of 1s to 24h')
  return { quota: Number(quota), windowMs }
}

function refuse(path: string, rule: string): never {
  throw new ConfigError([{ path, rule }])
}
