import type { JsonPatch } from '@latchkey/contract/messages/projects'
import { DomainError, invalidField } from '@latchkey/core/errors/domain-error'
import type { JsonObject, JsonValue } from '@latchkey/core/key/json'
import { isObject, isSameJson } from '@latchkey/core/project/settings-document'
import { applyPatch, type Operation, Pointer } from 'rfc6902'

/** How big a patched document may become. */
export const PATCHED_MAX_BYTES = 128 * 1024
const DEPTH_MAX = 32
/** RFC 6901 §4: without leading zeros. */
const ARRAY_INDEX = /^(0|[1-9][0-9]{0,8})$/
const inherited: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * The document after a JSON Patch (RFC 6902): all of it, or nothing. Throws `bad_request` that names the operation, for a place
 * that does not exist or must not be touched, and `failed_precondition` for a `test` that fails.
 */
export function patchDocument(document: JsonObject, patch: readonly JsonPatch[]): JsonObject {
  // The library changes what it is given.
  const patched = structuredClone(document) as JsonObject
  let carriedBytes = 0
  for (const [index, operation] of patch.entries()) {
    const where = `[${index}]`
    // A few bytes each, these two make work with what is there already; everything else only with what was sent.
    if (operation.op === 'copy' || operation.op === 'move') carriedBytes += sizeOf(sourceOf(patched, operation, where).value)
    if (carriedBytes > PATCHED_MAX_BYTES)
      throw invalidField(where, `must not copy and move more than ${PATCHED_MAX_BYTES} bytes in all`)
    applyOperation(patched, operation, where)
  }
  if (sizeOf(patched) > PATCHED_MAX_BYTES)
    throw invalidField('patch', `must not make a document of more than ${PATCHED_MAX_BYTES} bytes`)
  return patched
}

function applyOperation(document: JsonObject, operation: JsonPatch, where: string): void {
  switch (operation.op) {
    case 'test':
      requireEqual(document, operation, where)
      break
    case 'copy':
      edit(document, { op: 'add', path: operation.path, value: sourceOf(document, operation, where).value }, where)
      break
    case 'move':
      move(document, operation, where)
      break
    default:
      edit(document, operation, where)
  }
}

/**
 * The library forgives pointers that RFC 6901 does not (`/list/length`, `/text/0`) and would write where they lead, so every
 * place is resolved strictly before it is called.
 */
function edit(document: JsonObject, operation: JsonPatch, where: string): void {
  const { op } = operation
  const place = placeAt(document, operation.path, `${where}.path`)
  if (place.tokens.length === 0) throw invalidField(`${where}.path`, 'must not be the whole document')
  const isThere = op === 'add' ? place.mayBeAdded : place.exists
  if (!isThere) throw invalidField(`${where}.path`, 'does not exist')
  if (op !== 'remove') requireRoomFor(requireValue(operation, where), place, where)
  const [failure] = applyPatch(document, [operation as Operation])
  if (failure) throw invalidField(where, 'cannot be applied')
}

/** RFC 6902 §4.4: a removal and then an addition; nothing moves into itself. */
function move(document: JsonObject, operation: JsonPatch, where: string): void {
  const { path, from = '' } = operation
  const { value } = sourceOf(document, operation, where)
  if (path === from) return
  if (path.startsWith(`${from}/`)) throw invalidField(`${where}.path`, 'must not lie within from')
  edit(document, { op: 'remove', path: from }, where)
  edit(document, { op: 'add', path, value }, where)
}

function sourceOf(document: JsonObject, { from }: JsonPatch, where: string): Place {
  if (from === undefined) throw invalidField(`${where}.from`, 'is required')
  const source = placeAt(document, from, `${where}.from`)
  if (!source.exists) throw invalidField(`${where}.from`, 'does not exist')
  return source
}

/** Compared here and not by the library, which takes quadratic time for lists. */
function requireEqual(document: JsonObject, operation: JsonPatch, where: string): void {
  const { value } = placeAt(document, operation.path, `${where}.path`)
  if (isSameJson(value, requireValue(operation, where))) return
  throw new DomainError('failed_precondition', { reason: `${where}: the test failed`, metadata: { field: where } })
}

function requireValue(operation: JsonPatch, where: string): JsonValue {
  if (!Object.hasOwn(operation, 'value')) throw invalidField(`${where}.value`, 'is required')
  return operation.value as JsonValue
}

function requireRoomFor(value: JsonValue, { tokens }: Place, where: string): void {
  if (isDeeper(value, DEPTH_MAX - tokens.length))
    throw invalidField(where, `must not make a document of more than ${DEPTH_MAX} levels`)
}

interface Place {
  readonly tokens: readonly string[]
  readonly exists: boolean
  readonly value: JsonValue | undefined
  /** Whether `add` has a place here: a member of an object, or an index up to the end of a list. */
  readonly mayBeAdded: boolean
}

function placeAt(document: JsonObject, path: string, where: string): Place {
  const tokens = tokensOf(path, where)
  let value: JsonValue | undefined = document
  let mayBeAdded = false
  for (const token of tokens) {
    mayBeAdded = hasRoomFor(value, token)
    value = memberAt(value, token)
  }
  return { tokens, exists: value !== undefined, value, mayBeAdded }
}

function tokensOf(path: string, where: string): readonly string[] {
  if (path !== '' && !path.startsWith('/')) throw invalidField(where, 'must be a JSON Pointer')
  if (/~(?![01])/.test(path)) throw invalidField(where, 'must be a JSON Pointer')
  const tokens = path === '' ? [] : Pointer.fromJSON(path).tokens.slice(1)
  if (tokens.length > DEPTH_MAX) throw invalidField(where, `must not be deeper than ${DEPTH_MAX} levels`)
  if (tokens.some((token) => inherited.has(token))) throw invalidField(where, 'must not name a member that every object inherits')
  return tokens
}

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value)

function memberAt(parent: JsonValue | undefined, token: string): JsonValue | undefined {
  if (isList(parent)) return ARRAY_INDEX.test(token) ? parent[Number(token)] : undefined
  return isObject(parent) && Object.hasOwn(parent, token) ? parent[token] : undefined
}

function hasRoomFor(parent: JsonValue | undefined, token: string): boolean {
  if (isList(parent)) return token === '-' || (ARRAY_INDEX.test(token) && Number(token) <= parent.length)
  return isObject(parent)
}

const sizeOf = (value: JsonValue | undefined): number => (value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value)))

const isDeeper = (value: JsonValue, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1)))
