import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildAttributes, buildOtherProject, call, DAY_MS, openUseCaseBench } from '@latchkey/testkit/use-case-bench'
import { statusAt } from './api-key.ts'
import { makeIssueKey } from './issue-key.ts'
import { makeRevokeKey } from './revoke-key.ts'
import { makeResumeKey, makeSuspendKey } from './suspend-key.ts'

async function withKey() {
  const bench = openUseCaseBench()
  const { apiKey } = await makeIssueKey(bench.deps)(bench.project, call, buildAttributes())
  const target = { id: apiKey.id, origin: 'issued', expectedVersions: undefined } as const
  return { ...bench, apiKey, target, suspend: makeSuspendKey(bench.deps), resume: makeResumeKey(bench.deps) }
}

describe('suspendKey and resumeKey', () => {
  it('go there and back, each once', async () => {
    const { suspend, resume, project, target, clock, auditEvents } = await withKey()
    const suspended = await suspend(project, call, target)
    assert.equal(statusAt(suspended, clock.now()), 'suspended')
    assert.equal(suspended.version, 2)
    clock.advance(1)
    assert.deepEqual(await suspend(project, call, target), suspended)
    const resumed = await resume(project, call, target)
    assert.equal(statusAt(resumed, clock.now()), 'active')
    assert.deepEqual(await resume(project, call, target), resumed)
    assert.deepEqual(
      auditEvents().map(({ event }) => event),
      ['api_key.issued', 'api_key.suspended', 'api_key.resumed'],
    )
  })

  it('refuse a key that has ended', async () => {
    const revoked = await withKey()
    await makeRevokeKey(revoked.deps)(revoked.project, call, {
      target: revoked.target,
      grounds: { reason: 'unspecified', description: undefined },
    })
    const expired = await withKey()
    await expired.suspend(expired.project, call, expired.target)
    expired.clock.advance(7 * DAY_MS)
    for (const { suspend, resume, project, target } of [revoked, expired]) {
      await assert.rejects(suspend(project, call, target), { code: 'failed_precondition' })
      await assert.rejects(resume(project, call, target), { code: 'failed_precondition' })
    }
  })

  it('stay in their project and honour the version seen', async () => {
    const { suspend, project, target } = await withKey()
    const other = buildOtherProject()
    await assert.rejects(suspend(other, call, target), { code: 'api_key_not_found' })
    await assert.rejects(suspend(project, call, { ...target, expectedVersions: new Set([2]) }), { code: 'etag_mismatch' })
  })
})
