import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { describe, it } from 'node:test'
import { buildAttributes, buildProjectWithQuota, call, DAY_MS, openUseCaseBench } from '@latchkey/testkit/use-case-bench'
import { DomainError, invalidField } from '../errors/domain-error.ts'
import { type BatchImportItem, type BatchImportOutcome, makeBatchImportKeys } from './batch-import-keys.ts'
import { makeImportKey } from './import-key.ts'

const item = (rawKey: string, overrides = {}): BatchImportItem => ({
  ...buildAttributes(),
  material: { kind: 'raw', rawKey },
  ...overrides,
})
const digestItem = (rawKey: string): BatchImportItem => ({
  ...buildAttributes(),
  material: { kind: 'digest', algorithm: 'sha256', digestHex: hash('sha256', rawKey) },
})
const codes = (outcomes: readonly BatchImportOutcome[]) =>
  outcomes.map((outcome) => ('imported' in outcome ? 'imported' : outcome.refused.code))

describe('batchImportKeys', () => {
  it('answers in order and lets no item fail another', async () => {
    const { deps, project, auditEvents } = openUseCaseBench()
    await makeImportKey(deps)(project, call, { ...buildAttributes(), material: { kind: 'raw', rawKey: 'known' } })
    const outcomes = await makeBatchImportKeys(deps)(project, call, [
      item('one'),
      invalidField('name', 'is required'),
      item('known'),
      item('eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ4In0.c2ln'),
      item('two', { ttlMs: 800 * DAY_MS }),
      item('\ud800'),
      item('three'),
    ])
    assert.deepEqual(codes(outcomes), [
      'imported',
      'bad_request',
      'api_key_exists',
      'failed_precondition',
      'bad_request',
      'bad_request',
      'imported',
    ])
    assert.equal(auditEvents().length, 3)
  })

  it('refuses the later of two equal keys, in whatever form they come', async () => {
    const { deps, project } = openUseCaseBench()
    const items = [item('one'), item('one'), digestItem('one'), digestItem('two'), item('two'), item('three')]
    const outcomes = await makeBatchImportKeys(deps)(project, call, items)
    assert.deepEqual(codes(outcomes), ['imported', 'api_key_exists', 'api_key_exists', 'imported', 'api_key_exists', 'imported'])
  })

  it('refuses the rest when the key quota is used up', async () => {
    const project = buildProjectWithQuota(2)
    const { deps } = openUseCaseBench(project)
    const outcomes = await makeBatchImportKeys(deps)(
      project,
      call,
      ['a', 'b', 'c', 'd'].map((rawKey) => item(rawKey)),
    )
    assert.deepEqual(codes(outcomes), ['imported', 'imported', 'api_key_quota_exceeded', 'api_key_quota_exceeded'])
  })

  it('finds its keys again when it is repeated with request ids', async () => {
    const { deps, project } = openUseCaseBench()
    const batchImport = makeBatchImportKeys(deps)
    const items = ['a', 'b'].map((rawKey) => item(rawKey, { idempotencyId: `import-${rawKey}` }))
    const first = await batchImport(project, call, items)
    assert.deepEqual(await batchImport(project, call, items), first)
  })

  it('takes 1 to 1000 items', async () => {
    const { deps, project } = openUseCaseBench()
    const many = Array.from({ length: 1001 }, (_, index) => item(`key-${index}`))
    await assert.rejects(makeBatchImportKeys(deps)(project, call, []), { code: 'bad_request', metadata: { field: 'requests' } })
    await assert.rejects(makeBatchImportKeys(deps)(project, call, many), { code: 'bad_request' })
    const outcomes = await makeBatchImportKeys(deps)(project, call, many.slice(1))
    assert.equal(codes(outcomes).filter((code) => code === 'imported').length, 1000)
  })

  it('rejects as a whole when the store is down', async () => {
    const { deps, project } = openUseCaseBench()
    const keyStore = {
      ...deps.keyStore,
      findMany: () => new Map(),
      insertMany: async () => Promise.reject(new DomainError('service_unavailable')),
    }
    await assert.rejects(makeBatchImportKeys({ ...deps, keyStore })(project, call, [item('a')]), { code: 'service_unavailable' })
  })
})
