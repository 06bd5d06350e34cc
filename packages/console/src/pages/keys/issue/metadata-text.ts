/** Longest metadata, in bytes of JSON. */
export const METADATA_MAX_BYTES = 4096

export interface MetadataRow {
  readonly name: string
  /** Text as it is; anything else, and text that looks like it, as JSON. */
  readonly value: string
}

export type Metadata = Readonly<Record<string, unknown>>

/** `undefined`: not an object of JSON. Nothing at all is an empty one. */
export function parseMetadata(text: string): Metadata | undefined {
  if (text.trim() === '') return {}
  const value = parsed(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Metadata) : undefined
}

export const rowsOf = (metadata: Metadata): readonly MetadataRow[] =>
  Object.entries(metadata).map(([name, value]) => ({ name, value: rowText(value) }))

/** Rows without a name do not count; of two with the same name the later one does. */
export const metadataOf = (rows: readonly MetadataRow[]): Metadata =>
  Object.fromEntries(rows.filter(({ name }) => name !== '').map(({ name, value }) => [name, rowValue(value)]))

export const metadataBytes = (metadata: Metadata): number => new TextEncoder().encode(JSON.stringify(metadata)).length

const rowText = (value: unknown): string =>
  typeof value === 'string' && parsed(value) === undefined ? value : JSON.stringify(value)

function rowValue(text: string): unknown {
  const value = parsed(text)
  return value === undefined ? text : value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
