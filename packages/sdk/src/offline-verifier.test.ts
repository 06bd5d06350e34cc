import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type StubAnswer, type StubApi, startStubApi } from '@latchkey/testkit/stub-api'
import { exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose'
import { LatchkeyUnreachableError, OfflineVerifier, type OfflineVerifierOptions } from './index.ts'

const NOW_SECONDS = 1_800_000_000
const claims: JWTPayload = {
  iss: 'https://issuer.example',
  sub: 'key-1',
  jti: 'jti-1',
  iat: NOW_SECONDS - 10,
  nbf: NOW_SECONDS - 10,
  exp: NOW_SECONDS + 60,
  nid: 'project-1',
  act: 'user_1',
  scp: ['orders:*'],
}

interface Signer {
  readonly kid: string
  readonly alg: 'EdDSA' | 'RS256'
  readonly privateKey: CryptoKey
  readonly publicJwk: Readonly<Record<string, unknown>>
}

async function newSigner(kid: string, alg: 'EdDSA' | 'RS256'): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } }
}

/** The same RSA key for another signature scheme. */
const psKey = async (signer: Signer): Promise<CryptoKey> =>
  (await importJWK({ ...(await exportJWK(signer.privateKey)), alg: 'PS256' })) as CryptoKey

const sign = (signer: Signer, payload: JWTPayload): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg: signer.alg, kid: signer.kid }).sign(signer.privateKey)

