import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify, type webcrypto } from 'node:crypto'
import { invalidField } from '../errors/domain-error.ts'
import type { JsonObject, JsonValue } from '../key/json.ts'
import type { SigningKey } from '../project/project.ts'

/** A public key as published (RFC 7517 §4): never a private member. */
export type PublicJwk =
  | {
      readonly kty: 'OKP'
      readonly crv: 'Ed25519'
      readonly x: string
      readonly kid: string
      readonly alg: 'EdDSA'
      readonly use: 'sig'
    }
  | {
      readonly kty: 'RSA'
      readonly n: string
      readonly e: string
      readonly kid: string
      readonly alg: 'RS256'
      readonly use: 'sig'
    }

// RFC 7518 §3.3 for the lower bound; above the upper one a signature holds up the event loop for milliseconds.
const RSA_MIN_BITS = 2048
const RSA_MAX_BITS = 4096
const RSA_MIN_EXPONENT = 65537n
const KID_MAX_LENGTH = 256

/** The JWK set that lets anyone verify our tokens. */
export const publicJwks = (signingKeys: readonly SigningKey[]): { readonly keys: readonly PublicJwk[] } => ({
  keys: signingKeys.map(publicJwkOf),
})

/**
 * A signing key out of its private JWK: Ed25519 (RFC 8037) or RSA of 2048 to 4096 bits. Without a `kid` the key is named by
 * its thumbprint (RFC 7638). Throws `bad_request`, naming the member and never its value.
 */
export function signingKeyFromJwk(jwk: JsonObject): SigningKey {
  const algorithm = algorithmOf(jwk)
  const privateKey = importPrivateKey(jwk)
  if (algorithm === 'RS256') refuseWeakRsa(privateKey)
  const publicKey = createPublicKey(privateKey)
  // A JWK carries both halves, and one whose halves differ would publish a key that verifies nothing.
  if (!signsForItself(privateKey, publicKey)) throw invalidField('d', 'does not belong to the public key')
  return { kid: kidOf(jwk, publicKey), algorithm, privateKey, publicKey }
}

function publicJwkOf({ kid, algorithm, publicKey }: SigningKey): PublicJwk {
  const { x = '', n = '', e = '' } = publicKey.export({ format: 'jwk' })
  if (algorithm === 'EdDSA') return { kty: 'OKP', crv: 'Ed25519', x, kid, alg: algorithm, use: 'sig' }
  return { kty: 'RSA', n, e, kid, alg: algorithm, use: 'sig' }
}

function algorithmOf(jwk: JsonObject): SigningKey['algorithm'] {
  const algorithm = algorithmOfType(jwk['kty'], jwk['crv'])
  if (jwk['alg'] !== undefined && jwk['alg'] !== algorithm) throw invalidField('alg', `must be ${algorithm} for this key`)
  if (jwk['use'] !== undefined && jwk['use'] !== 'sig') throw invalidField('use', 'must be sig')
  const operations = jwk['key_ops']
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('sign')))
    throw invalidField('key_ops', 'must include sign')
  return algorithm
}

function algorithmOfType(type: JsonValue | undefined, curve: JsonValue | undefined): SigningKey['algorithm'] {
  if (type === 'RSA') return 'RS256'
  if (type === 'OKP' && curve === 'Ed25519') return 'EdDSA'
  throw invalidField('kty', 'must be RSA, or OKP with crv Ed25519')
}

function importPrivateKey(jwk: JsonObject): KeyObject {
  if (typeof jwk['d'] !== 'string') throw invalidField('d', 'must be the private key')
  try {
    return createPrivateKey({ key: jwk as webcrypto.JsonWebKey, format: 'jwk' })
  } catch {
    // The cause may quote the key.
    throw invalidField('d', 'is not a usable private key')
  }
}

function refuseWeakRsa({ asymmetricKeyDetails: { modulusLength = 0, publicExponent = 0n } = {} }: KeyObject): void {
  if (modulusLength < RSA_MIN_BITS || modulusLength > RSA_MAX_BITS) {
    throw invalidField('n', `must have ${RSA_MIN_BITS} to ${RSA_MAX_BITS} bits`)
  }
  if (publicExponent < RSA_MIN_EXPONENT) throw invalidField('e', `must be at least ${RSA_MIN_EXPONENT}`)
}

function signsForItself(privateKey: KeyObject, publicKey: KeyObject): boolean {
  const digest = privateKey.asymmetricKeyType === 'rsa' ? 'sha256' : null
  const sample = Buffer.from('sample')
  try {
    return verify(digest, sample, publicKey, sign(digest, sample, privateKey))
  } catch {
    return false
  }
}

function kidOf(jwk: JsonObject, publicKey: KeyObject): string {
  const kid = jwk['kid']
  if (kid === undefined) return thumbprintOf(publicKey)
  if (typeof kid !== 'string' || kid === '' || kid.length > KID_MAX_LENGTH || !kid.isWellFormed()) {
    throw invalidField('kid', `must be a text of 1 to ${KID_MAX_LENGTH} characters`)
  }
  return kid
}

/** RFC 7638 §3: SHA-256 over the required members in lexicographic order. */
function thumbprintOf(publicKey: KeyObject): string {
  const { crv, kty, x, n, e } = publicKey.export({ format: 'jwk' })
  const required = kty === 'RSA' ? { e, kty, n } : { crv, kty, x }
  return hash('sha256', JSON.stringify(required), 'base64url')
}
