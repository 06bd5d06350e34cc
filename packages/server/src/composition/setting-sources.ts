import type { JsonValue } from '@latchkey/core/key/json'
import type { StoredProject } from '@latchkey/core/ports/project-store'
import { effectiveSettings } from '@latchkey/core/project/effective-settings'
import { projectSettingPaths } from '@latchkey/core/project/project-settings'
import { settingAt } from '@latchkey/core/project/settings-document'
import { SIGNING_KEYS_PATH } from '@latchkey/core/project/signing-keys-url'
import type { ConfigEntry } from '../config/config-entry.ts'
import { variableOf } from '../config/environment.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { makeLookup } from '../config/lookup.ts'
import { configSchema, entriesByPath } from '../config/schema.ts'
import type { SettingOrigin } from '../http/console-api/setting-origin.ts'
import { projectUrl } from '../project/project-url.ts'
import { overlayOf } from './project-opener.ts'

const schema = entriesByPath(configSchema)
const HMAC_PATH = 'secrets.hmac.current'
/** Says by itself whether the cache is on, where `cache.enabled` does not. */
const CACHE_TYPE_PATH = 'cache.type'
const CLIENT_IP_PATH = 'serve.http.client_ip_source'
const PROXIES_PATH = 'serve.http.trusted_proxies'

/** Where each setting of a project comes from under the configuration of the moment; of secrets only where they come from. */
export function settingOriginsOf(
  loaded: LoadedConfig,
  { project }: Pick<StoredProject, 'project'>,
  isDefault: boolean,
): readonly SettingOrigin[] {
  const { overlay, secrets } = overlayOf(loaded, project.id, isDefault)
  const isNetwork = loaded.config.networks.some(({ id }) => id === project.id)
  const fixedBy = (path: string): Pick<SettingOrigin, 'source' | 'variable'> =>
    isNetwork ? { source: 'file' } : serverSourceOf(loaded, path)
  const defaults = effectiveSettings({}, projectUrl(project.slug, loaded.config.serve.http))
  const ofSetting = (path: string): SettingOrigin => {
    const common = { path, reload: reloadOf(path), default: settingAt(defaults, path) }
    const value = settingAt(overlay.settings, path)
    if (value !== undefined) return { ...common, ...fixedBy(path), value }
    return { ...common, source: settingAt(project.config, path) === undefined ? 'default' : 'console' }
  }
  const ofSecret = (path: string, isFixed: boolean): SettingOrigin => ({
    path,
    reload: reloadOf(path),
    ...(isFixed ? fixedBy(path) : { source: 'console' }),
  })
  return [
    ...[...projectSettingPaths].filter((path) => path !== SIGNING_KEYS_PATH).map(ofSetting),
    ofSecret(SIGNING_KEYS_PATH, secrets.signingJwks !== undefined),
    ofSecret(HMAC_PATH, secrets.hmac !== undefined),
    ...serverOrigins(loaded),
  ]
}

/** What a page on addresses explains; which proxies there are is the operator's own matter. */
const serverOrigins = (loaded: LoadedConfig): readonly SettingOrigin[] => [
  {
    path: CLIENT_IP_PATH,
    reload: reloadOf(CLIENT_IP_PATH),
    ...serverSourceOf(loaded, CLIENT_IP_PATH),
    value: makeLookup(loaded.settings).text(CLIENT_IP_PATH),
    default: defaultOf(CLIENT_IP_PATH),
  },
  { path: PROXIES_PATH, reload: reloadOf(PROXIES_PATH), ...serverSourceOf(loaded, PROXIES_PATH) },
]

function serverSourceOf({ settings }: LoadedConfig, path: string): Pick<SettingOrigin, 'source' | 'variable'> {
  const setting = settings.get(path) ?? (path === 'cache.enabled' ? settings.get(CACHE_TYPE_PATH) : undefined)
  if (setting === undefined) return { source: 'default' }
  return setting.source === 'file' ? { source: 'file' } : { source: 'env', variable: variableOf(setting.entry.path) }
}

function entryOf(path: string): ConfigEntry {
  const entry = schema.get(path)
  if (entry === undefined) throw new TypeError(`${path} is not in the schema`)
  return entry
}

const reloadOf = (path: string): ConfigEntry['reload'] => entryOf(path).reload
const defaultOf = (path: string): JsonValue | undefined => entryOf(path).default
