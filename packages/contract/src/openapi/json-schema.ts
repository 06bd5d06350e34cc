import type { TSchema } from 'typebox'
import { isJsonObject } from '../schema-node.ts'

/** A JSON object of the document. */
export type DocumentNode = Record<string, unknown>

/** Collects every message that has a name, so that the document says it once and points to it elsewhere. */
export class ComponentSchemas {
  readonly #byName = new Map<string, DocumentNode>()

  /** The schema as the document shows it where it is used: a reference when it has a name. */
  use(schema: TSchema): DocumentNode {
    const name = (schema as { title?: unknown }).title
    if (typeof name !== 'string') return this.#copy(schema)
    if (!this.#byName.has(name)) {
      this.#byName.set(name, {})
      this.#byName.set(name, this.#copy(schema))
    }
    return { $ref: `#/components/schemas/${name}` }
  }

  /** All named messages, by name in alphabetical order. */
  all(): DocumentNode {
    return Object.fromEntries([...this.#byName].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  #copy(schema: object): DocumentNode {
    const copy: DocumentNode = {}
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword !== 'title') copy[keyword] = this.#keyword(keyword, value)
    }
    return copy
  }

  #keyword(keyword: string, value: unknown): unknown {
    if (keyword === 'properties' && isJsonObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.use(member as TSchema)]))
    }
    if (keyword === 'anyOf' && Array.isArray(value)) return value.map((member: TSchema) => this.use(member))
    if ((keyword === 'items' || keyword === 'additionalProperties') && isJsonObject(value)) return this.use(value as TSchema)
    return value
  }
}
