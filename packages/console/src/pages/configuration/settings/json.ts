/** A value of a setting. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [member: string]: JsonValue
}

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The member at a dotted path. */
export function memberAt(document: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = document
  for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined
  return value
}

/** Both come from the same answer, so that their members are in the same order. */
export const isSameJson = (one: JsonValue | undefined, other: JsonValue | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other)
