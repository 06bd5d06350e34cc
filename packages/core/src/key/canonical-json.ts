import { hash } from 'node:crypto'
import type { JsonObject, JsonValue } from './json.ts'

/** One text per value: members in code unit order, no spaces (after RFC 8785; only equality matters here). */
export function canonicalJson(value: JsonValue): string {
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`
}

/** Tells whether two calls asked for the same, without keeping what they asked for. SHA-256, base64url. */
export const parametersHash = (parameters: JsonObject): string => hash('sha256', canonicalJson(parameters), 'base64url')

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)
