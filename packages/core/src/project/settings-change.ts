import type { JsonObject } from '../key/json.ts'
import type { Instant } from '../ports/clock.ts'
import type { ProjectRecord } from '../ports/project-store.ts'
import { ownSettings, strangeSettings } from './effective-settings.ts'
import type { Plan, ProjectSettings, Retired, Rotating } from './project.ts'
import { projectSettingPaths, readProjectSettings, requirePlanFor } from './project-settings.ts'
import type { ProjectWarning } from './project-warning.ts'
import { isSameJson, settingAt } from './settings-document.ts'
import { SIGNING_KEYS_PATH, takeSigningKeys } from './signing-keys-url.ts'

/** More of them say nothing that the first ones did not. */
const WARNINGS_MAX = 100
const PATH_MAX_CHARACTERS = 128

/** What surrounds the settings of a project. */
export interface SettingsSurroundings {
  readonly projectUrl: string
  readonly plan: Plan
  /** Settings that the server's configuration fixes, as dotted paths. */
  readonly managedPaths: readonly string[]
  readonly now: Instant
}

export interface SettingsChange {
  /** What is stored: the settings that differ from the defaults. */
  readonly config: JsonObject
  /** Private JWKs that came along; empty when there were none. */
  readonly jwks: readonly JsonObject[]
  readonly warnings: readonly ProjectWarning[]
  /** Prefixes whose keys verified before and do not any more. */
  readonly droppedPrefixes: readonly string[]
}

/**
 * What a wished settings document comes to. Throws `bad_request` that names the path and the rule, and `feature_not_available`
 * for a setting that is turned on although the plan lacks it.
 */
export function settingsChange(project: ProjectRecord, wished: JsonObject, around: SettingsSurroundings): SettingsChange {
  const { settings: document, signingKeys: jwks = [] } = takeSigningKeys(wished)
  const config = ownSettings(document, project.config, around.projectUrl)
  const before = readProjectSettings(project.config, around.projectUrl)
  const after = readProjectSettings(config, around.projectUrl)
  requirePlanForNew(before, after, around.plan)
  return {
    config,
    jwks,
    warnings: [
      ...strangersWarnings(document),
      ...managedWarnings(project.config, config, jwks.length > 0, around.managedPaths),
      ...issuerWarnings(before, after, around),
    ].slice(0, WARNINGS_MAX),
    droppedPrefixes: isManaged('credentials.api_keys.prefix', around) ? [] : droppedPrefixes(before, after, around.now),
  }
}

/** What was on before a plan shrank has no effect and stays out of the way of other changes. */
const requirePlanForNew = (before: ProjectSettings, after: ProjectSettings, plan: Plan): void =>
  requirePlanFor(
    {
      cache: { ...after.cache, enabled: after.cache.enabled && !before.cache.enabled },
      rateLimitEnabled: after.rateLimitEnabled && !before.rateLimitEnabled,
    },
    plan,
  )

const strangersWarnings = (document: JsonObject): readonly ProjectWarning[] =>
  strangeSettings(document).map((path) =>
    path === 'secrets' || path.startsWith('secrets.')
      ? {
          kind: 'secret_in_settings',
          message: 'secrets: are never taken from settings; rotate-hmac-secret and rotate-signing-key make new ones',
        }
      : {
          kind: 'unknown_setting',
          message: `${path.slice(0, PATH_MAX_CHARACTERS)}: is not a setting of a project and was ignored`,
        },
  )

function managedWarnings(
  before: JsonObject,
  after: JsonObject,
  hasSigningKeys: boolean,
  managedPaths: readonly string[],
): readonly ProjectWarning[] {
  const isChanged = (path: string): boolean =>
    path === SIGNING_KEYS_PATH ? hasSigningKeys : !isSameJson(settingAt(before, path), settingAt(after, path))
  return managedPaths
    .filter((path) => projectSettingPaths.has(path) && isChanged(path))
    .map((path) => ({
      kind: 'managed_setting',
      message: `${path}: was stored and has no effect, because the configuration of the server fixes it`,
    }))
}

function issuerWarnings(
  before: ProjectSettings,
  after: ProjectSettings,
  around: SettingsSurroundings,
): readonly ProjectWarning[] {
  if (isManaged('credentials.issuer', around)) return []
  const accepted = acceptedAt(after.issuer, around.now)
  return [...acceptedAt(before.issuer, around.now)]
    .filter((issuer) => !accepted.has(issuer))
    .map((issuer) => ({
      kind: 'stranded_tokens',
      message: `credentials.issuer: derived tokens of the issuer ${issuer} no longer verify; add it to credentials.issuer_retired to keep them`,
    }))
}

const isManaged = (block: string, { managedPaths }: SettingsSurroundings): boolean =>
  managedPaths.some((path) => path.startsWith(block))

function droppedPrefixes(before: ProjectSettings, after: ProjectSettings, now: Instant): readonly string[] {
  const accepted = acceptedPrefixes(after, now)
  return [...acceptedPrefixes(before, now)].filter((prefix) => !accepted.has(prefix))
}

const acceptedPrefixes = ({ prefixes }: ProjectSettings, now: Instant): ReadonlySet<string> =>
  new Set([
    ...acceptedAt(prefixes.secret, now),
    ...(prefixes.public.current === undefined ? [] : [prefixes.public.current]),
    ...stillAccepted(prefixes.public.retired, now),
  ])

const acceptedAt = ({ current, retired }: Rotating<string>, now: Instant): ReadonlySet<string> =>
  new Set([current, ...stillAccepted(retired, now)])

const stillAccepted = (retired: readonly Retired<string>[], now: Instant): readonly string[] =>
  retired.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now).map(({ value }) => value)
