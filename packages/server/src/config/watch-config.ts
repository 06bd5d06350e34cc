import { hash } from 'node:crypto'
import { type FSWatcher, readFileSync, watch } from 'node:fs'
import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { type ConfigSources, type LoadedConfig, loadConfig, shapeSettings } from './load-config.ts'
import { configSchema } from './schema.ts'
import type { Settings } from './settings.ts'

export interface ConfigReload {
  /** Settings that can only change at a start still have their old values in it. */
  readonly loaded: LoadedConfig
  /** Paths whose new value holds from now on. */
  readonly applied: readonly string[]
  /** Paths whose new value waits for a restart. */
  readonly needsRestart: readonly string[]
  /** Things an operator should know, without values. */
  readonly warnings: readonly string[]
}

export interface ConfigWatchOptions {
  readonly sources: ConfigSources
  /** What the server runs on now. */
  readonly current: LoadedConfig
  readonly onReload: (reload: ConfigReload) => void
  /** The new configuration cannot be used; the last good one stays. */
  readonly onRefused: (problems: readonly ConfigProblem[]) => void
  readonly debounceMs?: number
  /** How often files are looked at although nothing was reported: mounted volumes and network shares report nothing. */
  readonly pollMs?: number
}

export interface ConfigWatch {
  /** Looks at the files now; what `SIGHUP` does. */
  check(): void
  /** Whether the files now say what cannot be used. */
  isRefused(): boolean
  stop(): void
}

const DEBOUNCE_MS = 200
const POLL_MS = 5000

/** Follows the configuration files and `SIGHUP`. A bad change is reported once and changes nothing. */
export function watchConfig(options: ConfigWatchOptions): ConfigWatch {
  const { sources, current, onReload, onRefused, debounceMs = DEBOUNCE_MS, pollMs = POLL_MS } = options
  let good = current
  let seen = fingerprint(good.files)
  let refused = false
  let pending: NodeJS.Timeout | undefined
  let stopped = false

  const check = (): void => {
    if (stopped) return
    const latest = fingerprint(good.files)
    if (latest === seen) return
    seen = latest
    refused = false
    try {
      const reload = reloadConfig(sources, good)
      good = reload.loaded
      seen = fingerprint(good.files)
      if (reload.applied.length + reload.needsRestart.length > 0) onReload(reload)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      refused = true
      onRefused(error.problems)
    }
  }
  const checkSoon = (): void => {
    clearTimeout(pending)
    pending = setTimeout(check, debounceMs).unref()
  }
  const watchers = watchFolders(good.files, checkSoon)
  const poll = setInterval(check, pollMs).unref()
  process.on('SIGHUP', check)

  return {
    check,
    isRefused: () => refused,
    stop() {
      stopped = true
      clearTimeout(pending)
      clearInterval(poll)
      process.off('SIGHUP', check)
      for (const watcher of watchers) watcher?.close()
    },
  }
}

/**
 * Reads the configuration again and keeps the old value of every setting that needs a restart. Throws ConfigError when the
 * new one is not usable as a whole, or not together with what stays.
 */
export function reloadConfig(sources: ConfigSources, good: LoadedConfig): ConfigReload {
  const fresh = loadConfig(sources)
  const changed = configSchema.filter(
    ({ path }) => !isDeepStrictEqual(fresh.settings.get(path)?.value, good.settings.get(path)?.value),
  )
  const needsRestart = changed.filter(({ reload }) => reload === 'restart').map(({ path }) => path)
  const loaded =
    needsRestart.length === 0 ? fresh : shapeSettings(withOldValues(fresh.settings, good.settings, needsRestart), sources)
  const applied = [...changed.filter(({ reload }) => reload === 'live').map(({ path }) => path), ...changedFiles(loaded, good)]
  return {
    loaded: { ...loaded, files: [...new Set([...loaded.files, ...fresh.files])] },
    applied,
    needsRestart,
    warnings: [
      ...needsRestart.map((path) => `${path}: the new value holds after a restart`),
      ...halfRotationWarnings(fresh.settings, good.settings),
      ...fresh.warnings,
    ],
  }
}

function withOldValues(fresh: Settings, old: Settings, paths: readonly string[]): Settings {
  const merged = new Map(fresh)
  for (const path of paths) {
    const setting = old.get(path)
    if (setting === undefined) merged.delete(path)
    else merged.set(path, setting)
  }
  return merged
}

/** Files that the settings name may change although the settings do not. */
function changedFiles(loaded: LoadedConfig, good: LoadedConfig): readonly string[] {
  const keys = ({ secrets }: LoadedConfig): readonly (string | undefined)[] =>
    (secrets.defaultProject.signingJwks ?? []).map((jwk) => jwk.reveal())
  const networks = ({ config, secrets }: LoadedConfig): unknown =>
    config.networks.map(({ id, settings }) => [id, settings, revealed(secrets.networks.get(id))])
  return [
    ...(isDeepStrictEqual(keys(loaded), keys(good)) ? [] : ['credentials.derived_tokens.jwt.signing_keys']),
    ...(isDeepStrictEqual(networks(loaded), networks(good)) ? [] : ['multitenancy.networks.config_path']),
  ]
}

function revealed(secrets: LoadedConfig['secrets']['defaultProject'] | undefined): unknown {
  const retired = secrets?.hmac?.retired.map(({ value, expiresAt }) => [value.reveal(), expiresAt])
  return [secrets?.hmac?.current.reveal(), retired, secrets?.signingJwks?.map((jwk) => jwk.reveal())]
}

/** A rotation in two steps leaves keys unverifiable in between, and is usually a slip. */
function halfRotationWarnings(fresh: Settings, good: Settings): readonly string[] {
  const before = good.get('secrets.hmac.current')?.value
  if (typeof before !== 'string' || before === fresh.get('secrets.hmac.current')?.value) return []
  const retired = fresh.get('secrets.hmac.retired')?.value
  const isKept =
    Array.isArray(retired) && retired.some((item) => item === before || (isRetiredBlock(item) && item.value === before))
  return isKept
    ? []
    : ['secrets.hmac.current: was replaced without retiring the former value; keys issued with it no longer verify']
}

const isRetiredBlock = (item: unknown): item is { readonly value: unknown } =>
  typeof item === 'object' && item !== null && 'value' in item

/** Of contents, not of times: an editor that saves the same text, or a mounted volume that is swapped, changes nothing. */
function fingerprint(files: readonly string[]): string {
  return hash('sha256', files.map((file) => `${file}\0${hash('sha256', contentOf(file), 'hex')}`).join('\n'), 'hex')
}

function contentOf(file: string): Buffer | string {
  try {
    return readFileSync(file)
  } catch {
    // A file that is being replaced is missing for a moment; when it stays so, reading the configuration says it.
    return 'missing'
  }
}

const watchFolders = (files: readonly string[], onChange: () => void): readonly (FSWatcher | undefined)[] =>
  [...new Set(files.map((file) => dirname(file)))].map((folder) => watchFolder(folder, onChange))

/** `undefined` where the system cannot watch; polling remains. */
function watchFolder(folder: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, onChange)
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return undefined
  }
}
