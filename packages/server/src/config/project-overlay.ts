import { Secret } from '@latchkey/core/credential/secret'
import type { JsonObject, JsonValue } from '@latchkey/core/key/json'
import { projectSettingPaths, readProjectSettings } from '@latchkey/core/project/project-settings'
import { readRetired } from '@latchkey/core/project/retired-values'
import { mergeDocuments } from '@latchkey/core/project/settings-document'
import { SIGNING_KEYS_PATH } from '@latchkey/core/project/signing-keys-url'
import type { ProjectOverlay, ProjectOverlaySecrets } from './config.ts'
import { ConfigError } from './config-error.ts'
import { fieldErrors } from './read-value.ts'
import type { PlacedSecret } from './secret-quality.ts'
import { documentOf, type Settings } from './settings.ts'
import { readSigningJwks } from './signing-jwks.ts'

/** Stands in for the project's URL while a document is only checked. */
const ANY_URL = 'https://project.invalid'

export interface ReadOverlay {
  readonly overlay: ProjectOverlay
  readonly secrets: ProjectOverlaySecrets
  /** HMAC secrets and where they were set, for the checks that span projects. */
  readonly placed: readonly PlacedSecret[]
  /** Further files that were read. */
  readonly files: readonly string[]
}

/** What settings say about one project. Throws ConfigError. */
export function readOverlay(settings: Settings, configFile: string | undefined): ReadOverlay {
  const document = documentOf(settings, (path) => projectSettingPaths.has(path) && path !== SIGNING_KEYS_PATH)
  const overlay = { settings: mergeDocuments(document, cacheChoice(settings)) }
  fieldErrors('credentials', () => readProjectSettings(overlay.settings, ANY_URL))
  const urls = listOf(settings, SIGNING_KEYS_PATH)
  const signing = urls.length === 0 ? undefined : readSigningJwks(urls, SIGNING_KEYS_PATH, configFile)
  const hmac = readHmac(settings)
  return {
    overlay,
    secrets: { hmac, signingJwks: signing !== undefined && signing.jwks.length > 0 ? signing.jwks : undefined },
    placed: placedSecrets(hmac),
    files: signing?.files ?? [],
  }
}

/** A Talos file turns the cache on by naming a backend. */
function cacheChoice(settings: Settings): JsonObject {
  const backend = settings.get('cache.type')?.value
  const enabled = settings.get('cache.enabled')?.value
  if (backend === 'noop' && enabled === true)
    throw new ConfigError([{ path: 'cache.enabled', rule: 'contradicts cache.type: noop' }])
  if (backend === undefined || enabled !== undefined) return {}
  return { cache: { enabled: backend !== 'noop' } }
}

function readHmac(settings: Settings): ProjectOverlaySecrets['hmac'] {
  const current = settings.get('secrets.hmac.current')?.value
  const retired = listOf(settings, 'secrets.hmac.retired').map((item, index) =>
    readRetired(item, `secrets.hmac.retired[${index}]`, () => undefined),
  )
  if (typeof current !== 'string') {
    if (retired.length > 0) throw new ConfigError([{ path: 'secrets.hmac.retired', rule: 'needs secrets.hmac.current' }])
    return undefined
  }
  return {
    current: new Secret(current),
    retired: retired.map(({ value, expiresAt }) => ({ value: new Secret(value), expiresAt })),
  }
}

const placedSecrets = (hmac: ProjectOverlaySecrets['hmac']): readonly PlacedSecret[] =>
  hmac === undefined
    ? []
    : [
        { path: 'secrets.hmac.current', text: hmac.current.reveal() },
        ...hmac.retired.map(({ value }, index) => ({ path: `secrets.hmac.retired[${index}]`, text: value.reveal() })),
      ]

function listOf(settings: Settings, path: string): readonly JsonValue[] {
  const value = settings.get(path)?.value
  return Array.isArray(value) ? value : []
}
