import { parseGoDurationMs, parseTtlMs } from '@latchkey/core/key/duration'
import type { Project } from '@latchkey/sdk/messages'

/** What the project says about the lives of its keys and about what a key may be. */
export interface KeyRules {
  /** `undefined`: a key that asks for nothing lives as long as `maxTtlMs` allows. */
  readonly defaultTtlMs: number | undefined
  readonly maxTtlMs: number | undefined
  readonly hasPublicPrefix: boolean
  readonly enforcesRateLimits: boolean
}

export const presets = ['7d', '30d', '90d', '1y'] as const
export type ExpiryPreset = (typeof presets)[number]
/** `default` and `none` ask for nothing. */
export type Expiry = ExpiryPreset | 'default' | 'none' | 'custom'

export const isPreset = (text: string): text is ExpiryPreset => (presets as readonly string[]).includes(text)

/** How long the key would live: `Infinity` for ever, `undefined` where a custom life cannot be read or no rules are known yet. */
export function lifeMs(expiry: Expiry, customTtl: string, rules: KeyRules | undefined): number | undefined {
  if (expiry === 'custom') return parseTtlMs(customTtl.trim())
  if (isPreset(expiry)) return parseTtlMs(expiry)
  if (rules === undefined) return undefined
  return rules.defaultTtlMs ?? rules.maxTtlMs ?? Number.POSITIVE_INFINITY
}

export const isTooLong = (ms: number | undefined, rules: KeyRules | undefined): boolean =>
  ms !== undefined && rules?.maxTtlMs !== undefined && ms > rules.maxTtlMs

/** Only a project without a default and without a maximum lets keys live for ever. */
export const mayLiveForEver = (rules: KeyRules | undefined): boolean =>
  rules !== undefined && rules.defaultTtlMs === undefined && rules.maxTtlMs === undefined

/** Reads the rules out of a project as the control plane shows it. */
export function keyRulesOf(project: Project): KeyRules {
  const config: unknown = project.services.talos?.config
  return {
    defaultTtlMs: durationAt(config, 'credentials', 'api_keys', 'default_ttl'),
    maxTtlMs: durationAt(config, 'credentials', 'api_keys', 'max_ttl'),
    hasPublicPrefix: Boolean(memberAt(config, ['credentials', 'api_keys', 'prefix', 'public_current'])),
    enforcesRateLimits: memberAt(config, ['rate_limit', 'enabled']) === true,
  }
}

/** Zero is no limit. */
function durationAt(config: unknown, ...path: readonly string[]): number | undefined {
  const text = memberAt(config, path)
  return typeof text === 'string' ? parseGoDurationMs(text) || undefined : undefined
}

const memberAt = (config: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined),
    config,
  )
