import { resolve } from 'node:path'
import type { JsonValue } from '@latchkey/core/key/json'
import { isObject, withoutSetting } from '@latchkey/core/project/settings-document'
import { readBootstrapKeys } from './bootstrap-keys.ts'
import { crossProblems, settingWarnings } from './check-settings.ts'
import { collectSettings, readDocument } from './collect-settings.ts'
import type { Config, ConfigSecrets } from './config.ts'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { consoleProblems, readClientSecret } from './console-settings.ts'
import type { Environment } from './environment.ts'
import { type Lookup, makeLookup } from './lookup.ts'
import { networkEntry } from './networks.ts'
import { type ReadOverlay, readOverlay } from './project-overlay.ts'
import { readConfigFile } from './read-config-file.ts'
import { configSchema, projectSchema } from './schema.ts'
import type { PlacedSecret } from './secret-quality.ts'
import type { Settings } from './settings.ts'
import { type ReadNetwork, shapeConfig, shapeSecrets } from './shape-config.ts'

export interface ConfigSources {
  /** YAML or JSON. */
  readonly file?: string | undefined
  readonly environment: Environment
}

export interface LoadedConfig {
  readonly config: Config
  readonly secrets: ConfigSecrets
  /** For people, without values. */
  readonly warnings: readonly string[]
  /** What was set explicitly, and where. */
  readonly settings: Settings
  /** Every file that was read, so that changes can be watched for. */
  readonly files: readonly string[]
}

/** Reads, checks and shapes the configuration: environment over file over defaults. Throws ConfigError. */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  return shapeSettings(
    collectSettings(sources.file === undefined ? {} : readConfigFile(sources.file), sources.environment, configSchema),
    sources,
  )
}

/** The second half of `loadConfig`, for settings that were put together some other way. Reads the files they name. */
export function shapeSettings(settings: Settings, { file, environment }: ConfigSources): LoadedConfig {
  const lookup = makeLookup(settings)
  const problems: ConfigProblem[] = []
  const defaultProject = collectProblems(problems, () => readOverlay(settings, file))
  const { networks, warnings } = collectProblems(problems, () => readNetworkFiles(lookup)) ?? { networks: [], warnings: [] }
  const chosen = collectProblems(problems, () => ({
    bootstrap: readBootstrapKeys(environment),
    oidcClientSecret: readClientSecret(lookup),
  }))
  problems.push(
    ...crossProblems(lookup, placedSecrets(lookup, defaultProject, networks)),
    ...masterProblems(lookup),
    ...consoleProblems(lookup),
  )
  if (problems.length > 0 || defaultProject === undefined || chosen === undefined) throw new ConfigError(problems)
  return {
    config: shapeConfig(lookup, defaultProject, networks),
    secrets: shapeSecrets(lookup, chosen, defaultProject, networks),
    warnings: [...settingWarnings(settings), ...warnings],
    settings,
    files: [file, ...defaultProject.files, ...networks.flatMap(({ read }) => read.files)].filter((name) => name !== undefined),
  }
}

function collectProblems<T>(problems: ConfigProblem[], read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    problems.push(...error.problems)
    return undefined
  }
}

function placedSecrets(
  lookup: Lookup,
  defaultProject: ReadOverlay | undefined,
  networks: readonly ReadNetwork[],
): readonly PlacedSecret[] {
  const master = lookup.textOrNone('secrets.master.current')
  return [
    ...(master === undefined ? [] : [{ path: 'secrets.master.current', text: master }]),
    ...lookup.texts('secrets.master.retired').map((text, index) => ({ path: `secrets.master.retired[${index}]`, text })),
    ...(defaultProject?.placed ?? []),
    ...networks.flatMap(({ read }) => read.placed),
  ]
}

function masterProblems(lookup: Lookup): readonly ConfigProblem[] {
  const isOrphaned =
    lookup.textOrNone('secrets.master.current') === undefined && lookup.texts('secrets.master.retired').length > 0
  return isOrphaned ? [{ path: 'secrets.master.retired', rule: 'needs secrets.master.current' }] : []
}

interface NetworkFiles {
  readonly networks: readonly ReadNetwork[]
  readonly warnings: readonly string[]
}

/** Reads the settings file of each project of `multitenancy.networks`, once per project. */
function readNetworkFiles(lookup: Lookup): NetworkFiles {
  if (!lookup.flag('multitenancy.enabled')) return { networks: [], warnings: [] }
  const path = 'multitenancy.networks'
  const entries = lookup.items(path).map((item, index) => networkEntry(item, `${path}[${index}]`))
  const warnings: string[] = []
  const problems: ConfigProblem[] = []
  const networks = [...Map.groupBy(entries, ({ id }) => id)].flatMap(([id, same]) => {
    const place = `${path}[${entries.findIndex((entry) => entry.id === id)}].config_path`
    const read = collectProblems(problems, () => readNetworkFile(same[0]?.configPath ?? '', place, warnings))
    return read === undefined ? [] : [{ id, hosts: same.map(({ hostname }) => hostname), read }]
  })
  if (problems.length > 0) throw new ConfigError(problems)
  return { networks, warnings }
}

/** The file of one project. What does not belong to a project is left out, as Talos does, but not silently. */
function readNetworkFile(file: string, place: string, warnings: string[]): ReadOverlay {
  const within = ({ path, rule }: ConfigProblem): ConfigProblem =>
    path === place ? { path, rule } : { path: `${place}: ${path}`, rule }
  try {
    const document = readConfigFile(file, place)
    const settings = collectSettings(projectPart(document, place, warnings), {}, projectSchema)
    const read = readOverlay(settings, resolve(file))
    return {
      ...read,
      placed: read.placed.map(({ path, text }) => ({ path: `${place}: ${path}`, text })),
      files: [file, ...read.files],
    }
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(error.problems.map(within)) : error
  }
}

function projectPart(document: JsonValue, place: string, warnings: string[]): JsonValue {
  const belongs = new Set(projectSchema.map(({ path }) => path))
  const others = [...readDocument(document, configSchema).keys()].filter((path) => !belongs.has(path))
  warnings.push(...others.map((path) => `${place}: ${path} is a setting of the server and is left out`))
  return isObject(document) ? others.reduce(withoutSetting, document) : document
}
