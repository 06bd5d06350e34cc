import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildHmacSecret, buildProject, buildProjectSettings } from '@latchkey/testkit/build-project'
import { buildAttributes, buildProjectWithQuota, call, DAY_MS, HOUR_MS, openUseCaseBench } from '@latchkey/testkit/use-case-bench'
import { checksumMatches, parseIssuedKey } from '../credential/issued-key.ts'
import { statusAt } from './api-key.ts'
import { makeIssueKey } from './issue-key.ts'
import { makeRevokeKey } from './revoke-key.ts'
import { makeRotateKey, type RotateKeyRequest } from './rotate-key.ts'
import { makeSuspendKey } from './suspend-key.ts'

async function withKey(ttlMs?: number) {
  const bench = openUseCaseBench()
  const { apiKey } = await makeIssueKey(bench.deps)(bench.project, call, buildAttributes({ ttlMs, allowedCidrs: ['10.0.0.0/8'] }))
  const rotate = makeRotateKey(bench.deps)
  const target = { id: apiKey.id, origin: 'issued', expectedVersions: undefined } as const
  const request = (overrides: Partial<RotateKeyRequest> = {}): RotateKeyRequest => ({
    target,
    edits: {},
    gracePeriodMs: 0,
    ...overrides,
  })
  return { ...bench, apiKey, target, rotate, request }
}

