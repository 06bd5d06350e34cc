import assert from 'node:assert/strict'
import { createPublicKey, type KeyObject, type webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { issuer, now, projectId } from '../../vectors/sample-token.ts'
import type { SigningKey } from '../project/project.ts'
import { verifyJwt } from './jwt.ts'
import { isSignedBy, parseCompactJws } from './jwt-signature.ts'

/** The `testvectors_v1` folder of https://github.com/C2SP/wycheproof (Apache-2.0); the vectors are not part of this repository. */
const folder = process.env['LATCHKEY_WYCHEPROOF']

interface JwsGroup {
  readonly private?: webcrypto.JsonWebKey
  readonly public?: webcrypto.JsonWebKey
  readonly tests: readonly {
    readonly tcId: number
    readonly comment: string
    readonly jws: string | object
    readonly result: 'valid' | 'invalid'
  }[]
}
interface SignatureGroup {
  readonly publicKeyDer?: string
  readonly publicKeyPem?: string
  readonly tests: readonly {
    readonly tcId: number
    readonly comment: string
    readonly msg: string
    readonly sig: string
    readonly result: string
  }[]
}

const readGroups = <Group>(name: string): readonly Group[] =>
  (JSON.parse(readFileSync(join(folder ?? '', `${name}.json`), 'utf8')) as { testGroups: readonly Group[] }).testGroups

const signingKeyOf = (publicKey: KeyObject, kid: unknown): SigningKey => ({
  kid: String(kid),
  algorithm: publicKey.asymmetricKeyType === 'rsa' ? 'RS256' : 'EdDSA',
  privateKey: publicKey,
  publicKey,
})

/** Keys of kinds that `signingKeyFromJwk` refuses never get as far as a verifier. */
function usableKeyOf(jwk: webcrypto.JsonWebKey): SigningKey | undefined {
  const isForSigning =
    (jwk.use ?? 'sig') === 'sig' &&
    (jwk.key_ops === undefined || jwk.key_ops.includes('verify')) &&
    (jwk.alg ?? 'RS256') === 'RS256'
  return jwk.kty === 'RSA' && isForSigning
    ? signingKeyOf(createPublicKey({ key: jwk, format: 'jwk' }), (jwk as { kid?: unknown }).kid)
    : undefined
}

if (folder !== undefined) {
  describe('Wycheproof, JSON web signatures', () => {
    for (const [index, group] of readGroups<JwsGroup>('json_web_signature_test').entries()) {
      it(`group ${index} (${group.tests.length})`, () => {
        const signingKey = usableKeyOf(group.public ?? group.private ?? {})
        const signingKeys = signingKey === undefined ? [] : [signingKey]
        for (const { tcId, comment, jws: text, result } of group.tests) {
          const jws = typeof text === 'string' ? parseCompactJws(text) : undefined
          const isAccepted = jws !== undefined && signingKey !== undefined && isSignedBy(jws, signingKey)
          if (result === 'invalid') {
            assert.equal(isAccepted, false, `${tcId} ${comment}`)
            if (typeof text === 'string')
              assert.equal(verifyJwt(text, { signingKeys, issuers: [issuer], projectId, now }), undefined)
          } else if (signingKey !== undefined) assert.equal(isAccepted, true, `${tcId} ${comment}`)
        }
      })
    }
  })

  describe('Wycheproof, bare signatures', () => {
    for (const [file, algorithm] of [
      ['ed25519_test', 'EdDSA'],
      ['rsa_signature_2048_sha256_test', 'RS256'],
      ['rsa_signature_3072_sha256_test', 'RS256'],
    ] as const) {
      it(file, () => {
        for (const { publicKeyDer, publicKeyPem, tests } of readGroups<SignatureGroup>(file)) {
          const publicKey =
            publicKeyDer === undefined
              ? createPublicKey(publicKeyPem ?? '')
              : createPublicKey({ key: Buffer.from(publicKeyDer, 'hex'), format: 'der', type: 'spki' })
          for (const { tcId, comment, msg, sig, result } of tests) {
            const jws = {
              header: { alg: algorithm },
              payload: Buffer.of(),
              signedBytes: Buffer.from(msg, 'hex'),
              signature: Buffer.from(sig, 'hex'),
            }
            if (result !== 'acceptable')
              assert.equal(isSignedBy(jws, signingKeyOf(publicKey, 'k')), result === 'valid', `${tcId} ${comment}`)
          }
        }
      })
    }
  })
}
