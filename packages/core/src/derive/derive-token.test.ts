import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildProject, buildProjectSettings, buildSigningKey } from '@latchkey/testkit/build-project'
import {
  buildAttributes,
  buildOtherProject,
  call,
  DAY_MS,
  HOUR_MS,
  openUseCaseBench,
  SECOND_MS,
} from '@latchkey/testkit/use-case-bench'
import { formatAccessKey } from '../credential/access-key-secret.ts'
import { makeImportKey } from '../key/import-key.ts'
import { makeIssueKey } from '../key/issue-key.ts'
import type { KeyAttributes } from '../key/key-attributes.ts'
import { makeRevokeKey } from '../key/revoke-key.ts'
import { makeRotateKey } from '../key/rotate-key.ts'
import { makeSuspendKey } from '../key/suspend-key.ts'
import { type DeriveTokenRequest, makeDeriveToken } from './derive-token.ts'
import { verifyJwt } from './jwt.ts'
import { verifyMacaroon } from './macaroon-token.ts'

const k1 = buildSigningKey('k1')
const k2 = buildSigningKey('k2')
const signingKeys = [k1, k2].map((value) => ({ value, expiresAt: undefined }))
const base = buildProject({ signingKeys })

async function withParent(overrides: Partial<KeyAttributes> = {}, project = base) {
  const bench = openUseCaseBench(project)
  const { apiKey, secret } = await makeIssueKey(bench.deps)(project, call, buildAttributes(overrides))
  const deriveToken = makeDeriveToken(bench.deps)
  const request = (asked: Partial<DeriveTokenRequest> = {}): DeriveTokenRequest => ({
    credential: secret,
    tokenKind: 'jwt',
    ttlMs: undefined,
    scopes: [],
    customClaims: {},
    ...asked,
  })
  const derive = (asked: Partial<DeriveTokenRequest> = {}, by = call) => deriveToken(project, by, request(asked))
  const target = { id: apiKey.id, origin: 'issued', expectedVersions: undefined } as const
  return { ...bench, apiKey, secret, derive, deriveToken, request, target }
}

