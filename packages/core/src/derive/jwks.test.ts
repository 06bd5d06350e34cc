import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { describe, it } from 'node:test'
import { DomainError } from '../errors/domain-error.ts'
import type { JsonObject } from '../key/json.ts'
import { publicJwks, signingKeyFromJwk } from './jwks.ts'

const ed25519Jwk = (): JsonObject => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JsonObject
const rsaJwk = (options: { readonly modulusLength: number; readonly publicExponent?: number }): JsonObject =>
  generateKeyPairSync('rsa', options).privateKey.export({ format: 'jwk' }) as JsonObject

// RFC 8037 §A.1 to A.3
const rfc8037 = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
}
const ed25519 = ed25519Jwk()
const rsa = rsaJwk({ modulusLength: 2048 })

/** Refuses naming the member, and quotes nothing of the key. */
function refuses(jwk: JsonObject, field: string): void {
  assert.throws(
    () => signingKeyFromJwk(jwk),
    (error: unknown) => {
      if (!(error instanceof DomainError)) return false
      assert.equal(error.code, 'bad_request')
      assert.equal(error.metadata['field'], field)
      for (const member of Object.values(jwk)) {
        if (typeof member === 'string' && member.length > 20)
          assert.ok(!JSON.stringify([error.message, error.reason, String(error.cause)]).includes(member))
      }
      return true
    },
    field,
  )
}

describe('signingKeyFromJwk', () => {
  it('takes the algorithm from the type of the key', () => {
    assert.equal(signingKeyFromJwk({ ...ed25519, kid: 'a' }).algorithm, 'EdDSA')
    assert.equal(signingKeyFromJwk({ ...rsa, kid: 'a' }).algorithm, 'RS256')
    assert.equal(signingKeyFromJwk({ ...ed25519, kid: 'a', alg: 'EdDSA', use: 'sig', key_ops: ['sign', 'verify'] }).kid, 'a')
  })

  it('names a key without kid by its thumbprint', () => {
    // RFC 8037 §A.3
    assert.equal(signingKeyFromJwk(rfc8037).kid, 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
    const thumbprint = createHash('sha256').update(`{"e":"${rsa['e']}","kty":"RSA","n":"${rsa['n']}"}`).digest('base64url')
    assert.equal(signingKeyFromJwk(rsa).kid, thumbprint)
  })

  it('refuses keys of another kind or purpose', () => {
    refuses({}, 'kty')
    refuses({ kty: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA', alg: 'HS256' }, 'kty')
    refuses(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as JsonObject, 'kty')
    refuses(generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' }) as JsonObject, 'kty')
    refuses(generateKeyPairSync('ed448').privateKey.export({ format: 'jwk' }) as JsonObject, 'kty')
    refuses({ ...ed25519, alg: 'RS256' }, 'alg')
    refuses({ ...ed25519, alg: 'none' }, 'alg')
    refuses({ ...ed25519, alg: null }, 'alg')
    refuses({ ...rsa, alg: 'HS256' }, 'alg')
    refuses({ ...rsa, alg: 'PS256' }, 'alg')
    refuses({ ...rsa, use: 'enc' }, 'use')
    refuses({ ...rsa, key_ops: ['verify'] }, 'key_ops')
    refuses({ ...rsa, key_ops: 'sign' }, 'key_ops')
  })

  it('refuses public, broken and mismatched keys', () => {
    const { d: _, ...publicOnly } = ed25519
    refuses(publicOnly, 'd')
    refuses({ ...ed25519, d: '' }, 'd')
    refuses({ ...ed25519, d: 'AAAA' }, 'd')
    refuses({ ...ed25519, d: 1 }, 'd')
    refuses({ ...ed25519, x: ed25519Jwk()['x'] ?? '' }, 'd')
    refuses({ ...rsa, n: rsaJwk({ modulusLength: 2048 })['n'] ?? '' }, 'd')
    refuses({ ...rsa, d: rsaJwk({ modulusLength: 2048 })['d'] ?? '', p: 'AQ' }, 'd')
    refuses({ ...rsa, n: `AA${String(rsa['n'])}` }, 'd')
    refuses({ ...rsa, e: 'AQAD' }, 'd')
  })

  it('refuses RSA keys that are too small, too large or have a tiny exponent', () => {
    refuses(rsaJwk({ modulusLength: 1024 }), 'n')
    refuses(rsaJwk({ modulusLength: 2040 }), 'n')
    refuses(rsaJwk({ modulusLength: 4104 }), 'n')
    refuses(rsaJwk({ modulusLength: 2048, publicExponent: 3 }), 'e')
  })

  it('refuses a kid that no header can carry', () => {
    for (const kid of ['', 1, null, ['a'], 'a'.repeat(257), '\ud800']) refuses({ ...ed25519, kid }, 'kid')
    for (const kid of ['__proto__', '../../etc/passwd', "' OR 1=1", '🔑'])
      assert.equal(signingKeyFromJwk({ ...ed25519, kid }).kid, kid)
  })
})

describe('publicJwks', () => {
  it('publishes what a verifier needs, and no private member', () => {
    const jwks = publicJwks([signingKeyFromJwk({ ...rfc8037, kid: 'k1' }), signingKeyFromJwk({ ...rsa, kid: 'k2' })])
    assert.deepEqual(jwks, {
      keys: [
        { kty: 'OKP', crv: 'Ed25519', x: rfc8037.x, kid: 'k1', alg: 'EdDSA', use: 'sig' },
        { kty: 'RSA', n: rsa['n'], e: rsa['e'], kid: 'k2', alg: 'RS256', use: 'sig' },
      ],
    })
    assert.deepEqual(publicJwks([]), { keys: [] })
  })
})
