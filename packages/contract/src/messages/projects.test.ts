import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { projectRoutes } from '../routes/projects.ts'
import { serialiseMessage } from '../serialise.ts'
import { compileMessage } from '../validate.ts'
import { JsonPatchDocument, PATCH_MAX_OPERATIONS, ProjectMetadataList, SETTINGS_MAX_BYTES, SetProjectBody } from './projects.ts'

const patch = compileMessage(JsonPatchDocument)
const replacement = compileMessage(SetProjectBody)
const bodyWith = (config: unknown) => ({
  name: 'Shop',
  services: { talos: { config } },
  cors_public: {},
  cors_admin: {},
  organizations: [],
})

describe('a JSON Patch on the wire', () => {
  it('is a list in which null is a value, and absent is not null', () => {
    const sent = [
      { op: 'replace', path: '/a', value: null },
      { op: 'add', path: '/b', value: { camelCase: [null] } },
      { op: 'remove', path: '/c' },
    ]
    assert.deepEqual(patch.parse(sent), { ok: true, value: sent })
    assert.deepEqual(patch.parse([]), { ok: true, value: [] })
  })

  it('is refused by place', () => {
    const operation = { op: 'remove', path: '/a' }
    const refusals = [{}, null, 'patch', [null], [operation, { op: 'erase', path: '/a' }], [{ op: 'add' }]].map((sent) => {
      const reading = patch.parse(sent)
      return reading.ok ? 'read' : reading.field
    })
    assert.deepEqual(refusals, ['', '', '', '[0]', '[1].op', '[0].path'])
    assert.equal(patch.parse(Array.from({ length: PATCH_MAX_OPERATIONS }, () => operation)).ok, true)
    assert.equal(patch.parse(Array.from({ length: PATCH_MAX_OPERATIONS + 1 }, () => operation)).ok, false)
  })
})

describe('settings on the wire', () => {
  it('keep the names of their members', () => {
    const config = { credentials: { apiKeys: 1, api_keys: { default_ttl: '1h', nothing: null } } }
    const reading = replacement.parse(bodyWith(config))
    assert.ok(reading.ok)
    assert.deepEqual(reading.value.services.talos?.config, config)
  })

  it('have a size', () => {
    const sized = (bytes: number) => bodyWith({ x: 'x'.repeat(bytes - '{"x":""}'.length) })
    assert.equal(replacement.parse(sized(SETTINGS_MAX_BYTES)).ok, true)
    const reading = replacement.parse(sized(SETTINGS_MAX_BYTES + 1))
    assert.deepEqual(reading.ok ? undefined : reading.field, 'services.talos.config')
  })
})

describe('a list of projects on the wire', () => {
  it('has nothing that is not declared', () => {
    const projects = [{ id: '1', sealed_data_key: 'secret', workspace: { id: '2', plan: 'x' } }]
    const written = serialiseMessage(ProjectMetadataList)(projects as never)
    assert.equal(written, '[{"id":"1","workspace":{"id":"2"}}]')
  })
})

describe('the operations on projects', () => {
  it('have names and places of their own', () => {
    const places = projectRoutes.map(({ method, path }) => `${method} ${path}`)
    assert.equal(new Set(places).size, projectRoutes.length)
    assert.equal(new Set(projectRoutes.map(({ operationId }) => operationId)).size, projectRoutes.length)
  })

  it('ask for a permission wherever they name a project, and for a proof wherever something is lost for good', () => {
    for (const route of projectRoutes) {
      const isPlaced = route.path.includes('{')
      assert.equal('controlPermission' in route, isPlaced, route.operationId)
      const isFinal = route.method === 'DELETE' || route.path.includes('/rotate-')
      assert.equal('stepUp' in route && route.stepUp, isFinal, route.operationId)
    }
  })
})
