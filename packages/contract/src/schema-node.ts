import type { TSchema } from 'typebox'

/** The part of JSON Schema (2020-12) that our messages are written in; every walk over a schema goes by it. */
export interface SchemaNode {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly format?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly string[]
  readonly anyOf?: readonly SchemaNode[]
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | SchemaNode
  readonly items?: SchemaNode
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly readOnly?: boolean
  readonly 'x-max-serialised-bytes'?: number
}

/** TypeBox schemas are JSON Schemas; this only says which part of it ours use. */
export const nodeOf = (schema: TSchema): SchemaNode => schema as SchemaNode

/** A plain JSON object: neither an array nor null. */
export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
