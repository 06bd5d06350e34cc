import type { Static, TSchema } from 'typebox'
import { isJsonObject, nodeOf, type SchemaNode } from './schema-node.ts'

type Prune = (value: unknown) => unknown

/**
 * Writes a message by its schema: what the schema does not declare is cut, so that nothing leaks that was not promised.
 * Members come in the order of the schema; those that are `undefined` stay out.
 */
export function serialiseMessage<Schema extends TSchema>(schema: Schema): (message: Static<Schema>) => string {
  const prune = pruneOf(nodeOf(schema))
  return (message) => JSON.stringify(prune(message))
}

function pruneOf(node: SchemaNode): Prune {
  const alternative = node.anyOf?.find(({ type }) => type !== 'null')
  if (alternative !== undefined) return pruneOf(alternative)
  if (node.items !== undefined) return pruneList(node.items)
  if (node.properties !== undefined) return pruneObject(node.properties)
  return (value) => value
}

function pruneList(items: SchemaNode): Prune {
  const prune = pruneOf(items)
  return (value) => (Array.isArray(value) ? value.map(prune) : value)
}

function pruneObject(properties: Readonly<Record<string, SchemaNode>>): Prune {
  const members = Object.entries(properties).map(([name, node]) => ({ name, prune: pruneOf(node) }))
  return (value) => {
    if (!isJsonObject(value)) return value
    const kept: Record<string, unknown> = {}
    for (const { name, prune } of members) {
      const member = value[name]
      if (member !== undefined) kept[name] = prune(member)
    }
    return kept
  }
}
