import { hash } from 'node:crypto'
import type { JsonObject, JsonValue } from './json.ts'

/** One text per value: members in code unit order, no spaces (after RFC 8785; only equality matters here). */
export function canonicalJson(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return isList(value) ? canonicalList(value) : canonicalObject(value)
}

/** Tells whether two calls asked for the same, without keeping what they asked for. SHA-256, base64url. */
export const parametersHash = (parameters: JsonObject): string => hash('sha256', canonicalJson(parameters), 'base64url')

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)

// Every audit event passes here, so the texts are joined without the lists in between that `map` would make.
function canonicalList(list: readonly JsonValue[]): string {
  let text = ''
  for (const item of list) text += `${text === '' ? '' : ','}${canonicalJson(item)}`
  return `[${text}]`
}

function canonicalObject(object: JsonObject): string {
  let text = ''
  for (const name of Object.keys(object).sort()) {
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(object[name] ?? null)}`
  }
  return `{${text}}`
}
