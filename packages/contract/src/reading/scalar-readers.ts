import { patternRules } from '../messages/fields.ts'
import { isJsonObject, type SchemaNode } from '../schema-node.ts'
import { type Read, Refusal } from './refusal.ts'

export const readBoolean: Read = (value) => (typeof value === 'boolean' ? value : new Refusal('must be true or false'))

export function readEnum(names: readonly string[]): Read {
  const known: ReadonlySet<unknown> = new Set(names)
  const refusal = new Refusal(`must be one of ${names.join(', ')}`)
  return (value) => (known.has(value) ? value : refusal)
}

export function readText({ minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern }: SchemaNode): Read {
  const shape = pattern === undefined ? undefined : new RegExp(pattern, 'u')
  const shapeRule = patternRules[pattern ?? ''] ?? `must match ${pattern}`
  return (value) => {
    if (typeof value !== 'string') return new Refusal('must be a string')
    if (value.length < minLength)
      return new Refusal(minLength === 1 ? 'must not be empty' : `must have at least ${minLength} characters`)
    if (isLonger(value, maxLength)) return new Refusal(`must not be longer than ${maxLength} characters`)
    if (shape !== undefined && !shape.test(value)) return new Refusal(shapeRule)
    return value
  }
}

export function readInteger({ minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }: SchemaNode): Read {
  const refusal = new Refusal(`must be a whole number from ${minimum} to ${maximum}`)
  return (value) =>
    Number.isSafeInteger(value) && (value as number) >= minimum && (value as number) <= maximum ? value : refusal
}

/** protobuf int64: a number or canonical decimal text in; gives the number. */
export function readInt64(node: SchemaNode): Read {
  const read = readInteger(node)
  return (value) => read(typeof value === 'string' && CANONICAL_INTEGER.test(value) ? Number(value) : value)
}

/** The caller's own object: passed on as it is, only its size is ours to judge. */
export function readFreeObject(node: SchemaNode): Read {
  const maxBytes = node['x-max-serialised-bytes']
  return (value) => {
    if (!isJsonObject(value)) return new Refusal('must be an object')
    if (maxBytes !== undefined && isBigger(JSON.stringify(value), maxBytes)) {
      return new Refusal(`must not take more than ${maxBytes} bytes as JSON`)
    }
    return value
  }
}

const CANONICAL_INTEGER = /^(0|-?[1-9][0-9]{0,15})$/

/** Counts code points only where the answer is not plain: each takes one or two units of `length`. */
function isLonger(text: string, maxLength: number): boolean {
  if (text.length <= maxLength) return false
  return text.length > 2 * maxLength || Array.from(text).length > maxLength
}

/** Counts bytes of UTF-8 only where the answer is not plain: a unit of `length` takes one to three. */
function isBigger(text: string, maxBytes: number): boolean {
  if (text.length > maxBytes) return true
  return text.length * 3 > maxBytes && new TextEncoder().encode(text).length > maxBytes
}
