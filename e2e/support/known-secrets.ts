import { createPrivateKey, createSecretKey, generateKeyPairSync, type KeyObject, randomBytes, type webcrypto } from 'node:crypto'

type JsonWebKey = webcrypto.JsonWebKey & { readonly kid: string }

/** Secrets that a test has chosen itself, so that it can forge what only the server should be able to make. */
export interface KnownSecrets {
  readonly hmacSecret: string
  readonly hmacKey: KeyObject
  /** Private JWKs, in the order in which the server knows them; the first signs. */
  readonly jwks: readonly JsonWebKey[]
  /** The part of a configuration that gives them to the default project. */
  readonly config: Record<string, unknown>
}

export const newEd25519Jwk = (kid: string): JsonWebKey => ({
  ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }),
  kid,
  alg: 'EdDSA',
  use: 'sig',
})

export const newRsaJwk = (kid: string, modulusLength = 3072): JsonWebKey => ({
  ...generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ format: 'jwk' }),
  kid,
  alg: 'RS256',
  use: 'sig',
})

export const privateKeyOf = (jwk: JsonWebKey): KeyObject => createPrivateKey({ key: jwk, format: 'jwk' })

export function chooseSecrets(jwks: readonly JsonWebKey[] = [newEd25519Jwk('ours')]): KnownSecrets {
  const hmacSecret = randomBytes(48).toString('base64url')
  const jwkSet = Buffer.from(JSON.stringify({ keys: jwks })).toString('base64')
  return {
    hmacSecret,
    hmacKey: createSecretKey(hmacSecret, 'utf8'),
    jwks,
    config: {
      secrets: { hmac: { current: hmacSecret } },
      credentials: { derived_tokens: { jwt: { signing_keys: { urls: [`base64://${jwkSet}`] } } } },
    },
  }
}
