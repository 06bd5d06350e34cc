import { isJsonObject, type SchemaNode } from '../schema-node.ts'
import { type Read, Refusal } from './refusal.ts'
import { readBoolean, readEnum, readFreeObject, readInt64, readInteger, readText } from './scalar-readers.ts'
import { camelCase } from './spellings.ts'

/** Compiles a schema once into closures. A schema that is not written in our part of JSON Schema is a programming error. */
export function readerOf(node: SchemaNode): Read {
  if (node.enum !== undefined) return readEnum(node.enum)
  if (node.anyOf !== undefined) return readFirstThatFits(node.anyOf)
  if (takesAnything(node)) return (value) => value
  if (node.format === 'int64') return readInt64(node)
  switch (node.type) {
    case 'string':
      return readText(node)
    case 'integer':
      return readInteger(node)
    case 'boolean':
      return readBoolean
    case 'array':
      return readList(node)
    case 'object':
      return node.additionalProperties === true ? readFreeObject(node) : readObject(node)
    default:
      throw new Error(`no reader for ${JSON.stringify(node)}`)
  }
}

/** The schema without a rule (`Type.Unknown`): any JSON, and null is a value like others. */
const takesAnything = (node: SchemaNode): boolean => Object.keys(node).every((keyword) => keyword === 'description')

/** What the last alternative says is the refusal of all. */
function readFirstThatFits(alternatives: readonly SchemaNode[]): Read {
  const reads = alternatives.map(readerOf)
  return (value) => {
    let kept: unknown = new Refusal('is not allowed')
    for (const read of reads) {
      kept = read(value)
      if (!(kept instanceof Refusal)) return kept
    }
    return kept
  }
}

function readList({ items = {}, minItems = 0, maxItems = Number.POSITIVE_INFINITY }: SchemaNode): Read {
  const readItem = readerOf(items)
  return (value) => {
    if (!Array.isArray(value)) return new Refusal('must be a list')
    if (value.length < minItems) return new Refusal(`must have at least ${count(minItems, 'item')}`)
    if (value.length > maxItems) return new Refusal(`must not have more than ${count(maxItems, 'item')}`)
    const read: unknown[] = []
    for (const [index, item] of value.entries()) {
      const kept = readItem(item)
      if (kept instanceof Refusal) return kept.within(index)
      read.push(kept)
    }
    return read
  }
}

interface Member {
  readonly name: string
  readonly camel: string
  readonly required: boolean
  readonly takesNull: boolean
  readonly read: Read
}

function readObject({ properties = {}, required = [] }: SchemaNode): Read {
  const members = Object.entries(properties)
    .filter(([, node]) => node.readOnly !== true)
    .map(
      ([name, node]): Member => ({
        name,
        camel: camelCase(name),
        required: required.includes(name),
        takesNull: takesAnything(node),
        read: readerOf(node),
      }),
    )
  return (value) => {
    if (!isJsonObject(value)) return new Refusal('must be an object')
    const read: Record<string, unknown> = {}
    for (const member of members) {
      const kept = readMember(member, value)
      if (kept instanceof Refusal) return kept.within(member.name)
      if (kept !== undefined) read[member.name] = kept
    }
    return read
  }
}

const ownMember = (from: Record<string, unknown>, name: string): unknown => (Object.hasOwn(from, name) ? from[name] : undefined)

function readMember({ name, camel, required, takesNull, read }: Member, from: Record<string, unknown>): unknown {
  const camelSent = camel === name ? undefined : ownMember(from, camel)
  const nameSent = ownMember(from, name)
  if (nameSent !== undefined && camelSent !== undefined) return new Refusal(`must not be given as ${camel} too`)
  const sent = nameSent === undefined ? camelSent : nameSent
  // protobuf JSON mapping: null is the same as not being there.
  if (sent === undefined || (sent === null && !takesNull)) return required ? new Refusal('is required') : undefined
  return read(sent)
}

const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`
