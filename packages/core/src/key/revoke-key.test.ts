import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildProject, buildProjectSettings } from '@latchkey/testkit/build-project'
import { buildAttributes, buildOtherProject, call, DAY_MS, HOUR_MS, openUseCaseBench } from '@latchkey/testkit/use-case-bench'
import { makeIssueKey } from './issue-key.ts'
import type { RevocationGrounds } from './revocation.ts'
import { makeRevokeKey } from './revoke-key.ts'
import { makeRotateKey } from './rotate-key.ts'

const unspecified: RevocationGrounds = { reason: 'unspecified', description: undefined }

async function withKey(ttlMs?: number, project = buildProject()) {
  const bench = openUseCaseBench(project)
  const { apiKey } = await makeIssueKey(bench.deps)(project, call, buildAttributes({ ttlMs }))
  const target = { id: apiKey.id, origin: 'issued', expectedVersions: undefined } as const
  return { ...bench, apiKey, target, revoke: makeRevokeKey(bench.deps) }
}

describe('revokeKey', () => {
  it('is final: the second of two at once conflicts and changes nothing', async () => {
    const { revoke, project, target, store, auditEvents } = await withKey()
    const settled = await Promise.allSettled([
      revoke(project, call, { target, grounds: { reason: 'key_compromise', description: undefined } }),
      revoke(project, call, { target, grounds: unspecified }),
    ])
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    )
    assert.equal(store.keys.find(project.id, target.id)?.revocation?.reason, 'key_compromise')
    await assert.rejects(revoke(project, call, { target, grounds: unspecified }), { code: 'conflict' })
    assert.deepEqual(
      auditEvents().map(({ event }) => event),
      ['api_key.issued', 'api_key.revoked'],
    )
  })

  it('keeps the record for thirty days, or as long as the key would have lived', async () => {
    const short = await withKey(HOUR_MS)
    const shortRevoked = await short.revoke(short.project, call, { target: short.target, grounds: unspecified })
    assert.equal(shortRevoked.expiresAt, short.clock.now() + 30 * DAY_MS)
    const long = await withKey(60 * DAY_MS)
    const longRevoked = await long.revoke(long.project, call, { target: long.target, grounds: unspecified })
    assert.equal(longRevoked.expiresAt, long.apiKey.expiresAt)
    const endless = await withKey(
      undefined,
      buildProject({ settings: buildProjectSettings({ defaultTtlMs: undefined, maxTtlMs: undefined }) }),
    )
    const endlessRevoked = await endless.revoke(endless.project, call, { target: endless.target, grounds: unspecified })
    assert.equal(endlessRevoked.expiresAt, undefined)
  })

  it('takes a description only with a withdrawn privilege', async () => {
    const { revoke, project, target } = await withKey()
    const described = (reason: RevocationGrounds['reason']) => ({ target, grounds: { reason, description: 'left the company' } })
    await assert.rejects(revoke(project, call, described('key_compromise')), {
      code: 'bad_request',
      metadata: { field: 'description' },
    })
    const revoked = await revoke(project, call, described('privilege_withdrawn'))
    assert.equal(revoked.revocation?.description, 'left the company')
  })

  it('ends a grace period at once', async () => {
    const { revoke, project, target, deps, clock, apiKey } = await withKey()
    await makeRotateKey(deps)(project, call, { target, edits: {}, gracePeriodMs: DAY_MS })
    clock.advance(HOUR_MS)
    const revoked = await revoke(project, call, { target, grounds: { reason: 'key_compromise', description: undefined } })
    assert.deepEqual(revoked.revocation, { at: clock.now(), reason: 'key_compromise', description: undefined })
    assert.equal(revoked.version, apiKey.version + 2)
  })

  it('revokes an expired key too', async () => {
    const { revoke, project, target, clock } = await withKey(HOUR_MS)
    clock.advance(2 * HOUR_MS)
    assert.equal((await revoke(project, call, { target, grounds: unspecified })).revocation?.at, clock.now())
  })

  it('finds a key of either kind without a collection, and none of another project', async () => {
    const { revoke, project, target } = await withKey()
    const other = buildOtherProject()
    const anywhere = { ...target, origin: undefined }
    await assert.rejects(revoke(other, call, { target: anywhere, grounds: unspecified }), { code: 'api_key_not_found' })
    await assert.rejects(revoke(project, call, { target: { ...target, expectedVersions: new Set([7]) }, grounds: unspecified }), {
      code: 'etag_mismatch',
    })
    await revoke(project, call, { target: anywhere, grounds: unspecified })
  })
})
