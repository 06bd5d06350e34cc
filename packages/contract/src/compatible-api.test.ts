import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { buildOpenApi } from './openapi.ts'
import { routes } from './routes.ts'
import { isJsonObject } from './schema-node.ts'

/** `string`, `string:date-time`, the name of a message or enum, a list of one of these, or named members. */
type Kind = string | readonly [Kind] | { readonly [member: string]: Kind }

interface CompatibleOperation {
  readonly operationId: string
  readonly method: string
  readonly path: string
  readonly query: readonly string[]
  readonly headers: readonly string[]
  readonly body: Kind | null
  readonly responses: Readonly<Record<string, Kind | null>>
  readonly secured: boolean
}

interface CompatibleApi {
  readonly operations: readonly CompatibleOperation[]
  readonly messages: Readonly<Record<string, Readonly<Record<string, Kind>>>>
  readonly enums: Readonly<Record<string, readonly string[]>>
}

const api = JSON.parse(readFileSync(new URL('../vectors/compatible-api.json', import.meta.url), 'utf8')) as CompatibleApi
const document = JSON.parse(JSON.stringify(buildOpenApi(routes, { version: '0.0.0' }))) as unknown

/** The value at a path of member names; fails the test where there is none. */
function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((inner, name) => {
    assert.ok(isJsonObject(inner) && name in inner, `nothing at ${path.join(' > ')}`)
    return inner[name]
  }, value)
}

/** A schema without its reference, and without the null that stands beside it. */
function resolved(schema: unknown): Record<string, unknown> {
  assert.ok(isJsonObject(schema))
  const reference = schema['$ref']
  if (typeof reference === 'string') return resolved(at(document, 'components', 'schemas', reference.split('/').at(-1) ?? ''))
  const alternatives = schema['anyOf']
  if (Array.isArray(alternatives)) return resolved(alternatives.find((one) => !isJsonObject(one) || one['type'] !== 'null'))
  return schema
}

/** Fails where ours cannot carry what the compatible API carries. */
function assertFits(kind: Kind, ours: unknown, where: string): void {
  const schema = resolved(ours)
  if (Array.isArray(kind)) assertFits(kind[0] as Kind, schema['items'], `${where}[]`)
  else if (typeof kind === 'object') assertMembersFit(kind as Readonly<Record<string, Kind>>, schema, where)
  else assertNamedFits(kind as string, schema, where)
}

function assertNamedFits(kind: string, schema: Record<string, unknown>, where: string): void {
  const values = api.enums[kind]
  const members = api.messages[kind]
  if (values !== undefined) assertNamesFit(values, schema, where)
  else if (members !== undefined) assertMembersFit(members, schema, where)
  else assertScalarFits(kind, schema, where)
}

function assertScalarFits(kind: string, schema: Record<string, unknown>, where: string): void {
  const [type, format] = kind.split(':')
  assert.ok([schema['type']].flat().includes(type), `${where} is ${schema['type']}, not ${kind}`)
  if (format !== undefined) assert.equal(schema['format'], format, where)
}

function assertMembersFit(members: Readonly<Record<string, Kind>>, schema: Record<string, unknown>, where: string): void {
  assert.equal(schema['type'], 'object', where)
  for (const [name, kind] of Object.entries(members)) assertFits(kind, at(schema, 'properties', name), `${where}.${name}`)
}

function assertNamesFit(values: readonly string[], schema: Record<string, unknown>, where: string): void {
  const ours = schema['enum']
  assert.ok(Array.isArray(ours), where)
  assert.deepEqual(ours.slice(0, values.length), values, where)
  assert.equal(values[0]?.endsWith('_UNSPECIFIED'), true)
}

describe('the operations of the compatible API', () => {
  it('are eighteen', () => {
    assert.equal(api.operations.length, 18)
  })

  for (const operation of api.operations) {
    it(`${operation.operationId} exists with every field and enum`, () => {
      const ours = at(document, 'paths', operation.path, operation.method)
      assert.equal(at(ours, 'operationId'), operation.operationId)
      assert.equal((at(ours, 'security') as unknown[]).length > 0, operation.secured)
      const parameters = isJsonObject(ours) ? ours['parameters'] : undefined
      const named = Array.isArray(parameters)
        ? parameters.map((parameter) => `${at(parameter, 'in')} ${at(parameter, 'name')}`)
        : []
      for (const name of operation.query) assert.ok(named.includes(`query ${name}`), name)
      for (const name of operation.headers) assert.ok(named.includes(`header ${name}`), name)
      if (operation.body !== null) {
        assertFits(operation.body, at(ours, 'requestBody', 'content', 'application/json', 'schema'), 'body')
      }
      for (const [status, kind] of Object.entries(operation.responses)) {
        const response = at(ours, 'responses', status)
        if (kind === null) assert.equal(isJsonObject(response) && 'content' in response, false)
        else assertFits(kind, at(response, 'content', 'application/json', 'schema'), status)
      }
    })
  }

  it('use the same name for every message that a client generates a type from', () => {
    const ours = at(document, 'components', 'schemas')
    for (const name of Object.keys({ ...api.messages, ...api.enums })) {
      assert.ok(isJsonObject(ours) && name in ours, name)
    }
  })
})

describe('our own operations', () => {
  it('come on top and take no name or path of the compatible API', () => {
    const theirs = new Set(api.operations.map(({ operationId }) => operationId))
    const own = routes.filter(({ operationId }) => !theirs.has(operationId))
    assert.deepEqual(own.map(({ method, path }) => `${method} ${path}`).sort(), [
      'GET /v2alpha1/admin/auditEvents',
      'GET /v2alpha1/admin/auditEvents:export',
      'GET /v2alpha1/admin/usage',
      'GET /v2alpha1/admin/usage/sources',
      'GET /v2alpha1/admin/verificationFailures',
      'POST /v2alpha1/admin/apiKeys/{key_id}:revoke',
      'POST /v2alpha1/admin/apiKeys:bulkRevoke',
      'POST /v2alpha1/admin/importedApiKeys/{key_id}:resume',
      'POST /v2alpha1/admin/importedApiKeys/{key_id}:suspend',
      'POST /v2alpha1/admin/issuedApiKeys/{key_id}:resume',
      'POST /v2alpha1/admin/issuedApiKeys/{key_id}:suspend',
    ])
  })
})
