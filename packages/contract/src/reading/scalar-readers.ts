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
    if (value.length < minLength) return new Refusal(minLength === 1 ? 'must not be empty' : `must have at least ${minLength} characters`)
    // A code point takes one or two units of `length`, so most texts need no count.
    if (value.length > maxLength && codePoints(value) > maxLength) return new Refusal(`must not be longer than ${maxLength} characters`)
    if (shape !== undefined && !shape.test(value)) return new Refusal(shapeRule)
    return value
  }
}

export function readInteger({ minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }: SchemaNode): Read {
  const refusal = new Refusal(`must be a whole number from ${minimum} to ${maximum}`)
  return (value) => (Number.isSafeInteger(value) && (value as number) >= minimum && (value as number) <= maximum ? value : refusal)
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
    if (maxBytes !== undefined && Buffer.byteLength(JSON.stringify(value)) > maxBytes) {
      return new Refusal(`must not take more than ${maxBytes} bytes as JSON`)
    }
    return value
  }
}

const CANONICAL_INTEGER = /^(0|-?[1-9][0-9]{0,15})$/

function codePoints(text: string): number {
  let amount = 0
  for (const _ of text) amount += 1
  return amount
}