describe('rotateKey', () => {
  it('makes a successor that inherits everything but its identity', async () => {
    const { apiKey, rotate, request, project, clock, store } = await withKey()
    clock.advance(HOUR_MS)
    store.keys.recordUses([{ projectId: project.id, id: apiKey.id, usedAt: clock.now() }])
    const { successor, predecessor, secret } = await rotate(project, call, request())
    const inherited = { id: successor.id, createdAt: clock.now(), updatedAt: clock.now(), supersedes: apiKey.id }
    assert.deepEqual(successor, { ...apiKey, ...inherited })
    assert.notEqual(successor.id, apiKey.id)
    const parsed = parseIssuedKey(secret)
    assert.ok(parsed !== undefined && checksumMatches(parsed, project.hmacSecrets.current.key))
    assert.equal(parsed.keyId, successor.id)
    assert.equal(predecessor.supersededBy, successor.id)
    assert.deepEqual(store.keys.find(project.id, successor.id), successor)
    assert.deepEqual(store.keys.find(project.id, apiKey.id), predecessor)
  })

  it('revokes the old key at once and keeps its record for thirty days', async () => {
    const { rotate, request, project, clock, auditEvents } = await withKey(DAY_MS)
    const { predecessor } = await rotate(project, call, request())
    assert.deepEqual(predecessor.revocation, { at: clock.now(), reason: 'superseded', description: undefined })
    assert.equal(statusAt(predecessor, clock.now()), 'revoked')
    assert.equal(predecessor.expiresAt, clock.now() + 30 * DAY_MS)
    assert.deepEqual(
      auditEvents().map(({ event }) => event),
      ['api_key.issued', 'api_key.rotated', 'api_key.issued'],
    )
  })

  it('lets the old key go on for the grace period, to the millisecond and no longer', async () => {
    const { rotate, request, project, clock, apiKey } = await withKey()
    const { predecessor } = await rotate(project, call, request({ gracePeriodMs: DAY_MS }))
    const endsAt = clock.now() + DAY_MS
    assert.equal(statusAt(predecessor, (endsAt - 1) as typeof apiKey.createdAt), 'active')
    assert.equal(statusAt(predecessor, endsAt as typeof apiKey.createdAt), 'revoked')
    assert.equal(predecessor.expiresAt, apiKey.expiresAt)
  })

  it('never lets a grace period outlive the key', async () => {
    const { rotate, request, project, clock, apiKey } = await withKey(HOUR_MS)
    const { predecessor } = await rotate(project, call, request({ gracePeriodMs: DAY_MS }))
    assert.equal(predecessor.expiresAt, apiKey.expiresAt)
    clock.advance(HOUR_MS)
    assert.equal(statusAt(predecessor, clock.now()), 'expired')
  })

  it('accepts a grace period of 30 days and not a millisecond more', async () => {
    const { rotate, request, project } = await withKey()
    await assert.rejects(rotate(project, call, request({ gracePeriodMs: 30 * DAY_MS + 1 })), {
      code: 'bad_request',
      metadata: { field: 'grace_period' },
    })
    await rotate(project, call, request({ gracePeriodMs: 30 * DAY_MS }))
  })

  it('overrides with what is given, even when it is empty', async () => {
    const { rotate, request, project, target } = await withKey()
    const edits = {
      name: 'next',
      scopes: [],
      metadata: {},
      rateLimit: undefined,
      allowedCidrs: undefined,
      visibility: 'public',
    } as const
    await assert.rejects(rotate(project, call, request({ edits })), { code: 'bad_request', metadata: { field: 'visibility' } })
    const prefixes = { secret: project.settings.prefixes.secret, public: { current: 'pub', retired: [] } }
    const { successor, secret } = await rotate(buildProject({ settings: buildProjectSettings({ prefixes }) }), call, {
      target,
      edits,
      gracePeriodMs: 0,
    })
    assert.deepEqual({ ...successor, ...edits }, successor)
    assert.match(secret, /^pub_v1_/)
  })

  it('moves to the current secret and prefix', async () => {
    const { rotate, request, project } = await withKey()
    const prefixes = {
      secret: { current: 'acme', retired: [{ value: 'ory_ak', expiresAt: undefined }] },
      public: { current: undefined, retired: [] },
    }
    const hmacSecrets = {
      current: buildHmacSecret('next'),
      retired: [{ value: project.hmacSecrets.current, expiresAt: undefined }],
    }
    const moved = buildProject({ hmacSecrets, settings: buildProjectSettings({ prefixes }) })
    const { successor, secret } = await rotate(moved, call, request())
    assert.equal(successor.hmacSecretId, 'next')
    assert.match(secret, /^acme_v1_/)
  })

  it('has exactly one winner among fifty at once, and one active key in the end', async () => {
    const { rotate, request, project, store, clock } = await withKey()
    const settled = await Promise.allSettled(Array.from({ length: 50 }, () => rotate(project, call, request())))
    const reasons = settled.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
    assert.deepEqual(reasons, Array(49).fill('failed_precondition'))
    const query = { origin: 'issued', conditions: [], after: undefined, limit: 100, now: clock.now() } as const
    const active = store.keys.list(project.id, query).filter((key) => statusAt(key, clock.now()) === 'active')
    assert.equal(active.length, 1)
  })

  it('refuses a key that is revoked, suspended, expired or already in its grace period', async () => {
    const revoked = await withKey()
    await makeRevokeKey(revoked.deps)(revoked.project, call, {
      target: revoked.target,
      grounds: { reason: 'unspecified', description: undefined },
    })
    const suspended = await withKey()
    await makeSuspendKey(suspended.deps)(suspended.project, call, suspended.target)
    const expired = await withKey(DAY_MS)
    expired.clock.advance(DAY_MS)
    const inGrace = await withKey()
    await inGrace.rotate(inGrace.project, call, inGrace.request({ gracePeriodMs: DAY_MS }))
    for (const { rotate, request, project, store } of [revoked, suspended, expired, inGrace]) {
      const before = store.readAuditEvents(project.id).length
      await assert.rejects(rotate(project, call, request()), { code: 'failed_precondition' })
      assert.equal(store.readAuditEvents(project.id).length, before)
    }
  })

  it('costs no key quota', async () => {
    const project = buildProjectWithQuota(1)
    const { deps } = openUseCaseBench(project)
    const { apiKey } = await makeIssueKey(deps)(project, call, buildAttributes())
    const target = { id: apiKey.id, expectedVersions: undefined }
    await makeRotateKey(deps)(project, call, { target, edits: {}, gracePeriodMs: DAY_MS })
    await assert.rejects(makeIssueKey(deps)(project, call, buildAttributes()), { code: 'api_key_quota_exceeded' })
  })
})
