import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  buildAttributes,
  buildOtherProject,
  buildProjectWithQuota,
  call,
  openUseCaseBench,
} from '@latchkey/testkit/use-case-bench'
import { makeDeleteImportedKey } from './delete-imported-key.ts'
import { makeImportKey } from './import-key.ts'
import { makeIssueKey } from './issue-key.ts'

const imported = { ...buildAttributes(), material: { kind: 'raw', rawKey: 'sk_live_abc' } } as const

describe('deleteImportedKey', () => {
  it('removes the record, keeps the audit and frees one place in the quota', async () => {
    const project = buildProjectWithQuota(1)
    const { deps, store, auditEvents } = openUseCaseBench(project)
    const { id } = await makeImportKey(deps)(project, call, imported)
    await makeDeleteImportedKey(deps)(project, call, { id, expectedVersions: undefined })
    assert.equal(store.keys.find(project.id, id), undefined)
    const event = auditEvents().at(-1)
    assert.deepEqual([event?.event, event?.after, event?.before?.['name']], ['api_key.deleted', undefined, 'payments'])
    await assert.rejects(makeDeleteImportedKey(deps)(project, call, { id, expectedVersions: undefined }), {
      code: 'api_key_not_found',
    })
    await makeIssueKey(deps)(project, call, buildAttributes())
    await assert.rejects(makeIssueKey(deps)(project, call, buildAttributes()), { code: 'api_key_quota_exceeded' })
  })

  it('knows neither issued nor foreign keys', async () => {
    const { deps, project } = openUseCaseBench()
    const other = buildOtherProject()
    const { apiKey } = await makeIssueKey(deps)(project, call, buildAttributes())
    const { id } = await makeImportKey(deps)(project, call, imported)
    const remove = makeDeleteImportedKey(deps)
    await assert.rejects(remove(project, call, { id: apiKey.id, expectedVersions: undefined }), { code: 'api_key_not_found' })
    await assert.rejects(remove(other, call, { id, expectedVersions: undefined }), { code: 'api_key_not_found' })
    await assert.rejects(remove(project, call, { id, expectedVersions: new Set([2]) }), { code: 'etag_mismatch' })
  })
})
