import { invalidField } from '../errors/domain-error.ts'
import type { JsonObject, JsonValue } from '../key/json.ts'

/** What is wrong with a value, as the end of a sentence that begins with its path; `undefined` when nothing is. */
export type Rule<T> = (value: T) => string | undefined

/** The member at a dotted path; `undefined` when it, or anything above it, is absent or null. Throws `bad_request`. */
export function settingAt(document: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue = document
  let walked = ''
  for (const name of path.split('.')) {
    if (!isObject(value)) throw invalidField(walked, 'must be an object')
    const member: JsonValue | undefined = Object.hasOwn(value, name) ? value[name] : undefined
    if (member === undefined || member === null) return undefined
    walked = walked === '' ? name : `${walked}.${name}`
    value = member
  }
  return value
}

export function textAt(document: JsonObject, path: string, rule: Rule<string>): string | undefined {
  const value = settingAt(document, path)
  if (value === undefined) return undefined
  if (typeof value !== 'string') throw invalidField(path, 'must be a string')
  return obeying(path, value, rule)
}

export function flagAt(document: JsonObject, path: string): boolean | undefined {
  const value = settingAt(document, path)
  if (value === undefined || typeof value === 'boolean') return value
  throw invalidField(path, 'must be true or false')
}

export function listAt(document: JsonObject, path: string): readonly JsonValue[] {
  const value = settingAt(document, path)
  if (value === undefined) return []
  if (!Array.isArray(value)) throw invalidField(path, 'must be a list')
  return value
}

export function obeying<T>(path: string, value: T, rule: Rule<T>): T {
  const broken = rule(value)
  if (broken !== undefined) throw invalidField(path, broken)
  return value
}

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether two values are the same, whatever the order of their members. Stops at the first difference. */
export function isSameJson(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (isList(one) && isList(other))
    return one.length === other.length && one.every((item, index) => isSameJson(item, other[index]))
  if (!isObject(one) || !isObject(other)) return one === other
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSameJson(one[name], other[name]))
  )
}

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value)

/** Every path that ends in something other than an object, in document order. */
export function leafPaths(document: JsonObject, above = ''): readonly string[] {
  return Object.entries(document).flatMap(([name, value]) => {
    const path = above === '' ? name : `${above}.${name}`
    return isObject(value) ? leafPaths(value, path) : [path]
  })
}

/** `over` wins, member by member; lists are replaced whole. */
export function mergeDocuments(under: JsonObject, over: JsonObject): JsonObject {
  const merged = new Map<string, JsonValue>(Object.entries(under))
  for (const [name, value] of Object.entries(over)) {
    const below = merged.get(name)
    merged.set(name, isObject(below) && isObject(value) ? mergeDocuments(below, value) : value)
  }
  return Object.fromEntries(merged)
}

/** The document without the member at a dotted path, and without the blocks that this leaves empty. */
export function withoutSetting(document: JsonObject, path: string): JsonObject {
  const [name = '', ...below] = path.split('.')
  const members = Object.entries(document).flatMap(([member, value]): [string, JsonValue][] => {
    if (member !== name) return [[member, value]]
    if (below.length === 0 || !isObject(value)) return []
    const rest = withoutSetting(value, below.join('.'))
    return Object.keys(rest).length === 0 ? [] : [[member, rest]]
  })
  return Object.fromEntries(members)
}
