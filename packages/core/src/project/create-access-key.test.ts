import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { accessPermissions } from '../access/access-permissions.ts'
import { hasAccessKeyChecksum, hashAccessKey } from '../credential/access-key-secret.ts'
import { DomainError } from '../errors/domain-error.ts'
import type { Call } from '../key/call.ts'
import type { AccessKey } from '../ports/access-key-store.ts'
import type { Instant } from '../ports/clock.ts'
import {
  buildAccessKey,
  type KeyGrantor,
  mayGrant,
  type NewAccessKey,
  parsePermissions,
  requireGrant,
} from './create-access-key.ts'

const now = 10_000 as Instant
const later = 20_000 as Instant
const deps = { random: { uuid: () => randomUUID(), bytes: (length: number) => randomBytes(length) }, clock: { now: () => now } }
const call: Call = { caller: { kind: 'operator', id: 'op', name: 'Op' }, ip: undefined, requestId: 'r' }
const wanted: NewAccessKey = { kind: 'project', ownerId: 'p1', name: 'CI', permissions: ['keys:verify'], expiresAt: undefined }
const isBadRequest = (error: unknown): boolean => error instanceof DomainError && error.code === 'bad_request'

describe('a new access key', () => {
  it('is a credential that is shown once and a record without it', () => {
    const { accessKey, credential, audit } = buildAccessKey(wanted, call, deps)
    const text = credential.reveal()
    assert.ok(text.startsWith('ory_pat_') && hasAccessKeyChecksum(text))
    assert.equal(accessKey.hash, hashAccessKey(text))
    assert.equal(accessKey.lastCharacters, text.slice(-4))
    assert.deepEqual([accessKey.createdAt, accessKey.permissions], [now, ['keys:verify']])
    assert.ok(!JSON.stringify({ accessKey, audit }).includes(text.slice(8, -4)))
    assert.equal(audit.targetId, accessKey.id)
  })

  it('of a workspace has no permissions of the data plane', () => {
    const { accessKey, credential } = buildAccessKey({ ...wanted, kind: 'workspace', permissions: accessPermissions }, call, deps)
    assert.ok(credential.reveal().startsWith('ory_wak_'))
    assert.deepEqual(accessKey.permissions, [])
  })

  it('needs a name and an end that lies ahead', () => {
    for (const name of ['', ' ', 'n'.repeat(257)])
      assert.throws(() => buildAccessKey({ ...wanted, name }, call, deps), isBadRequest)
    assert.throws(() => buildAccessKey({ ...wanted, expiresAt: now }, call, deps), isBadRequest)
    assert.equal(buildAccessKey({ ...wanted, expiresAt: (now + 1) as Instant }, call, deps).accessKey.expiresAt, now + 1)
  })
})

describe('permissions', () => {
  it('are everything unless something is asked for', () => {
    for (const all of [undefined, null, 'full', ['full', 'verify']]) assert.deepEqual(parsePermissions(all), accessPermissions)
  })

  it('have names for usual sets', () => {
    assert.deepEqual(parsePermissions('read'), ['keys:read', 'usage:read', 'audit:read'])
    assert.deepEqual(parsePermissions('verify'), ['keys:verify'])
    assert.deepEqual(parsePermissions(['keys:revoke', 'verify', 'keys:verify']), ['keys:verify', 'keys:revoke'])
  })

  it('are refused when they do not exist', () => {
    for (const bad of ['', 'admin', 'constructor', '__proto__', [], ['keys:*'], [7], { full: true }]) {
      assert.throws(() => parsePermissions(bad), isBadRequest)
    }
  })
})

describe('a key never creates a wider key', () => {
  const keyOf = (overrides: Partial<AccessKey>): AccessKey => ({ ...buildAccessKey(wanted, call, deps).accessKey, ...overrides })
  const holder = (overrides: Partial<AccessKey>, projectIds: readonly string[] = []): KeyGrantor => ({
    kind: 'access_key',
    accessKey: keyOf(overrides),
    projectIds,
  })

  it('whatever sets of permissions meet', () => {
    const set = fc.subarray([...accessPermissions])
    fc.assert(
      fc.property(set, set, (held, asked) => {
        const granted = mayGrant(holder({ permissions: held }), { ...wanted, permissions: asked })
        assert.equal(
          granted,
          asked.every((permission) => held.includes(permission)),
        )
      }),
    )
  })

  it('for another project or workspace, or of the other kind', () => {
    const full = { permissions: accessPermissions }
    assert.equal(mayGrant(holder(full), wanted), true)
    assert.equal(mayGrant(holder(full), { ...wanted, ownerId: 'p2' }), false)
    assert.equal(mayGrant(holder(full, ['p1']), { ...wanted, kind: 'workspace' }), false)
    const workspace = { kind: 'workspace', ownerId: 'w1', permissions: [] } as const
    assert.equal(mayGrant(holder(workspace, ['p1']), wanted), true)
    assert.equal(mayGrant(holder(workspace, ['p2']), wanted), false)
    assert.equal(mayGrant(holder(workspace), { ...wanted, kind: 'workspace', ownerId: 'w1' }), true)
    assert.equal(mayGrant(holder(workspace), { ...wanted, kind: 'workspace', ownerId: 'w2' }), false)
  })

  it('that outlives it', () => {
    const ending = holder({ expiresAt: later })
    assert.equal(mayGrant(ending, { ...wanted, expiresAt: later }), true)
    assert.equal(mayGrant(ending, { ...wanted, expiresAt: (later + 1) as Instant }), false)
    assert.equal(mayGrant(ending, wanted), false)
    assert.equal(mayGrant(holder({}), wanted), true)
  })

  it('but the operator creates any', () => {
    assert.equal(mayGrant({ kind: 'operator' }, { ...wanted, kind: 'workspace', permissions: accessPermissions }), true)
    assert.throws(
      () => requireGrant(holder({ permissions: [] }), wanted),
      (error) => error instanceof DomainError && error.code === 'forbidden',
    )
  })
})
