import type { JsonObject, JsonValue } from '@latchkey/core/key/json'
import { isObject } from '@latchkey/core/project/settings-document'
import type { ConfigEntry } from './config-entry.ts'
import { ConfigError, type ConfigProblem, printableSetting } from './config-error.ts'
import { type Environment, readEnvironment, variableOf } from './environment.ts'
import { readValue } from './read-value.ts'
import { entriesByPath } from './schema.ts'
import type { Setting, SettingSource, Settings } from './settings.ts'

/** Puts file and environment together, the environment on top. Throws ConfigError that lists every problem of both. */
export function collectSettings(document: JsonValue, environment: Environment, entries: readonly ConfigEntry[]): Settings {
  const problems: ConfigProblem[] = []
  const collect = <T>(read: () => T, fallback: T): T => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      problems.push(...error.problems)
      return fallback
    }
  }
  const fromFile = collect(() => readDocument(document, entries), new Map<string, JsonValue>())
  const fromEnvironment = collect(() => readEnvironment(environment, entries), new Map<string, JsonValue>())
  const settings = new Map<string, Setting>()
  const add = (entry: ConfigEntry, written: JsonValue | undefined, source: Exclude<SettingSource, 'default'>): void => {
    if (written === undefined) return
    const value = collect(() => readValue(source === 'file' ? entry : variableEntry(entry), written), undefined)
    if (value !== undefined) settings.set(entry.path, { entry, written, value, source })
  }
  for (const entry of entries) {
    add(entry, fromFile.get(entry.path), 'file')
    add(entry, fromEnvironment.get(entry.path), 'environment')
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return settings
}

/** Problems of a variable name the variable. */
const variableEntry = (entry: ConfigEntry): ConfigEntry => ({ ...entry, path: variableOf(entry.path) })

/** The written values of a document by path. Throws ConfigError on what is not a setting. */
export function readDocument(document: JsonValue, entries: readonly ConfigEntry[]): ReadonlyMap<string, JsonValue> {
  if (!isObject(document)) throw new ConfigError([{ path: 'configuration file', rule: 'must hold a block of settings' }])
  const byPath = entriesByPath(entries)
  const blocks = new Set(entries.flatMap(({ path }) => blocksAbove(path)))
  const leaves = leavesOf(document, '', (path) => blocks.has(path))
  const problems = leaves.flatMap(({ path, name, value }): ConfigProblem[] => {
    if (byPath.has(path) && !name.includes('.')) return []
    if (!blocks.has(path) || name.includes('.'))
      return [{ path: [...blockOf(path, name), printableSetting(name)].join('.'), rule: 'is not a setting' }]
    // A block that is named and left empty sets nothing.
    return value === null ? [] : [{ path, rule: 'must be a block of settings' }]
  })
  if (problems.length > 0) throw new ConfigError(problems)
  return new Map(leaves.filter(({ path }) => byPath.has(path)).map(({ path, value }) => [path, value]))
}

interface Leaf {
  readonly path: string
  readonly name: string
  readonly value: JsonValue
}

/** Everything that is not a block that may hold settings. */
function leavesOf(block: JsonObject, above: string, isBlock: (path: string) => boolean): readonly Leaf[] {
  return Object.entries(block).flatMap(([name, value]) => {
    const path = above === '' ? name : `${above}.${name}`
    return isObject(value) && isBlock(path) && !name.includes('.') ? leavesOf(value, path, isBlock) : [{ path, name, value }]
  })
}

/** The block that a leaf of this name is in; a block is a name that we know, so it may be shown. */
const blockOf = (path: string, name: string): readonly string[] => (path === name ? [] : [path.slice(0, -name.length - 1)])

/** `a.b` and `a` for `a.b.c`. */
function blocksAbove(path: string): readonly string[] {
  const names = path.split('.')
  return names.slice(0, -1).map((_, index) => names.slice(0, index + 1).join('.'))
}
