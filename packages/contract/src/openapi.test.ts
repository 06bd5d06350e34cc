import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { errorCatalogue } from './errors.ts'
import { patternRules } from './messages/fields.ts'
import { buildOpenApi, openApiText } from './openapi.ts'
import { controlRoutes, routes, serverRoutes } from './routes.ts'
import { isJsonObject } from './schema-node.ts'

const all = [...routes, ...controlRoutes, ...serverRoutes]
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
const text = openApiText(buildOpenApi(all, { version }))
const document = JSON.parse(text) as {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Record<string, unknown>> }
}

interface Operation {
  readonly operationId?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly description?: string
  }[]
  readonly responses: Readonly<Record<string, { readonly description: string }>>
}

const methods = new Set(['get', 'post', 'put', 'patch', 'delete'])
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).flatMap(([method, operation]) => (methods.has(method) ? [{ path, method, operation }] : [])),
)

/** Every object of the document, with the way to it. */
function* objectsOf(value: unknown, way = '#'): Generator<[Record<string, unknown>, string]> {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* objectsOf(item, `${way}/${index}`)
  if (!isJsonObject(value)) return
  yield [value, way]
  for (const [name, member] of Object.entries(value)) yield* objectsOf(member, `${way}/${name}`)
}

describe('the description of the API', () => {
  it('is the file beside the sources (node packages/contract/generate.ts writes it)', () => {
    assert.equal(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'), text)
  })

  it('is the same for the same routes', () => {
    assert.equal(openApiText(buildOpenApi(all, { version })), text)
    assert.equal(text.includes('~kind'), false)
  })

  it('points to nothing that is not there, and has nothing that nobody points to', () => {
    const references = [...objectsOf(document)].flatMap(([{ $ref }]) => (typeof $ref === 'string' ? [$ref] : []))
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`)
    assert.deepEqual([...new Set(references)].sort(), known.sort())
  })

  it('describes every message, every member, every parameter and every response', () => {
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      assert.equal(typeof schema['description'], 'string', name)
      for (const [member, node] of Object.entries((schema['properties'] ?? {}) as Record<string, Record<string, unknown>>)) {
        assert.ok('$ref' in node || 'description' in node || 'const' in node, `${name}.${member}`)
      }
    }
    for (const { operation, path } of operations) {
      for (const parameter of operation.parameters ?? []) assert.ok(parameter.description, `${path} ${parameter.name}`)
      for (const response of Object.values(operation.responses)) assert.ok(response.description, path)
    }
  })

  it('names each operation once and declares exactly the parameters of its path', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    assert.equal(new Set(ids).size, ids.length)
    assert.equal(ids.length, all.length)
    for (const { path, operation } of operations) {
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
      assert.deepEqual(
        declared.map(({ name }) => name),
        Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name),
      )
      assert.ok(declared.every(({ required }) => required === true))
    }
  })

  it('gives the same shape to every message of the same name', () => {
    const shapes = new Map<string, string>()
    for (const { body, documentedBody, query, responses } of all) {
      for (const schema of [body, documentedBody, query, ...Object.values(responses)]) {
        for (const [node] of objectsOf(schema)) {
          if (typeof node['title'] !== 'string') continue
          const shape = JSON.stringify(node)
          assert.equal(shapes.get(node['title']) ?? shape, shape, node['title'])
          shapes.set(node['title'], shape)
        }
      }
    }
  })

  it('can sit at another address', () => {
    const elsewhere = JSON.stringify(buildOpenApi(all, { version, serverUrl: 'https://keys.example.org' }))
    assert.match(elsewhere, /"url":"https:\/\/keys\.example\.org\/projects\/\{project\}"/)
  })

  it('has a readable rule for every pattern that our schemas use on text', () => {
    for (const [node] of objectsOf(all.map(({ body }) => body))) {
      if (typeof node['pattern'] === 'string' && node['type'] === 'string') assert.ok(node['pattern'] in patternRules)
    }
  })
})

describe('the routes', () => {
  it('ask for a permission exactly on the admin surface', () => {
    for (const route of [...routes, ...serverRoutes])
      assert.equal(route.permission !== undefined, route.surface === 'admin', route.operationId)
  })

  it('ask for a permission wherever the path names a workspace or a project', () => {
    const without = controlRoutes.filter(({ controlPermission }) => controlPermission === undefined)
    assert.deepEqual(
      without.map(({ path }) => path),
      ['/projects', '/projects', '/workspaces', '/workspaces'],
    )
    for (const { operationId, scope, surface } of controlRoutes)
      assert.deepEqual([scope, surface], ['control', 'admin'], operationId)
  })

  it('open nothing without a credential but self-revocation, the key set and the server itself', () => {
    const open = routes
      .filter(({ permission }) => permission === undefined)
      .map(({ operationId, surface }) => `${operationId} ${surface}`)
    assert.deepEqual(open, ['getJwks every', 'revokeApiKey public'])
    assert.deepEqual(
      serverRoutes.map(({ path }) => path),
      ['/health/alive', '/health/ready', '/version', '/openapi.json'],
    )
  })

  it('list errors of the catalogue, each once, and 401 and 403 wherever a permission is needed', () => {
    for (const { operationId, errors, permission, body } of routes) {
      assert.equal(new Set(errors).size, errors.length, operationId)
      assert.ok(
        errors.every((id) => id in errorCatalogue),
        operationId,
      )
      assert.equal(errors.includes('unauthorized') && errors.includes('forbidden'), permission !== undefined, operationId)
      if (body !== undefined) assert.ok(errors.includes('bad_request') && errors.includes('payload_too_large'), operationId)
    }
  })

  it('cap every body, and only a batch import at more than 256 KiB', () => {
    for (const { operationId, bodyMaxBytes } of all) {
      assert.equal(bodyMaxBytes, operationId === 'adminBatchCreateImportedApiKeys' ? 8 * 1024 * 1024 : 256 * 1024, operationId)
    }
  })

  it('take an empty body exactly where every member may be left out', () => {
    const optional = routes.filter(({ bodyOptional }) => bodyOptional === true)
    assert.deepEqual(
      optional.map(({ path }) => path.split(':')[1]),
      ['rotate', 'revoke', 'revoke', 'revoke'],
    )
    for (const { body } of optional) assert.deepEqual((body as { required?: readonly string[] }).required ?? [], [])
  })

  it('are answered under no path twice', () => {
    const paths = all.flatMap(({ method, path, aliases = [] }) => [path, ...aliases].map((each) => `${method} ${each}`))
    assert.equal(new Set(paths).size, paths.length)
    assert.ok(paths.includes('POST /v2alpha1/admin/importedApiKeys:batchImport'))
  })
})