describe('deriveToken', () => {
  it('signs a JWT that verifies and says what the parent may', async () => {
    const { derive, clock, project, apiKey } = await withParent({ allowedCidrs: ['192.0.2.0/24'] })
    const { token, expiresAt, scopes, claims } = await derive({
      scopes: ['read'],
      customClaims: { tenant: 't1', sub: 'root', aud: 'all' },
    })
    const verified = verifyJwt(token, {
      signingKeys: [k1],
      issuers: [project.settings.issuer.current],
      projectId: project.id,
      now: clock.now(),
    })
    assert.deepEqual(verified, claims)
    assert.equal(expiresAt, clock.now() + HOUR_MS)
    assert.equal(claims.exp * 1000, expiresAt)
    assert.deepEqual(scopes, ['read'])
    assert.deepEqual([claims.sub, claims['tenant'], claims['aud'], claims.acl], [apiKey.id, 't1', undefined, ['192.0.2.0/24']])
  })

  it('mints a macaroon that verifies', async () => {
    const { derive, clock, project } = await withParent()
    const { token, claims } = await derive({ tokenKind: 'macaroon' })
    const expectations = {
      prefix: 'mc',
      hmacKeys: [project.hmacSecrets.current.key],
      issuers: [project.settings.issuer.current],
      projectId: project.id,
      now: clock.now(),
    }
    assert.deepEqual(verifyMacaroon(token, expectations), claims)
    assert.deepEqual(claims.scp, ['read', 'write'])
  })

  it('works for an imported parent', async () => {
    const { deps, project, deriveToken, request } = await withParent()
    const rawKey = 'sk_live_abc'
    const { id } = await makeImportKey(deps)(project, call, { ...buildAttributes(), material: { kind: 'raw', rawKey } })
    assert.equal((await deriveToken(project, call, request({ credential: rawKey }))).claims.akid, id)
  })

  it('signs with the key that the settings name, and names it when it is missing', async () => {
    const naming = (signingKeyId: string) =>
      buildProject({
        signingKeys,
        settings: buildProjectSettings({ derivedTokens: { ...base.settings.derivedTokens, signingKeyId } }),
      })
    const { deriveToken, request, clock } = await withParent()
    const { token } = await deriveToken(naming('k2'), call, request())
    assert.equal(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid, 'k2')
    await assert.rejects(deriveToken(naming('k9'), call, request()), {
      code: 'internal_server_error',
      metadata: { kid: 'k9' },
      message: /"k9"/,
    })
    await assert.rejects(deriveToken(buildProject({ signingKeys: [] }), call, request()), { code: 'internal_server_error' })
    const ended = buildProject({ signingKeys: [{ value: k1, expiresAt: clock.now() }] })
    await assert.rejects(deriveToken(ended, call, request()), { code: 'internal_server_error' })
  })

  it('never outlives its parent or the maximum', async () => {
    const { derive, clock } = await withParent({ ttlMs: 2 * HOUR_MS })
    const ttl = { code: 'bad_request', metadata: { field: 'ttl' } }
    await assert.rejects(derive({ ttlMs: 2 * HOUR_MS + 1 }), ttl)
    assert.equal((await derive({ ttlMs: 2 * HOUR_MS })).expiresAt, clock.now() + 2 * HOUR_MS)
    await assert.rejects(derive({ ttlMs: 999 }), ttl)
    clock.advance(HOUR_MS + 30 * 60_000)
    assert.equal((await derive()).expiresAt, clock.now() + 30 * 60_000)
    const brief = await withParent({ ttlMs: 1_500 })
    brief.clock.advance(1_000)
    await assert.rejects(brief.derive(), { code: 'api_key_expired' })
    const long = await withParent()
    await assert.rejects(long.derive({ ttlMs: DAY_MS + 1 }), ttl)
    assert.equal((await long.derive({ ttlMs: DAY_MS })).expiresAt, long.clock.now() + DAY_MS)
  })

  it('does not outlive the grace period of its parent', async () => {
    const { derive, deps, project, target, clock } = await withParent()
    await makeRotateKey(deps)(project, call, { target, edits: {}, gracePeriodMs: 10 * SECOND_MS })
    assert.equal((await derive()).expiresAt, clock.now() + 10 * SECOND_MS)
    await assert.rejects(derive({ ttlMs: 11 * SECOND_MS }), { code: 'bad_request' })
  })

  it('cannot do more than its parent', async () => {
    const { derive } = await withParent({ scopes: ['read:*'] })
    assert.deepEqual((await derive({ scopes: ['read:orders'] })).scopes, ['read:orders'])
    for (const scopes of [['write'], ['read:orders', 'write'], ['*'], ['read']])
      await assert.rejects(derive({ scopes }), { code: 'forbidden' })
    const { derive: deriveBare } = await withParent({ scopes: [] })
    assert.deepEqual((await deriveBare()).scopes, [])
    await assert.rejects(deriveBare({ scopes: ['read'] }), { code: 'forbidden' })
  })

  it('tells a revoked parent from one that is otherwise not valid', async () => {
    const grounds = { reason: 'unspecified', description: undefined } as const
    const revoked = await withParent()
    await makeRevokeKey(revoked.deps)(revoked.project, call, { target: revoked.target, grounds })
    await assert.rejects(revoked.derive(), { code: 'forbidden' })
    const suspended = await withParent()
    await makeSuspendKey(suspended.deps)(suspended.project, call, suspended.target)
    const expired = await withParent({ ttlMs: HOUR_MS })
    expired.clock.advance(HOUR_MS)
    await assert.rejects(suspended.derive(), { code: 'parent_key_invalid' })
    await assert.rejects(expired.derive(), { code: 'api_key_expired' })
    const restricted = await withParent({ allowedCidrs: ['10.0.0.0/8'] })
    await assert.rejects(restricted.derive(), { code: 'ip_not_allowed' })
    await assert.rejects(restricted.derive({}, { ...call, ip: undefined }), { code: 'ip_not_allowed' })
    await restricted.derive({}, { ...call, ip: '10.1.2.3' })
  })

  it('accepts only keys of the project as parents', async () => {
    const { derive, deriveToken, request, secret } = await withParent()
    await assert.rejects(derive({ credential: '' }), { code: 'credential_required' })
    for (const credential of ['unknown', `${secret}x`])
      await assert.rejects(derive({ credential }), { code: 'parent_key_invalid' })
    await assert.rejects(derive({ credential: 'x'.repeat(16 * 1024 + 1) }), { code: 'invalid_api_key_format' })
    const accessKey = formatAccessKey('project', new Uint8Array(64).fill(7))
    await assert.rejects(derive({ credential: accessKey }), { code: 'unknown_credential' })
    for (const tokenKind of ['jwt', 'macaroon'] as const) {
      const { token } = await derive({ tokenKind })
      await assert.rejects(derive({ credential: token }), { code: 'invalid_token_type' })
      await assert.rejects(derive({ credential: `${token.slice(0, -4)}AAAA` }), { code: 'signature_invalid' })
    }
    await assert.rejects(deriveToken(buildOtherProject(), call, request()), { code: 'parent_key_invalid' })
  })

  it('refuses a token that would be too long to be presented', async () => {
    const scopes = Array.from({ length: 256 }, (_, index) => `${index}`.padEnd(200, 'x'))
    const { derive } = await withParent({ scopes })
    await assert.rejects(derive(), { code: 'bad_request', metadata: { field: 'scopes' } })
    await derive({ scopes: scopes.slice(0, 5) })
  })

  it('passes an outage on', async () => {
    const { deps, project, request } = await withParent()
    const outage = new Error('disk gone')
    const keyStore = { find: () => Promise.reject(outage), findMany: () => Promise.reject(outage) }
    await assert.rejects(makeDeriveToken({ ...deps, keyStore })(project, call, request()), outage)
  })
})
