import assert from 'node:assert/strict'
import { type Member, referenceSchemas, type SchemaName } from './reference-operations.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

/** Fails unless the value has every required member of the schema, and each member of it that is there is of its kind. */
export function assertConforms(value: unknown, name: SchemaName, path: string = name): void {
  assertObject(value, path)
  const { required, members } = referenceSchemas[name]
  for (const member of required) assert.ok(Object.hasOwn(value, member), `${path}.${member} is missing`)
  for (const [member, kind] of Object.entries(members))
    if (Object.hasOwn(value, member)) assertMember(value[member], kind, `${path}.${member}`)
}

export function assertListOf(value: unknown, name: SchemaName, path: string = name): void {
  assert.ok(Array.isArray(value), `${path} is no list`)
  for (const [index, item] of value.entries()) assertConforms(item, name, `${path}[${index}]`)
}

function assertMember(value: unknown, kind: Member, path: string): void {
  if (typeof kind === 'string') assertKind(value, kind, path)
  else if ('schema' in kind) assertConforms(value, kind.schema, path)
  else if ('listOf' in kind) assertListOf(value, kind.listOf, path)
  else assert.ok(kind.includes(value as string), `${path} is ${JSON.stringify(value)}`)
}

function assertKind(value: unknown, kind: Extract<Member, string>, path: string): void {
  if (value === null && (kind === 'string?' || kind === 'uuid?')) return
  if (kind === 'uuid' || kind === 'uuid?') assert.match(String(value), UUID, path)
  else if (kind === 'time') assert.match(String(value), TIME, path)
  else if (kind === 'integer') assert.ok(Number.isInteger(value), path)
  else if (kind === 'strings') assertStrings(value, path)
  else if (kind === 'object') assertObject(value, path)
  else assert.equal(typeof value, kind.replace('?', ''), path)
}

function assertObject(value: unknown, path: string): asserts value is Record<string, unknown> {
  assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value), `${path} is no object`)
}

function assertStrings(value: unknown, path: string): void {
  assert.ok(Array.isArray(value) && value.every((item) => typeof item === 'string'), `${path} is no list of strings`)
}
