import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildImportedKey, buildIssuedKey } from '@latchkey/testkit/builders'
import { atMs, TEST_START } from '@latchkey/testkit/fake-clock'
import { importedApiKeyToWire, issuedApiKeyToWire } from './api-key.ts'

describe('a key on the wire', () => {
  it('carries every member even when nothing is set', () => {
    const apiKey = buildImportedKey()
    assert.deepEqual(importedApiKeyToWire(apiKey, TEST_START), {
      key_id: apiKey.id,
      name: 'ci',
      actor_id: 'user_1',
      scopes: [],
      metadata: {},
      status: 'KEY_STATUS_ACTIVE',
      visibility: 'KEY_VISIBILITY_SECRET',
      create_time: '2026-01-15T12:00:00.000Z',
      update_time: '2026-01-15T12:00:00.000Z',
      expire_time: null,
      last_used_time: null,
      last_used_ip: '',
      rate_limit_policy: null,
      ip_restriction: null,
    })
  })

  it('writes times, figures and durations as the protobuf mapping does', () => {
    const wire = issuedApiKeyToWire(
      buildIssuedKey({
        visibility: 'public',
        expiresAt: atMs(1),
        lastUsedAt: atMs(2),
        lastUsedIp: '203.0.113.7',
        rateLimit: { quota: Number.MAX_SAFE_INTEGER, windowMs: 90_500, unit: '' },
        allowedCidrs: ['10.0.0.0/8'],
      }),
      TEST_START,
    )
    assert.equal(wire.visibility, 'KEY_VISIBILITY_PUBLIC')
    assert.equal(wire.expire_time, '2026-01-15T12:00:00.001Z')
    assert.equal(wire.last_used_time, '2026-01-15T12:00:00.002Z')
    assert.equal(wire.last_used_ip, '203.0.113.7')
    assert.deepEqual(wire.rate_limit_policy, { quota: '9007199254740991', window: '90.500s', unit: '' })
    assert.deepEqual(wire.ip_restriction, { allowed_cidrs: ['10.0.0.0/8'] })
    assert.deepEqual([wire.supersedes, wire.superseded_by], ['', ''])
  })

  it('computes the status at the instant of the answer', () => {
    const status = (overrides: Parameters<typeof buildIssuedKey>[0], now = TEST_START) =>
      issuedApiKeyToWire(buildIssuedKey(overrides), now).status
    assert.equal(status({ suspendedAt: TEST_START }), 'KEY_STATUS_SUSPENDED')
    assert.equal(status({ expiresAt: atMs(1) }), 'KEY_STATUS_ACTIVE')
    assert.equal(status({ expiresAt: atMs(1) }, atMs(1)), 'KEY_STATUS_EXPIRED')
    const revocation = { at: atMs(5), reason: 'superseded', description: undefined } as const
    assert.equal(status({ revocation }, atMs(4)), 'KEY_STATUS_ACTIVE')
    assert.equal(status({ revocation, expiresAt: atMs(1) }, atMs(5)), 'KEY_STATUS_REVOKED')
  })

  it('tells why it was revoked, and no more than that', () => {
    const described = { at: TEST_START, reason: 'privilege_withdrawn', description: 'left' } as const
    const wire = issuedApiKeyToWire(buildIssuedKey({ revocation: described }), TEST_START)
    assert.deepEqual([wire.revocation_reason, wire.revocation_description], ['REVOCATION_REASON_PRIVILEGE_WITHDRAWN', 'left'])
    const bare = issuedApiKeyToWire(buildIssuedKey({ revocation: { ...described, description: undefined } }), TEST_START)
    assert.ok(!('revocation_description' in bare))
  })
})
