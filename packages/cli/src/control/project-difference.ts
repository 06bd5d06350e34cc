import { isDeepStrictEqual } from 'node:util'
import type { JsonPatch } from '@latchkey/sdk'
import type { JsonObject } from '../option-values.ts'
import type { Table } from '../output/table.ts'

/** One value that is not as it shall be; `old` is absent for a new one. */
export interface ProjectChange {
  /** JSON Pointer (RFC 6901). */
  readonly path: string
  readonly old?: unknown
  readonly new: unknown
}

export interface ProjectDifference {
  /** Value by value, for people. */
  readonly changes: readonly ProjectChange[]
  /** The same as a JSON Patch (RFC 6902). */
  readonly operations: readonly JsonPatch[]
}

/** What it takes to make `current` hold everything in `wanted`; what `wanted` does not name stays. Arrays are one value. */
export function differenceOf(current: unknown, wanted: unknown, path = ''): ProjectDifference {
  if (isObject(current) && isObject(wanted)) {
    return joined(Object.entries(wanted).map(([name, value]) => memberDifference(current, name, value, path)))
  }
  if (isDeepStrictEqual(current, wanted)) return { changes: [], operations: [] }
  return { changes: [{ path, old: current, new: wanted }], operations: [{ op: 'replace', path, value: wanted }] }
}

export const differenceTable = (changes: readonly ProjectChange[]): Table => ({
  columns: ['Path', 'Old', 'New'],
  rows: changes.map((change) => [change.path, 'old' in change ? JSON.stringify(change.old) : '', JSON.stringify(change.new)]),
  wide: true,
})

function memberDifference(current: JsonObject, name: string, wanted: unknown, parent: string): ProjectDifference {
  const path = `${parent}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
  if (Object.hasOwn(current, name)) return differenceOf(current[name], wanted, path)
  // Added as a whole, for a JSON Patch cannot add below what is not there.
  return { changes: additions(wanted, path), operations: [{ op: 'add', path, value: wanted }] }
}

function additions(wanted: unknown, path: string): readonly ProjectChange[] {
  if (!isObject(wanted) || Object.keys(wanted).length === 0) return [{ path, new: wanted }]
  return Object.entries(wanted).flatMap(([name, value]) => additions(value, `${path}/${name}`))
}

const joined = (parts: readonly ProjectDifference[]): ProjectDifference => ({
  changes: parts.flatMap(({ changes }) => changes),
  operations: parts.flatMap(({ operations }) => operations),
})

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
