import type { Static, TSchema } from 'typebox'
import { readerOf } from './reading/message-reader.ts'
import { type Read, Refusal } from './reading/refusal.ts'
import { camelCase } from './reading/spellings.ts'
import { isJsonObject, nodeOf } from './schema-node.ts'

/** What was sent, in our spelling and without what we do not know; or the place and the rule it breaks. */
export type Reading<Message> =
  | { readonly ok: true; readonly value: Message }
  /** `field` is a path in wire notation, such as `requests[3].name`; empty when the whole is meant. */
  | { readonly ok: false; readonly field: string; readonly rule: string }

export interface MessageReader<Message> {
  readonly parse: (value: unknown) => Reading<Message>
}

/**
 * Reads a JSON body by its schema: takes snake_case and camelCase names, ignores unknown and read-only members, takes null for
 * absent (protobuf JSON mapping) and coerces nothing except int64 text. The value is a copy; free-form objects are not.
 */
export const compileMessage = <Schema extends TSchema>(schema: Schema): MessageReader<Static<Schema>> =>
  readWith(readerOf(nodeOf(schema)))

/** Reads a query string by its schema, where every value arrives as text. A name that is given twice is refused. */
export function compileQuery<Schema extends TSchema>(schema: Schema): MessageReader<Static<Schema>> {
  const node = nodeOf(schema)
  const numbers = new Set(
    Object.entries(node.properties ?? {}).flatMap(([name, { type }]) => (type === 'integer' ? [name, camelCase(name)] : [])),
  )
  const read = readerOf(node)
  return readWith((value) => {
    if (!isJsonObject(value)) return new Refusal('must be a query')
    const twice = Object.keys(value).find((name) => Array.isArray(value[name]))
    if (twice !== undefined) return new Refusal('must be given only once').within(twice)
    return read(
      Object.fromEntries(Object.entries(value).map(([name, text]) => [name, numbers.has(name) ? numberOf(text) : text])),
    )
  })
}

function readWith<Message>(read: Read): MessageReader<Message> {
  return {
    parse: (value) => {
      const result = read(value)
      if (result instanceof Refusal) return { ok: false, field: result.field, rule: result.rule }
      return { ok: true, value: result as Message }
    },
  }
}

const numberOf = (text: unknown): unknown => (typeof text === 'string' && /^[0-9]{1,15}$/.test(text) ? Number(text) : text)
