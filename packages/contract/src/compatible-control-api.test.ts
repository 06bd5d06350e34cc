import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { buildOpenApi } from './openapi.ts'
import { controlRoutes } from './routes.ts'
import { isJsonObject } from './schema-node.ts'

/** `string`, `string:uuid`, `string?` (or null), `any`, `#message`, a list of one of these, or names. */
type Kind = string | readonly [Kind] | { readonly enum: readonly string[] }

interface CompatibleMessage {
  readonly required: readonly string[]
  readonly members: Readonly<Record<string, Kind>>
}

interface CompatibleOperation {
  readonly operationId: string
  readonly method: string
  readonly path: string
  readonly path_parameters: readonly string[]
  readonly query: readonly string[]
  readonly body: Kind | null
  readonly responses: Readonly<Record<string, Kind | null>>
}

interface CompatibleControlApi {
  readonly operations: readonly CompatibleOperation[]
  readonly messages: Readonly<Record<string, CompatibleMessage>>
}

type Schema = Readonly<Record<string, unknown>>
type Direction = 'sent' | 'answered'

const api = JSON.parse(
  readFileSync(new URL('../vectors/compatible-control-api.json', import.meta.url), 'utf8'),
) as CompatibleControlApi
const document = JSON.parse(JSON.stringify(buildOpenApi(controlRoutes, { version: '0.0.0' }))) as unknown

/** The value at a path of member names; fails the test where there is none. */
function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((inner, name) => {
    assert.ok(isJsonObject(inner) && name in inner, `nothing at ${path.join(' > ')}`)
    return inner[name]
  }, value)
}

function resolved(schema: unknown): Schema {
  assert.ok(isJsonObject(schema))
  const reference = schema['$ref']
  return typeof reference === 'string'
    ? resolved(at(document, 'components', 'schemas', reference.split('/').at(-1) ?? ''))
    : schema
}

/** Fails where ours cannot carry what the compatible API carries, in the direction in which it goes. */
function assertFits(kind: Kind, ours: unknown, direction: Direction, where: string): void {
  const schema = resolved(ours)
  if (typeof kind !== 'string' && !('enum' in kind)) assertFits(kind[0], schema['items'], direction, `${where}[]`)
  else if (typeof kind !== 'string') assert.deepEqual(schema['enum'], kind.enum, where)
  else if (kind.startsWith('#')) assertMessageFits(kind.slice(1), schema, direction, where)
  else if (kind !== 'any') assertScalarFits(kind, schema, where)
}

function assertScalarFits(kind: string, schema: Schema, where: string): void {
  const [type, format] = kind.replace('?', '').split(':')
  assert.deepEqual([schema['type']].flat(), kind.endsWith('?') ? [type, 'null'] : [type], where)
  assert.equal(schema['format'], format, where)
}

/** We may answer with more than was promised, and never ask for more. */
function assertMessageFits(name: string, schema: Schema, direction: Direction, where: string): void {
  const message = api.messages[name]
  assert.ok(message !== undefined, name)
  for (const [member, kind] of Object.entries(message.members)) {
    assertFits(kind, at(schema, 'properties', member), direction, `${where}.${member}`)
  }
  const ours = new Set([schema['required'] ?? []].flat())
  const theirs = new Set<unknown>(message.required)
  assert.ok(direction === 'sent' ? ours.isSubsetOf(theirs) : ours.isSupersetOf(theirs), `required members of ${where}`)
}

describe('the control plane of the compatible API', () => {
  for (const operation of api.operations) {
    it(`has ${operation.operationId} with every member and name`, () => {
      const ours = at(document, 'paths', operation.path, operation.method)
      assert.equal(at(ours, 'operationId'), operation.operationId)
      const parameters = isJsonObject(ours) && Array.isArray(ours['parameters']) ? ours['parameters'] : []
      const named = parameters.map((parameter) => `${at(parameter, 'in')} ${at(parameter, 'name')}`)
      const theirs = [
        ...operation.path_parameters.map((name) => `path ${name}`),
        ...operation.query.map((name) => `query ${name}`),
      ]
      assert.deepEqual(named.sort(), theirs.sort())
      if (operation.body !== null) {
        const body = at(ours, 'requestBody', 'content', 'application/json', 'schema')
        assertFits(operation.body, body, 'sent', operation.operationId)
      }
      for (const [status, kind] of Object.entries(operation.responses)) {
        const response = at(ours, 'responses', status)
        if (kind === null) assert.ok(isJsonObject(response) && !('content' in response), status)
        else
          assertFits(
            kind,
            at(response, 'content', 'application/json', 'schema'),
            'answered',
            `${operation.operationId} ${status}`,
          )
      }
    })
  }

  it('has twenty operations', () => {
    assert.equal(api.operations.length, 20)
  })
})
