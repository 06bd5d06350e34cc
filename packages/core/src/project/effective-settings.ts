import { parseGoDurationMs } from '../key/duration.ts'
import type { JsonObject, JsonValue } from '../key/json.ts'
import { projectDefaults, projectSettingPaths } from './project-settings.ts'
import { isObject, isSameJson, mergeDocuments, settingAt } from './settings-document.ts'
import { SIGNING_KEYS_PATH } from './signing-keys-url.ts'

/**
 * The settings in effect as one document: defaults made explicit, a project's own on top. Signing keys are an empty list,
 * whatever there is, so that a patch has a place to put new ones.
 */
export const effectiveSettings = (own: JsonObject, projectUrl: string): JsonObject =>
  mergeDocuments(defaultSettings(own, projectUrl), own)

/**
 * What a wished document has of its own: the known settings that differ from the defaults. A default that depends on another
 * setting and comes back as it was shown stays a default, so that it keeps following.
 */
export function ownSettings(wished: JsonObject, ownBefore: JsonObject, projectUrl: string): JsonObject {
  const fixedDefaults = defaultSettings({}, projectUrl)
  const shown = defaultSettings(ownBefore, projectUrl)
  const isDefault = (path: string, value: JsonValue): boolean =>
    isSameJson(value, settingAt(fixedDefaults, path)) ||
    (settingAt(ownBefore, path) === undefined && isSameJson(value, settingAt(shown, path)))
  const kept = [...projectSettingPaths].flatMap((path): [string, JsonValue][] => {
    const value = path === SIGNING_KEYS_PATH ? undefined : settingAt(wished, path)
    return value === undefined || isDefault(path, value) ? [] : [[path, value]]
  })
  return kept.reduce<JsonObject>((document, [path, value]) => mergeDocuments(document, nested(path, value)), {})
}

/**
 * Paths of the document that are no settings of a project, in document order. A name with a dot in it is none, even where it
 * reads like one; null says that there is nothing.
 */
export const strangeSettings = (document: JsonObject): readonly string[] => strangersBelow(document, [])

function strangersBelow(document: JsonObject, above: readonly string[]): readonly string[] {
  return Object.entries(document).flatMap(([name, value]) => {
    const names = [...above, name]
    if (isObject(value)) return strangersBelow(value, names)
    const isSetting = projectSettingPaths.has(names.join('.')) && !names.some((one) => one.includes('.'))
    return value === null || isSetting ? [] : [names.join('.')]
  })
}

function defaultSettings(own: JsonObject, projectUrl: string): JsonObject {
  const maxTtl = textOr(settingAt(own, 'credentials.api_keys.max_ttl'), projectDefaults.apiKeyMaxTtl)
  // A maximum of zero is none; tokens then have the maximum that keys have by default.
  const derivedMaximum = isZero(maxTtl) ? projectDefaults.apiKeyMaxTtl : maxTtl
  const derivedMaxTtl = textOr(settingAt(own, 'credentials.derived_tokens.max_ttl'), derivedMaximum)
  return {
    credentials: {
      issuer: projectUrl,
      issuer_retired: [],
      api_keys: {
        default_ttl: shorter(projectDefaults.apiKeyTtl, maxTtl),
        max_ttl: projectDefaults.apiKeyMaxTtl,
        prefix: { current: projectDefaults.apiKeyPrefix, retired: [], public_current: '', public_retired: [] },
      },
      derived_tokens: {
        default_ttl: shorter(projectDefaults.derivedTokenTtl, derivedMaxTtl),
        max_ttl: derivedMaximum,
        verify_parent: false,
        jwt: { signing_key_id: '', signing_keys: { urls: [] } },
        macaroon: { prefix: { current: projectDefaults.macaroonPrefix, retired: [] } },
      },
    },
    cache: { enabled: false, ttl: projectDefaults.cacheTtl },
    rate_limit: { enabled: false },
  }
}

const textOr = (value: JsonValue | undefined, fallback: string): string => (typeof value === 'string' ? value : fallback)
const isZero = (duration: string): boolean => parseGoDurationMs(duration) === 0

/** The default, or the maximum where that is shorter (zero is no maximum). */
const shorter = (wanted: string, maximum: string): string =>
  !isZero(maximum) && (parseGoDurationMs(maximum) ?? 0) < (parseGoDurationMs(wanted) ?? 0) ? maximum : wanted

/** A document with one member at a dotted path. */
function nested(path: string, value: JsonValue): JsonObject {
  const names = path.split('.')
  return names.reduceRight<JsonValue>((inner, name) => ({ [name]: inner }), value) as JsonObject
}
