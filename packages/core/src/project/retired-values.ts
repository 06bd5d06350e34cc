import { invalidField } from '../errors/domain-error.ts'
import type { JsonObject, JsonValue } from '../key/json.ts'
import { parseInstant } from '../key/list-filter-instant.ts'
import type { Instant } from '../ports/clock.ts'
import type { Retired } from './project.ts'
import { isObject, listAt, obeying, type Rule } from './settings-document.ts'

/**
 * A list of values that were replaced but still verify, each a plain string or `{value, expires_at}`.
 * Throws `bad_request` that names the entry, on a broken rule, a repetition, or the current value among the retired ones.
 */
export function retiredAt(
  document: JsonObject,
  path: string,
  current: string | undefined,
  rule: Rule<string>,
): readonly Retired<string>[] {
  const seen = new Set<string | undefined>([current])
  return listAt(document, path).map((entry, index) => {
    const retired = readRetired(entry, `${path}[${index}]`, rule)
    if (seen.has(retired.value)) {
      throw invalidField(`${path}[${index}]`, retired.value === current ? 'is the current value' : 'is listed twice')
    }
    seen.add(retired.value)
    return retired
  })
}

/** One retired value; throws `bad_request` naming `path`. */
export function readRetired(entry: JsonValue, path: string, rule: Rule<string>): Retired<string> {
  if (typeof entry === 'string') return { value: obeying(path, entry, rule), expiresAt: undefined }
  if (!isObject(entry)) throw invalidField(path, 'must be a string or an object of value and expires_at')
  const stranger = Object.keys(entry).find((name) => name !== 'value' && name !== 'expires_at')
  if (stranger !== undefined) throw invalidField(path, 'may only have the members value and expires_at')
  const { value, expires_at: end } = entry
  if (typeof value !== 'string') throw invalidField(`${path}.value`, 'must be a string')
  return {
    value: obeying(`${path}.value`, value, rule),
    expiresAt: end === undefined || end === null ? undefined : instantOf(end, path),
  }
}

function instantOf(value: JsonValue, path: string): Instant {
  const instant = typeof value === 'string' ? parseInstant(value) : undefined
  if (instant === undefined) throw invalidField(`${path}.expires_at`, 'must be an RFC 3339 time')
  return instant
}