describe('OfflineVerifier', () => {
  let api: StubApi
  let answer: () => StubAnswer
  let signer: Signer
  let rsa: Signer
  before(async () => {
    api = await startStubApi(() => answer())
    signer = await newSigner('k1', 'EdDSA')
    rsa = await newSigner('k2', 'RS256')
  })
  after(() => api.stop())
  beforeEach(() => {
    const keys = [signer.publicJwk, rsa.publicJwk]
    answer = () => ({ body: { keys, jwks: { keys } } })
  })

  const verifierWith = (options: Partial<OfflineVerifierOptions> = {}) =>
    new OfflineVerifier({
      jwksUrl: `${api.endpoint}/v2alpha1/derivedKeys/jwks.json`,
      issuer: 'https://issuer.example',
      projectId: 'project-1',
      now: () => NOW_SECONDS * 1000,
      ...options,
    })
  const failureOf = async (token: string, verifier = verifierWith(), requirements = {}) => {
    const outcome = await verifier.verify(token, requirements)
    return outcome.valid ? 'valid' : outcome.failure
  }

  for (const kind of ['EdDSA', 'RS256'] as const) {
    it(`gives the claims of a good ${kind} token`, async () => {
      const token = await sign(kind === 'EdDSA' ? signer : rsa, claims)
      const outcome = await verifierWith().verify(token)
      assert.deepEqual(outcome, { valid: true, claims })
    })
  }

  it('fetches the keys once for many tokens', async () => {
    const verifier = verifierWith()
    const before = api.requests.length
    const token = await sign(signer, claims)
    for (let turn = 0; turn < 5; turn += 1) assert.equal(await failureOf(token, verifier), 'valid')
    assert.equal(api.requests.length - before, 1)
  })

  it('holds the instant of expiry and of the beginning, to the second of the tolerance', async () => {
    const at = (seconds: number, tolerance: number) =>
      verifierWith({ now: () => (NOW_SECONDS + seconds) * 1000, clockToleranceSeconds: tolerance })
    const token = await sign(signer, claims)
    assert.equal(await failureOf(token, at(59, 0)), 'valid')
    assert.equal(await failureOf(token, at(60, 0)), 'expired')
    assert.equal(await failureOf(token, at(64, 5)), 'valid')
    assert.equal(await failureOf(token, at(65, 5)), 'expired')
    assert.equal(await failureOf(token, at(-10, 0)), 'valid')
    assert.equal(await failureOf(token, at(-11, 0)), 'not_yet_valid')
  })

  it('accepts a retired issuer when it is named', async () => {
    const token = await sign(signer, { ...claims, iss: 'https://old.example' })
    assert.equal(await failureOf(token), 'signature_invalid')
    assert.equal(await failureOf(token, verifierWith({ issuer: ['https://issuer.example', 'https://old.example'] })), 'valid')
  })

  it('refuses a token of another project that shares the keys', async () => {
    assert.equal(await failureOf(await sign(signer, { ...claims, nid: 'project-2' })), 'foreign_project')
  })

  it('asks for scopes, with wildcards on the side of the token', async () => {
    const token = await sign(signer, claims)
    assert.equal(await failureOf(token, verifierWith(), { requiredScopes: ['orders:read'] }), 'valid')
    assert.equal(await failureOf(token, verifierWith(), { requiredScopes: ['orders:read', 'users:read'] }), 'insufficient_scope')
    const without = await sign(signer, { ...claims, scp: undefined })
    assert.equal(await failureOf(without, verifierWith(), { requiredScopes: ['orders:read'] }), 'insufficient_scope')
  })

  it('holds sealed addresses, and refuses when the address is unknown', async () => {
    const token = await sign(signer, { ...claims, acl: ['10.0.0.0/8'] })
    assert.equal(await failureOf(token, verifierWith(), { clientIp: '10.1.2.3' }), 'valid')
    assert.equal(await failureOf(token, verifierWith(), { clientIp: '11.1.2.3' }), 'ip_not_allowed')
    assert.equal(await failureOf(token), 'ip_not_allowed')
  })

  it('refuses what was tampered with, is not signed, or is nothing of the kind', async () => {
    const token = await sign(signer, claims)
    const [header, , signature] = token.split('.')
    const forged = Buffer.from(JSON.stringify({ ...claims, scp: ['*'] })).toString('base64url')
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
    const hostile = [
      `${header}.${forged}.${signature}`,
      `${unsigned}.${forged}.`,
      `${token}x`,
      token.slice(0, -1),
      '',
      'x',
      '..',
      `${token}.${token}`,
      'ory_ak_v1_a_b',
      'e'.repeat(20_000),
    ]
    for (const text of hostile) assert.equal(await failureOf(text), 'signature_invalid', text.slice(0, 40))
  })

  it('never takes a public key for an HMAC secret', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(rsa.publicJwk))
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: rsa.kid }).sign(secret)
    assert.equal(await failureOf(token), 'signature_invalid')
  })

  it('takes none but the two algorithms, even where the key would do', async () => {
    const { alg: _, ...withoutAlg } = rsa.publicJwk
    answer = () => ({ body: { keys: [withoutAlg] } })
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'PS256', kid: rsa.kid }).sign(await psKey(rsa))
    assert.equal(await failureOf(token), 'signature_invalid')
  })

  for (const missing of ['sub', 'jti', 'iat', 'exp', 'nid']) {
    it(`refuses a token without ${missing}`, async () => {
      assert.equal(await failureOf(await sign(signer, { ...claims, [missing]: undefined })), 'signature_invalid')
    })
  }

  it('refuses a token of an unknown key without fetching for every one', async () => {
    const stranger = await newSigner('k9', 'EdDSA')
    const verifier = verifierWith()
    const before = api.requests.length
    const token = await sign(stranger, claims)
    for (let turn = 0; turn < 5; turn += 1) assert.equal(await failureOf(token, verifier), 'signature_invalid')
    assert.equal(api.requests.length - before, 1)
  })

  it('does not call a token bad when the keys cannot be fetched', async () => {
    const token = await sign(signer, claims)
    for (const outage of [{ status: 503 }, { body: 'no key set' }, { status: 302, headers: { location: '/' } }]) {
      answer = () => outage
      await assert.rejects(verifierWith().verify(token), LatchkeyUnreachableError)
    }
  })

  it('refuses options that weaken it', () => {
    for (const clockToleranceSeconds of [-1, 61, Number.NaN])
      assert.throws(() => verifierWith({ clockToleranceSeconds }), RangeError)
    assert.throws(() => verifierWith({ issuer: [] }), TypeError)
    assert.throws(() => verifierWith({ issuer: '' }), TypeError)
  })
})
