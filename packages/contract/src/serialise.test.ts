import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { describeMismatch } from './describe-mismatch.ts'
import { GetJWKSResponse, PublicJwk } from './messages/derivation.ts'
import { BatchCreateImportedApiKeysResponse } from './messages/imported-keys.ts'
import { IssuedApiKey } from './messages/issued-keys.ts'
import { SelfRevokeApiKeyResponse } from './messages/revocation.ts'
import { VerifyApiKeyResponse } from './messages/verification.ts'
import { serialiseMessage } from './serialise.ts'

const key: IssuedApiKey = {
  key_id: '0d2f4f0e-5b0e-4f0e-8f0e-0d2f4f0e5b0e',
  name: 'ci',
  actor_id: '',
  scopes: ['read:orders'],
  metadata: { team: { id: null } },
  status: 'KEY_STATUS_ACTIVE',
  visibility: 'KEY_VISIBILITY_SECRET',
  create_time: '2026-11-21T10:00:00.000Z',
  update_time: '2026-11-21T10:00:00.000Z',
  expire_time: null,
  last_used_time: null,
  last_used_ip: '',
  rate_limit_policy: { quota: '9223372036854775807', unit: '', window: '60s' },
  ip_restriction: null,
  supersedes: '',
  superseded_by: '',
}

const verification: VerifyApiKeyResponse = {
  is_valid: false,
  status: 'KEY_STATUS_UNSPECIFIED',
  key_id: '',
  actor_id: '',
  scopes: [],
  metadata: {},
  expire_time: null,
  visibility: 'KEY_VISIBILITY_UNSPECIFIED',
  issuer: '',
  rate_limit_policy: null,
  error_code: 'VERIFICATION_ERROR_NOT_FOUND',
  error_message: 'The API key was not found.',
}

describe('serialiseMessage', () => {
  it('writes a complete message as it is, null, int64 text and free-form objects included', () => {
    assert.deepEqual(JSON.parse(serialiseMessage(IssuedApiKey)(key)), key)
    assert.deepEqual(JSON.parse(serialiseMessage(VerifyApiKeyResponse)(verification)), verification)
    assert.equal(serialiseMessage(SelfRevokeApiKeyResponse)({}), '{}')
  })

  it('cuts what is not declared, at every depth', () => {
    const leaking = {
      ...key,
      secret: 's',
      hmac_secret_id: 'h',
      rate_limit_policy: { quota: '1', unit: '', window: '1s', bucket: 'b' },
      ip_restriction: { allowed_cidrs: ['::/0'], seen: ['::1'] },
    }
    const written = serialiseMessage(IssuedApiKey)(leaking)
    for (const word of ['secret"', 'hmac', 'bucket', 'seen']) assert.equal(written.includes(word), false, word)
    assert.equal(written.includes('"allowed_cidrs":["::/0"]'), true)
  })

  it('never lets a private member of a signing key out', () => {
    const jwk = { kty: 'RSA', kid: 'k', n: 'n', e: 'e', d: 'D', p: 'P', q: 'Q', dp: 'DP', dq: 'DQ', qi: 'QI', oth: [], k: 'K' }
    const written = JSON.parse(serialiseMessage(GetJWKSResponse)({ keys: [jwk], jwks: { keys: [jwk] } }))
    const open = { kty: 'RSA', kid: 'k', n: 'n', e: 'e' }
    assert.deepEqual(written, { keys: [open], jwks: { keys: [open] } })
    assert.deepEqual(Object.keys(PublicJwk.properties), ['kty', 'kid', 'alg', 'use', 'crv', 'x', 'y', 'n', 'e'])
  })

  it('leaves out what is unset and may be absent', () => {
    const written = serialiseMessage(IssuedApiKey)({ ...key, revocation_reason: undefined } as unknown as IssuedApiKey)
    assert.equal(written.includes('revocation_reason'), false)
  })

  it('works through lists', () => {
    const answer = {
      results: [{ index: 0, error_code: 'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_INTERNAL', raw_key: 'x' }],
      success_count: 0,
      failure_count: 1,
    }
    const written = serialiseMessage(BatchCreateImportedApiKeysResponse)(answer as unknown as BatchCreateImportedApiKeysResponse)
    assert.equal(written.includes('raw_key'), false)
    assert.equal(written.includes('"failure_count":1'), true)
  })
})

describe('describeMismatch', () => {
  it('has nothing to say about a kept promise', () => {
    assert.equal(describeMismatch(IssuedApiKey, key), undefined)
    assert.equal(describeMismatch(VerifyApiKeyResponse, verification), undefined)
  })

  it('finds what is missing, wrong or too much', () => {
    const { status: _, ...incomplete } = key
    assert.match(describeMismatch(IssuedApiKey, incomplete) ?? '', /status/)
    assert.match(describeMismatch(IssuedApiKey, { ...key, scopes: null }) ?? '', /scopes/)
    assert.match(describeMismatch(IssuedApiKey, { ...key, status: 'ACTIVE' }) ?? '', /status/)
    assert.match(describeMismatch(IssuedApiKey, { ...key, create_time: 'yesterday' }) ?? '', /create_time/)
    assert.match(describeMismatch(IssuedApiKey, { ...key, secret: 's' }) ?? '', /undeclared/)
    assert.match(
      describeMismatch(IssuedApiKey, { ...key, rate_limit_policy: { quota: 1, unit: '', window: '1s' } }) ?? '',
      /rate_limit_policy/,
    )
  })
})
