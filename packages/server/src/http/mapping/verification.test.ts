import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { VerificationFailure, VerificationOutcome } from '@latchkey/core/verify/verification-outcome'
import { credentialOfKey } from '@latchkey/core/verify/verified-credential'
import { buildIssuedKey } from '@latchkey/testkit/builders'
import { atMs, TEST_START } from '@latchkey/testkit/fake-clock'
import { verificationRequestFromWire, verificationToWire, wireFailureOf } from './verification.ts'

const failed = (failure: VerificationFailure): VerificationOutcome => ({
  valid: false,
  failure,
  rateLimit: undefined,
  cache: 'SKIP',
})

describe('a verification on the wire', () => {
  it('says what a good credential stands for', () => {
    const rateLimit = { quota: 10, windowMs: 60_000, unit: 'requests' }
    const apiKey = buildIssuedKey({ scopes: ['read'], metadata: { team: 'red' }, rateLimit, expiresAt: atMs(1000) })
    const credential = credentialOfKey(apiKey, 'https://acme.example')
    assert.deepEqual(verificationToWire({ valid: true, credential, rateLimit: undefined, cache: 'MISS' }, TEST_START), {
      is_valid: true,
      status: 'KEY_STATUS_ACTIVE',
      key_id: apiKey.id,
      actor_id: 'user_1',
      scopes: ['read'],
      metadata: { team: 'red' },
      expire_time: '2026-01-15T12:00:01.000Z',
      visibility: 'KEY_VISIBILITY_SECRET',
      issuer: 'https://acme.example',
      rate_limit_policy: { quota: '10', window: '60s', unit: 'requests' },
    })
  })

  it('says nothing about the key behind a bad one', () => {
    const answers = (Object.keys(wireFailureOf) as VerificationFailure[]).map((failure) =>
      verificationToWire(failed(failure), TEST_START),
    )
    for (const { error_code: code, error_message: message, ...rest } of answers) {
      assert.match(code ?? '', /^VERIFICATION_ERROR_[A-Z_]+$/)
      assert.ok(message)
      assert.deepEqual(rest, {
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
      })
    }
    assert.equal(new Set(answers.map(({ error_code: code }) => code)).size, 10)
  })

  it('uses the published messages', () => {
    const messages = (
      ['not_found', 'expired', 'revoked', 'signature_invalid', 'ip_not_allowed', 'rate_limited', 'internal'] as const
    ).map((failure) => wireFailureOf[failure].message)
    assert.deepEqual(messages, [
      'The API key was not found.',
      'The API key has expired.',
      'The API key has been revoked.',
      'Signature verification failed.',
      'The request IP is not allowed for this API key.',
      'rate limit exceeded',
      'An internal server error occurred.',
    ])
    assert.ok(wireFailureOf.invalid_format.message.startsWith('A credential is required.'))
  })

  it('adds the figures of an enforced limit, as text', () => {
    const policy = { quota: 10, windowMs: 60_000, unit: '' }
    const decision = { allowed: false, remaining: 0, resetAfterMs: 60_000, retryAfterMs: 6_000 }
    const wire = verificationToWire(
      { valid: false, failure: 'rate_limited', rateLimit: { policy, decision }, cache: 'HIT' },
      TEST_START,
    )
    assert.deepEqual([wire.rate_limit_remaining, wire.rate_limit_reset_time], ['0', '2026-01-15T12:01:00.000Z'])
  })

  it('asks for nothing more by default', () => {
    assert.deepEqual(verificationRequestFromWire({}), { credential: '', requiredScopes: [], dryRun: false, cost: 1 })
    assert.deepEqual(verificationRequestFromWire({ credential: 'x', required_scopes: ['a'], dry_run: true, cost: 3 }), {
      credential: 'x',
      requiredScopes: ['a'],
      dryRun: true,
      cost: 3,
    })
  })
})
