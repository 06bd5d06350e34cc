import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { describe, it } from 'node:test'
import { buildHmacSecret, buildProject, buildSigningKey } from '@latchkey/testkit/build-project'
import { buildAttributes, buildOtherProject, call, DAY_MS, openUseCaseBench } from '@latchkey/testkit/use-case-bench'
import { formatAccessKey } from '../credential/access-key-secret.ts'
import { formatIssuedKey } from '../credential/issued-key.ts'
import { makeDeriveToken } from '../derive/derive-token.ts'
import { type KeyId, type RevocationReason, statusAt } from './api-key.ts'
import { makeImportKey } from './import-key.ts'
import { makeIssueKey } from './issue-key.ts'
import { makeSelfRevokeKey } from './self-revoke-key.ts'

const signingKeys = [{ value: buildSigningKey('k1'), expiresAt: undefined }]

async function withKey(project = buildProject({ signingKeys })) {
  const bench = openUseCaseBench(project)
  const { apiKey, secret } = await makeIssueKey(bench.deps)(project, call, buildAttributes())
  const selfRevoke = makeSelfRevokeKey(bench.deps)
  const present = (credential: string, reason: RevocationReason = 'key_compromise') =>
    selfRevoke(project, call, { credential, reason })
  const statusOf = (id: KeyId) => {
    const found = bench.store.keys.find(project.id, id)
    return found && statusAt(found, bench.clock.now())
  }
  return { ...bench, apiKey, secret, present, statusOf, selfRevoke }
}

describe('selfRevokeKey', () => {
  it('revokes by possession, once, and names the holder in the audit', async () => {
    const { present, secret, apiKey, statusOf, auditEvents } = await withKey()
    await Promise.all([present(secret), present(secret)])
    await present(secret, 'unspecified')
    assert.equal(statusOf(apiKey.id), 'revoked')
    const events = auditEvents().filter(({ event }) => event === 'api_key.self_revoked')
    assert.equal(events.length, 1)
    assert.deepEqual(events[0]?.caller, { kind: 'key_holder', id: apiKey.id, name: apiKey.name })
    assert.ok(!JSON.stringify(events).includes(secret.split('_').at(-1) ?? ''))
  })

  it('finds an imported key in every form it was imported in', async () => {
    const { deps, project, present, statusOf } = await withKey()
    const rawKey = 'sk_live_abcdefghijklmnop'
    const material = { kind: 'raw', rawKey } as const
    const digest = { kind: 'digest', algorithm: 'sha256', digestHex: hash('sha256', rawKey) } as const
    const plain = await makeImportKey(deps)(project, call, { ...buildAttributes(), material })
    const digested = await makeImportKey(deps)(project, call, { ...buildAttributes(), material: digest })
    await present(rawKey)
    assert.deepEqual([statusOf(plain.id), statusOf(digested.id)], ['revoked', 'revoked'])
  })

  it('answers the same for unknown, forged and foreign credentials', async () => {
    const { present, secret, apiKey, statusOf, selfRevoke, clock } = await withKey()
    const issuedAtSeconds = clock.now() / 1000
    const forged = formatIssuedKey({ prefix: 'ory_ak', keyId: apiKey.id, issuedAtSeconds }, buildHmacSecret('guessed').key)
    for (const credential of ['nobody knows me', forged, `${secret}x`, secret.replace('ory_ak', 'evil'), '\ud800']) {
      await assert.rejects(present(credential), { code: 'api_key_not_found', reason: undefined })
    }
    const other = buildOtherProject()
    await assert.rejects(selfRevoke(other, call, { credential: secret, reason: 'unspecified' }), {
      code: 'api_key_not_found',
      reason: undefined,
    })
    assert.equal(statusOf(apiKey.id), 'active')
  })

  it('accepts a key made with a retired secret until that ends', async () => {
    const { secret, project, clock, selfRevoke } = await withKey()
    const retired = (endsAt: number) =>
      buildProject({
        hmacSecrets: {
          current: buildHmacSecret('next'),
          retired: [{ value: project.hmacSecrets.current, expiresAt: endsAt as never }],
        },
      })
    await assert.rejects(selfRevoke(retired(clock.now()), call, { credential: secret, reason: 'unspecified' }), {
      code: 'api_key_not_found',
    })
    await selfRevoke(retired(clock.now() + 1), call, { credential: secret, reason: 'unspecified' })
  })

  it('does not revoke derived tokens, verifiable or not', async () => {
    const { deps, project, present, secret } = await withKey()
    const derive = makeDeriveToken(deps)
    for (const tokenKind of ['jwt', 'macaroon'] as const) {
      const { token } = await derive(project, call, {
        credential: secret,
        tokenKind,
        ttlMs: undefined,
        scopes: [],
        customClaims: {},
      })
      await assert.rejects(present(token), { code: 'derived_token_not_revocable' })
      await assert.rejects(present(`${token.slice(0, -4)}AAAA`), { code: 'derived_token_not_revocable' })
    }
  })

  it('refuses an empty or over-long credential, and a reason that is not the holder’s to give', async () => {
    const { present, secret } = await withKey()
    await assert.rejects(present(''), { code: 'credential_required' })
    await assert.rejects(present(formatAccessKey('project', new Uint8Array(64).fill(7))), { code: 'unknown_credential' })
    await assert.rejects(present('x'.repeat(16 * 1024 + 1)), { code: 'invalid_api_key_format' })
    await assert.rejects(present(secret, 'privilege_withdrawn'), { code: 'bad_request', metadata: { field: 'reason' } })
  })

  it('also ends an expired key and one in its grace period', async () => {
    const { present, secret, clock, apiKey, statusOf } = await withKey()
    clock.advance(8 * DAY_MS)
    await present(secret)
    assert.equal(statusOf(apiKey.id), 'revoked')
  })
})
