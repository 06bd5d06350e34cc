import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildAttributes, buildOtherProject, call, openUseCaseBench } from '@latchkey/testkit/use-case-bench'
import { makeIssueKey } from './issue-key.ts'
import { makeRevokeKey } from './revoke-key.ts'
import { makeUpdateKey } from './update-key.ts'

async function withKey() {
  const bench = openUseCaseBench()
  const { apiKey } = await makeIssueKey(bench.deps)(bench.project, call, buildAttributes())
  const target = { id: apiKey.id, origin: 'issued', expectedVersions: undefined } as const
  return { ...bench, apiKey, target, update: makeUpdateKey(bench.deps) }
}

describe('updateKey', () => {
  it('replaces what is given, empties included, and says so in the audit', async () => {
    const { apiKey, target, update, project, clock, auditEvents } = await withKey()
    clock.advance(1)
    const changed = await update(project, call, { target, edits: { name: 'new', scopes: [], rateLimit: undefined } })
    assert.deepEqual(changed, { ...apiKey, name: 'new', scopes: [], rateLimit: undefined, updatedAt: clock.now(), version: 2 })
    const event = auditEvents().at(-1)
    assert.equal(event?.event, 'api_key.updated')
    assert.equal(event.before?.['name'], 'payments')
    assert.equal(event.after?.['name'], 'new')
  })

  it('writes nothing without edits', async () => {
    const { apiKey, target, update, project, auditEvents } = await withKey()
    assert.deepEqual(await update(project, call, { target, edits: {} }), apiKey)
    assert.equal(auditEvents().length, 1)
  })

  it('lets only one of two writers win who saw the same version', async () => {
    const { target, update, project } = await withKey()
    const seen = { ...target, expectedVersions: new Set([1]) }
    const settled = await Promise.allSettled(['a', 'b'].map((name) => update(project, call, { target: seen, edits: { name } })))
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    )
    await assert.rejects(update(project, call, { target: seen, edits: { name: 'c' } }), { code: 'etag_mismatch' })
    await assert.rejects(update(project, call, { target: { ...target, expectedVersions: new Set() }, edits: {} }), {
      code: 'etag_mismatch',
    })
  })

  it('refuses a revoked key', async () => {
    const { target, update, project, deps } = await withKey()
    await makeRevokeKey(deps)(project, call, { target, grounds: { reason: 'unspecified', description: undefined } })
    await assert.rejects(update(project, call, { target, edits: { name: 'x' } }), { code: 'failed_precondition' })
  })

  it('knows no key of another project, another collection or another shape', async () => {
    const { apiKey, target, update, project } = await withKey()
    const other = buildOtherProject()
    const edits = { name: 'x' }
    await assert.rejects(update(other, call, { target, edits }), { code: 'api_key_not_found', reason: undefined })
    for (const reference of [
      { id: apiKey.id, origin: 'imported' },
      { id: apiKey.id.toUpperCase().replace('0', 'A'), origin: 'issued' },
      { id: '', origin: 'issued' },
      { id: `${apiKey.id}\n`, origin: 'issued' },
      { id: '9'.repeat(64), origin: 'imported' },
    ] as const) {
      await assert.rejects(update(project, call, { target: { ...reference, expectedVersions: undefined }, edits }), {
        code: 'api_key_not_found',
        reason: undefined,
      })
    }
  })
})
