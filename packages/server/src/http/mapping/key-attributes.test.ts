import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { describe, it } from 'node:test'
import { importRequestFromWire, issueRequestFromWire } from './key-attributes.ts'

const rejects = (read: () => unknown, field: string) => assert.throws(read, { code: 'bad_request', metadata: { field } }, field)

describe('what is asked of a new key', () => {
  it('has a default for everything but the name', () => {
    assert.deepEqual(issueRequestFromWire({ name: 'ci' }), {
      name: 'ci',
      actorId: '',
      scopes: [],
      metadata: {},
      visibility: 'secret',
      rateLimit: undefined,
      allowedCidrs: undefined,
      ttlMs: undefined,
      idempotencyId: undefined,
    })
    rejects(() => issueRequestFromWire({ name: ' ' }), 'name')
  })

  it('reads durations, and takes zero for nothing said', () => {
    const ttl = (text: string) => issueRequestFromWire({ name: 'ci', ttl: text }).ttlMs
    assert.deepEqual(['3600s', '1h', '1d', '1mo', ''].map(ttl), [3_600_000, 3_600_000, 86_400_000, 30 * 86_400_000, undefined])
    assert.deepEqual(['0', '0s', '0h0m'].map(ttl), [undefined, undefined, undefined])
    for (const text of ['-1h', '1', 'soon', '1h 30m', '1e3s']) rejects(() => ttl(text), 'ttl')
  })

  it('writes address ranges canonically and names the one that is wrong', () => {
    const ranges = (...cidrs: string[]) =>
      issueRequestFromWire({ name: 'ci', ip_restriction: { allowed_cidrs: cidrs } }).allowedCidrs
    assert.deepEqual(ranges('10.0.0.0/8', '2001:DB8:0::/32', '10.0.0.0/8'), ['10.0.0.0/8', '2001:db8::/32'])
    assert.equal(ranges(), undefined)
    for (const wrong of ['10.0.0.1', 'x', '10.0.0.0/33', ''])
      rejects(() => ranges('10.0.0.0/8', wrong), 'ip_restriction.allowed_cidrs[1]')
  })

  it('needs a window of at least a second', () => {
    const policy = (window: string) => issueRequestFromWire({ name: 'ci', rate_limit_policy: { quota: 1, window } }).rateLimit
    assert.deepEqual(policy('1s'), { quota: 1, windowMs: 1000, unit: '' })
    for (const window of ['999ms', '0s', '1d', '', '60']) rejects(() => policy(window), 'rate_limit_policy.window')
  })
})

describe('what is asked of an imported key', () => {
  const asked = { name: 'ci', actor_id: 'user_1' }

  it('is the key or its digest, and exactly one of them', () => {
    assert.deepEqual(importRequestFromWire({ ...asked, raw_key: 'sk' }).material, { kind: 'raw', rawKey: 'sk' })
    const digestHex = hash('sha256', 'sk')
    for (const key_hash of [digestHex, hash('sha256', 'sk', 'base64')]) {
      const { material } = importRequestFromWire({ ...asked, key_hash, hash_algorithm: 'sha256' })
      assert.deepEqual(material, { kind: 'digest', algorithm: 'sha256', digestHex })
    }
    rejects(() => importRequestFromWire(asked), 'raw_key')
    rejects(() => importRequestFromWire({ ...asked, raw_key: 'sk', key_hash: digestHex, hash_algorithm: 'sha256' }), 'raw_key')
    rejects(() => importRequestFromWire({ ...asked, key_hash: digestHex }), 'hash_algorithm')
    rejects(() => importRequestFromWire({ ...asked, key_hash: digestHex, hash_algorithm: 'sha512' }), 'key_hash')
  })

  it('needs an actor and a key that can be presented', () => {
    rejects(() => importRequestFromWire({ ...asked, actor_id: '', raw_key: 'sk' }), 'actor_id')
    rejects(() => importRequestFromWire({ ...asked, raw_key: '' }), 'raw_key')
    rejects(() => importRequestFromWire({ ...asked, raw_key: 'x'.repeat(16 * 1024 + 1) }), 'raw_key')
  })
})
