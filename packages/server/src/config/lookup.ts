import { parseGoDurationMs } from '@latchkey/core/key/duration'
import type { JsonValue } from '@latchkey/core/key/json'
import type { ConfigValue } from './config-entry.ts'
import { configSchema, entriesByPath } from './schema.ts'
import type { Settings } from './settings.ts'

/**
 * Typed access to settings and their defaults. Asking for a path the schema does not have, or as another type, is a mistake
 * in this program and throws.
 */
export interface Lookup {
  text(path: string): string
  textOrNone(path: string): string | undefined
  number(path: string): number
  numberOrNone(path: string): number | undefined
  flag(path: string): boolean
  flagOrNone(path: string): boolean | undefined
  texts(path: string): readonly string[]
  items(path: string): readonly JsonValue[]
}

const schema = entriesByPath(configSchema)

export function makeLookup(settings: Settings): Lookup {
  const find = <T>(path: string, is: (value: ConfigValue) => value is T & ConfigValue): T | undefined => {
    const value = settings.get(path)?.value ?? defaultOf(path)
    if (value === undefined) return undefined
    if (!is(value)) throw new TypeError(`${path} is not of the type it is read as`)
    return value
  }
  const get = <T>(path: string, is: (value: ConfigValue) => value is T & ConfigValue): T => {
    const value = find(path, is)
    if (value === undefined) throw new TypeError(`${path} has no default`)
    return value
  }
  return {
    text: (path) => get(path, isText),
    textOrNone: (path) => find(path, isText),
    number: (path) => get(path, isNumber),
    numberOrNone: (path) => find(path, isNumber),
    flag: (path) => get(path, isFlag),
    flagOrNone: (path) => find(path, isFlag),
    texts: (path) => get(path, isTexts),
    items: (path) => get(path, isItems),
  }
}

function defaultOf(path: string): ConfigValue | undefined {
  const entry = schema.get(path)
  if (entry === undefined) throw new TypeError(`${path} is not in the schema`)
  return entry.type === 'duration' && typeof entry.default === 'string' ? parseGoDurationMs(entry.default) : entry.default
}

const isText = (value: ConfigValue): value is string => typeof value === 'string'
const isNumber = (value: ConfigValue): value is number => typeof value === 'number'
const isFlag = (value: ConfigValue): value is boolean => typeof value === 'boolean'
const isItems = (value: ConfigValue): value is readonly JsonValue[] => Array.isArray(value)
const isTexts = (value: ConfigValue): value is readonly string[] => isItems(value) && value.every(isText)
