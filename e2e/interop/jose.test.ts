import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createRemoteJWKSet, decodeProtectedHeader, errors, type JWTVerifyResult, jwtVerify } from 'jose'
import { chooseSecrets, newEd25519Jwk, newRsaJwk } from '../support/known-secrets.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const jwks = {
  EdDSA: newEd25519Jwk('ed'),
  RS256: newRsaJwk('rsa'),
}

for (const algorithm of ['EdDSA', 'RS256'] as const) {
  describe(`our ${algorithm} tokens for jose`, () => {
    const secrets = chooseSecrets([jwks[algorithm], jwks[algorithm === 'EdDSA' ? 'RS256' : 'EdDSA']])
    let server: TestServer
    const issuer = 'https://keys.acme.test'
    before(async () => {
      const credentials = { ...(secrets.config['credentials'] as object), issuer }
      server = await startTestServer({ config: { ...secrets.config, credentials } })
    })
    after(() => server.stop())

    const keySet = () => createRemoteJWKSet(new URL(`${server.endpoint}/v2alpha1/derivedKeys/jwks.json`))

    async function derive(custom: Record<string, unknown> = {}) {
      const issued = await server.call('POST', '/v2alpha1/admin/issuedApiKeys', {
        name: 'ci',
        actor_id: 'user_1',
        scopes: ['a', 'b'],
      })
      const derived = await server.call('POST', '/v2alpha1/admin/apiKeys:derive', {
        credential: issued.body.secret,
        algorithm: 'TOKEN_ALGORITHM_JWT',
        scopes: ['a'],
        ttl: '15m',
        custom_claims: custom,
      })
      assert.equal(derived.status, 200, JSON.stringify(derived.body))
      return { keyId: issued.body.issued_api_key.key_id as string, token: derived.body.token.token as string }
    }

    it('verify against the JWKS over HTTP, with the claims that were asked for', async () => {
      const { keyId, token } = await derive({ tenant: 'blue' })
      const { payload, protectedHeader }: JWTVerifyResult = await jwtVerify(token, keySet(), {
        issuer,
        subject: keyId,
        typ: 'JWT',
      })
      assert.deepEqual(protectedHeader, { alg: algorithm, kid: jwks[algorithm].kid, typ: 'JWT' })
      assert.deepEqual(
        [payload['scp'], payload['act'], payload['nid'], payload['tenant']],
        [['a'], 'user_1', server.projectId, 'blue'],
      )
      assert.equal((payload.exp ?? 0) - (payload.iat ?? 0), 900)
    })

    it('do not verify once a character is changed', async () => {
      const { token } = await derive()
      const at = token.lastIndexOf('.') + 5
      const forged = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
      await assert.rejects(jwtVerify(forged, keySet()), errors.JWSSignatureVerificationFailed)
    })

    it('do not verify against the keys of another server', async () => {
      const other = await startTestServer()
      try {
        const { token } = await derive()
        const keys = createRemoteJWKSet(new URL(`${other.endpoint}/v2alpha1/derivedKeys/jwks.json`))
        await assert.rejects(jwtVerify(token, keys), errors.JWKSNoMatchingKey)
      } finally {
        await other.stop()
      }
    })

    it('are published with every key of the project, and nothing private', async () => {
      const { token } = await derive()
      const { body } = await server.call('GET', '/v2alpha1/derivedKeys/jwks.json')
      const kids: readonly unknown[] = body.keys.map(({ kid }: { kid: string }) => kid)
      for (const kid of ['ed', 'rsa', decodeProtectedHeader(token).kid]) assert.ok(kids.includes(kid), `${kid}`)
      for (const key of body.keys) for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) assert.equal(member in key, false)
    })
  })
}
