import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DomainError } from '../errors/domain-error.ts'
import { readSigningKeysUrl, takeSigningKeys } from './signing-keys-url.ts'

const canary = 'ZDc2NGM1-private-part'
const jwk = { kty: 'OKP', crv: 'Ed25519', d: canary, x: 'x', kid: 'k1' }
const base64 = (value: unknown): string => `base64://${Buffer.from(JSON.stringify(value)).toString('base64')}`

describe('signing key URLs', () => {
  it('hold a set of keys or one key', () => {
    assert.deepEqual(readSigningKeysUrl(base64({ keys: [jwk, { ...jwk, kid: 'k2' }] }), 'urls[0]'), [jwk, { ...jwk, kid: 'k2' }])
    assert.deepEqual(readSigningKeysUrl(base64(jwk), 'urls[0]'), [jwk])
    assert.deepEqual(readSigningKeysUrl(base64({ keys: [] }), 'urls[0]'), [])
  })

  it('are refused with their place and without their content', () => {
    const bad = [
      7,
      'https://keys.example.com',
      'file:///etc/keys',
      `base64://${canary}`,
      base64('text'),
      base64({ keys: 'x' }),
      base64({ keys: [canary] }),
    ]
    for (const url of bad) {
      assert.throws(
        () => readSigningKeysUrl(url, 'urls[0]'),
        (error) => error instanceof DomainError && error.message.startsWith('urls[0]: ') && !error.message.includes(canary),
      )
    }
  })

  it('are taken out of a document before it is stored', () => {
    const rest = { credentials: { issuer: 'me', derived_tokens: { default_ttl: '1h' } } }
    const document = {
      credentials: { ...rest.credentials, derived_tokens: { default_ttl: '1h', jwt: { signing_keys: { urls: [base64(jwk)] } } } },
    }
    const { settings, signingKeys } = takeSigningKeys(document)
    assert.deepEqual(settings, rest)
    assert.deepEqual(signingKeys, [jwk])
    assert.ok(!JSON.stringify(settings).includes(base64(jwk)))
    assert.deepEqual(takeSigningKeys(rest), { settings: rest, signingKeys: undefined })
  })
})
