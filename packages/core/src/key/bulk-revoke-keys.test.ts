import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildAttributes, buildOtherProject, call, DAY_MS, openUseCaseBench } from '@latchkey/testkit/use-case-bench'
import { DomainError } from '../errors/domain-error.ts'
import { type KeyOrigin, statusAt } from './api-key.ts'
import { type BulkRevokeKeysRequest, makeBulkRevokeKeys } from './bulk-revoke-keys.ts'
import { makeImportKey } from './import-key.ts'
import { makeIssueKey } from './issue-key.ts'
import { makeRotateKey } from './rotate-key.ts'

const request = (overrides: Partial<BulkRevokeKeysRequest> = {}): BulkRevokeKeysRequest => ({
  filter: 'actor_id="leaver"',
  grounds: { reason: 'affiliation_changed', description: undefined },
  validateOnly: false,
  ...overrides,
})

async function withKeys(issued: number, imported: number) {
  const bench = openUseCaseBench()
  const { deps, project, store, clock } = bench
  const leaver = buildAttributes({ actorId: 'leaver' })
  for (let n = 0; n < issued; n++) await makeIssueKey(deps)(project, call, leaver)
  for (let n = 0; n < imported; n++)
    await makeImportKey(deps)(project, call, { ...leaver, material: { kind: 'raw', rawKey: `key-${n}` } })
  await makeIssueKey(deps)(project, call, buildAttributes({ actorId: 'stayer' }))
  const live = (origin: KeyOrigin) =>
    store.keys
      .list(project.id, { origin, conditions: [], after: undefined, limit: 10_000, now: clock.now() })
      .filter((key) => statusAt(key, clock.now()) !== 'revoked')
  return { ...bench, live, bulkRevoke: makeBulkRevokeKeys(deps) }
}

describe('bulkRevokeKeys', () => {
  it('revokes what matches, of both kinds and over several pages, each with its audit entry', async () => {
    const { bulkRevoke, project, live, auditEvents } = await withKeys(250, 3)
    assert.deepEqual(await bulkRevoke(project, call, request()), { matched: 253, revoked: 253, failed: 0 })
    assert.deepEqual(
      live('issued').map(({ actorId }) => actorId),
      ['stayer'],
    )
    assert.deepEqual(live('imported'), [])
    assert.equal(auditEvents().filter(({ event }) => event === 'api_key.revoked').length, 253)
    for (const validateOnly of [true, false]) {
      assert.deepEqual(await bulkRevoke(project, call, request({ validateOnly })), { matched: 0, revoked: 0, failed: 0 })
    }
  })

  it('only counts when asked to', async () => {
    const { bulkRevoke, project, auditEvents } = await withKeys(3, 2)
    const before = auditEvents().length
    assert.deepEqual(await bulkRevoke(project, call, request({ validateOnly: true })), { matched: 5, revoked: 0, failed: 0 })
    assert.equal(auditEvents().length, before)
  })

  it('ends grace periods too', async () => {
    const { bulkRevoke, project, deps, live } = await withKeys(1, 0)
    const [leaving] = live('issued').filter(({ actorId }) => actorId === 'leaver')
    await makeRotateKey(deps)(project, call, {
      target: { id: leaving?.id ?? '', expectedVersions: undefined },
      edits: {},
      gracePeriodMs: DAY_MS,
    })
    assert.deepEqual(await bulkRevoke(project, call, request()), { matched: 2, revoked: 2, failed: 0 })
  })

  it('demands a filter that says something', async () => {
    const { bulkRevoke, project } = await withKeys(1, 0)
    for (const filter of ['', '   '])
      await assert.rejects(bulkRevoke(project, call, request({ filter })), { code: 'bad_request', metadata: { field: 'filter' } })
    await assert.rejects(bulkRevoke(project, call, request({ filter: 'actor_id=' })), { code: 'bad_request' })
    const grounds = { reason: 'unspecified', description: 'gone' } as const
    await assert.rejects(bulkRevoke(project, call, request({ grounds, validateOnly: true })), { code: 'bad_request' })
  })

  it('stays in its project', async () => {
    const { bulkRevoke, live } = await withKeys(1, 1)
    const other = buildOtherProject()
    assert.deepEqual(await bulkRevoke(other, call, request()), { matched: 0, revoked: 0, failed: 0 })
    assert.equal(live('issued').length, 2)
  })

  it('counts what the store refused and leaves out what somebody else ended meanwhile', async () => {
    const { project, deps, store } = await withKeys(4, 0)
    let calls = 0
    const change: typeof store.keys.change = async (projectId, id, decide) => {
      calls += 1
      if (calls === 1) throw new DomainError('service_unavailable')
      if (calls === 2) throw new DomainError('conflict')
      return calls === 3 ? undefined : store.keys.change(projectId, id, decide)
    }
    const keyStore = { list: store.keys.list.bind(store.keys), change }
    const counts = await makeBulkRevokeKeys({ ...deps, keyStore })(project, call, request())
    assert.deepEqual(counts, { matched: 2, revoked: 1, failed: 1 })
  })
})
