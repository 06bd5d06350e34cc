import type { JsonObject, JsonValue } from '../key/json.ts'

const DEPTH_MAX = 32
const NAME_OR_BRACKET = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g
const DANGEROUS = /"(?:__proto__|constructor|prototype)"/
const OPENING = /[{[]/
const dangerousNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Parses a JSON object that means the same to every reader: no member twice (RFC 8725 §2.6 in spirit), none of the names
 * that reach an object's prototype, and no deep nesting. `undefined` for anything else.
 */
export function parseTokenJson(text: string): JsonObject | undefined {
  let value: JsonValue
  try {
    value = JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
  return isJsonObject(value) && (isOwnSpelling(value, text) || isUnambiguous(text)) ? value : undefined
}

/**
 * Whether the text is what `JSON.stringify` writes, without a suspicious name and with too few brackets to be deep: nothing
 * that is said twice survives being written again. Nearly every token we are shown is one that we wrote.
 */
const isOwnSpelling = (value: JsonObject, text: string): boolean =>
  !DANGEROUS.test(text) && text.split(OPENING, DEPTH_MAX + 1).length <= DEPTH_MAX && JSON.stringify(value) === text

export const isJsonObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A copy without the member names that `parseTokenJson` refuses, at any depth. */
export function withoutDangerousNames<T extends JsonValue>(value: T): T
export function withoutDangerousNames(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => withoutDangerousNames(item))
  if (!isJsonObject(value)) return value
  const safe = Object.entries(value).filter(([name]) => !dangerousNames.has(name))
  return Object.fromEntries(safe.map(([name, member]) => [name, withoutDangerousNames(member)]))
}

/** Of a text that is known to be JSON, where a string before a colon can only be a member name. */
function isUnambiguous(json: string): boolean {
  const open: Set<string>[] = []
  for (const [token, colon] of json.matchAll(NAME_OR_BRACKET)) {
    if (token === '{' || token === '[') open.push(new Set())
    else if (token === '}' || token === ']') open.pop()
    else if (colon !== undefined) {
      const name = JSON.parse(token.slice(0, -colon.length)) as string
      const names = open.at(-1)
      if (names === undefined || names.has(name) || dangerousNames.has(name)) return false
      names.add(name)
    }
    if (open.length > DEPTH_MAX) return false
  }
  return true
}
