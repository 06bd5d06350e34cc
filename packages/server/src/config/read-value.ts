import { DomainError } from '@latchkey/core/errors/domain-error'
import { parseGoDurationMs } from '@latchkey/core/key/duration'
import type { JsonValue } from '@latchkey/core/key/json'
import { readRetired } from '@latchkey/core/project/retired-values'
import type { ConfigEntry, ConfigValue } from './config-entry.ts'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { readNetworks } from './networks.ts'
import { readPlans } from './plans.ts'

const TEXT_MAX_CHARACTERS = 256 * 1024

/** Understands a written value, or throws ConfigError that names the path and the rule and never the value. */
export function readValue(entry: ConfigEntry, written: JsonValue): ConfigValue {
  const value = readers[entry.type](entry, written)
  if (!Array.isArray(value)) requireRule(entry, entry.path, value)
  return value
}

type Reader = (entry: ConfigEntry, written: JsonValue) => ConfigValue

const readers = {
  string: (entry, written) => (isText(written) ? written : refuse(entry.path, 'must be text')),
  boolean: (entry, written) => (typeof written === 'boolean' ? written : refuse(entry.path, 'must be true or false')),
  integer: (entry, written) =>
    Number.isSafeInteger(written) ? withinRange(entry, Number(written)) : refuse(entry.path, 'must be a whole number'),
  number: (entry, written) =>
    typeof written === 'number' && Number.isFinite(written)
      ? withinRange(entry, written)
      : refuse(entry.path, 'must be a number'),
  duration: (entry, written) =>
    (typeof written === 'string' ? parseGoDurationMs(written) : undefined) ??
    refuse(entry.path, 'must be a duration such as 500ms, 30s, 15m or 168h'),
  enum: (entry, written) =>
    isText(written) && entry.values?.includes(written) === true
      ? written
      : refuse(entry.path, `must be one of ${entry.values?.join(', ')}`),
  'list of strings': (entry, written) => requireList(entry, written).map((item, index) => readListed(entry, item, index)),
  'list of retired values': (entry, written) =>
    requireList(entry, written).map((item, index) => readRetiredItem(entry, item, index)),
  'list of plans': (entry, written) => readPlans(requireList(entry, written), entry.path),
  'list of networks': (entry, written) => readNetworks(requireList(entry, written), entry.path),
} as const satisfies Record<ConfigEntry['type'], Reader>

function readListed(entry: ConfigEntry, item: JsonValue, index: number): ConfigValue {
  const path = `${entry.path}[${index}]`
  if (!isText(item)) return refuse(path, 'must be text')
  requireRule(entry, path, item)
  return item
}

/** Keeps what was written; the shape is the one project settings use. */
function readRetiredItem(entry: ConfigEntry, item: JsonValue, index: number): ConfigValue {
  const path = `${entry.path}[${index}]`
  fieldErrors(path, () => readRetired(item, path, (text) => (isText(text) ? entry.rule?.(text) : 'is too long')))
  return item
}

/** Runs a check of the core and turns its refusal into ours. */
export function fieldErrors<T>(path: string, check: () => T): T {
  try {
    return check()
  } catch (error) {
    throw error instanceof DomainError ? new ConfigError([problemOf(error, path)]) : error
  }
}

function problemOf({ reason = 'cannot be used', metadata }: DomainError, path: string): ConfigProblem {
  const field = metadata['field']
  if (field === undefined) return { path, rule: reason }
  return { path: field, rule: reason.startsWith(`${field}: `) ? reason.slice(field.length + 2) : reason }
}

function withinRange({ path, minimum = -Infinity, maximum = Infinity }: ConfigEntry, number: number): number {
  return number >= minimum && number <= maximum ? number : refuse(path, `must be ${minimum} to ${maximum}`)
}

function requireRule(entry: ConfigEntry, path: string, value: ConfigValue): void {
  const broken = entry.rule?.(value)
  if (broken !== undefined) refuse(path, broken)
}

const requireList = ({ path }: ConfigEntry, written: JsonValue): readonly JsonValue[] =>
  Array.isArray(written) ? written : refuse(path, 'must be a list')

const isText = (value: JsonValue): value is string => typeof value === 'string' && value.length <= TEXT_MAX_CHARACTERS

function refuse(path: string, rule: string): never {
  throw new ConfigError([{ path, rule }])
}
