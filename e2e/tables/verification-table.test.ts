import assert from 'node:assert/strict'
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { formatIssuedKey } from '@latchkey/core/credential/issued-key'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { KeyId } from '@latchkey/core/key/api-key'
import { backend } from '../support/backend.ts'
import { type Answer, startTestServer, type TestServer } from '../support/test-server.ts'

/** Every row of the verification table in the contract, each by a real request. */
const messages: Readonly<Record<string, string>> = {
  NOT_FOUND: 'The API key was not found.',
  EXPIRED: 'The API key has expired.',
  REVOKED: 'The API key has been revoked.',
  SIGNATURE_INVALID: 'Signature verification failed.',
  IP_NOT_ALLOWED: 'The request IP is not allowed for this API key.',
  RATE_LIMITED: 'rate limit exceeded',
  INTERNAL: 'An internal server error occurred.',
}

const ADMIN = '/v2alpha1/admin'
let server: TestServer
let breakStore = false

before(async () => {
  server = await startTestServer({
    config: { rate_limit: { enabled: true } },
    overrides: {
      keyStore: (store) => ({
        ...store,
        findMany: (projectId, ids) => {
          if (breakStore) throw new DomainError('service_unavailable', { reason: 'the store is away' })
          return store.findMany(projectId, ids)
        },
      }),
    },
  })
})
after(() => server.stop())

const issue = async (attributes: Record<string, unknown> = {}): Promise<{ keyId: string; secret: string }> => {
  const { status, body } = await server.call('POST', `${ADMIN}/issuedApiKeys`, { name: 'table', ...attributes })
  assert.equal(status, 201, JSON.stringify(body))
  return { keyId: body.issued_api_key.key_id, secret: body.secret }
}
const verify = (credential: string, more: Record<string, unknown> = {}): Promise<Answer> =>
  server.call('POST', `${ADMIN}/apiKeys:verify`, { credential, ...more })
const derive = async (credential: string, attributes: Record<string, unknown> = {}): Promise<string> =>
  (await server.call('POST', `${ADMIN}/apiKeys:derive`, { credential, ...attributes })).body.token.token

function assertRefused({ status, body }: Answer, code: string): void {
  assert.equal(status, 200)
  assert.equal(body.is_valid, false)
  assert.equal(body.error_code, `VERIFICATION_ERROR_${code}`)
  if (messages[code] !== undefined) assert.equal(body.error_message, messages[code])
}

describe('the verification table', () => {
  it('answers NOT_FOUND for unknown, forged and foreign keys and for prefixes that are not allowed, all alike', async () => {
    const { secret } = await issue()
    const foreign = formatIssuedKey(
      { prefix: 'ory_ak', keyId: randomUUID() as KeyId, issuedAtSeconds: Math.floor(Date.now() / 1000) },
      createSecretKey(randomBytes(48)),
    )
    const forged = secret.slice(0, -1) + (secret.endsWith('1') ? '2' : '1')
    const answers = await Promise.all(['never-imported', foreign, forged, `x${secret}`].map((credential) => verify(credential)))
    for (const answer of answers) assertRefused(answer, 'NOT_FOUND')
    assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1)
  })

  it('answers EXPIRED from the very instant of expiry', async () => {
    const { secret } = await issue({ ttl: '1s' })
    assert.equal((await verify(secret)).body.is_valid, true)
    const expiresAt = Date.parse((await verify(secret)).body.expire_time)
    while (Date.now() < expiresAt) await new Promise((resolve) => setTimeout(resolve, expiresAt - Date.now()))
    assertRefused(await verify(secret), 'EXPIRED')
  })

  it('answers REVOKED, which outranks EXPIRED and SUSPENDED', async () => {
    const { keyId, secret } = await issue({ ttl: '1s' })
    await server.call('POST', `${ADMIN}/issuedApiKeys/${keyId}:suspend`)
    assert.equal((await server.call('POST', `${ADMIN}/issuedApiKeys/${keyId}:revoke`)).status, 204)
    assertRefused(await verify(secret), 'REVOKED')
  })

  it('answers SIGNATURE_INVALID for a JWT or macaroon that does not verify', async () => {
    const { secret } = await issue()
    for (const algorithm of ['TOKEN_ALGORITHM_JWT', 'TOKEN_ALGORITHM_MACAROON']) {
      const token = await derive(secret, { algorithm })
      assert.equal((await verify(token)).body.is_valid, true)
      const position = token.length - 20
      const changed = token.slice(0, position) + (token[position] === 'A' ? 'B' : 'A') + token.slice(position + 1)
      assertRefused(await verify(changed), 'SIGNATURE_INVALID')
    }
  })

  it('answers INVALID_FORMAT for an empty and for an over-long credential', async () => {
    assertRefused(await verify(''), 'INVALID_FORMAT')
    assertRefused(await verify('x'.repeat(16 * 1024 + 1)), 'INVALID_FORMAT')
    assertRefused(await verify('x'.repeat(16 * 1024)), 'NOT_FOUND')
    assert.match((await verify('')).body.error_message, /^A credential is required\./)
  })

  it('answers IP_NOT_ALLOWED outside of the allow-list', async () => {
    const { secret } = await issue({ ip_restriction: { allowed_cidrs: ['10.0.0.0/8'] } })
    assertRefused(await verify(secret), 'IP_NOT_ALLOWED')
  })

  it('answers RATE_LIMITED when the quota is used up, and says until when', async () => {
    const { secret } = await issue({ rate_limit_policy: { quota: 2, window: '60s' } })
    const first = await verify(secret)
    assert.equal(first.headers.get('ratelimit-policy'), '"default";q=2;w=60')
    assert.equal(first.headers.get('ratelimit'), '"default";r=1')
    assert.equal(first.body.rate_limit_remaining, '1')
    assert.equal((await verify(secret, { dry_run: true })).body.rate_limit_remaining, '1')
    await verify(secret)
    const third = await verify(secret)
    assertRefused(third, 'RATE_LIMITED')
    assert.ok(Number(third.headers.get('retry-after')) >= 29 && Number(third.headers.get('retry-after')) <= 30)
  })

  it('answers INTERNAL for a batch item that could not be answered, and 503 for a single one', async () => {
    const { secret } = await issue()
    const token = await derive(secret)
    breakStore = true
    try {
      const { status, body } = await server.call('POST', `${ADMIN}/apiKeys:batchVerify`, {
        requests: [{ credential: secret }, { credential: token }],
      })
      assert.equal(status, 200)
      assertRefused({ status, headers: new Headers(), body: body.results[0] }, 'INTERNAL')
      assert.equal(body.results[1].is_valid, true)
      const single = await verify('some-imported-key')
      assert.equal(single.status, 503)
      assert.equal(single.headers.get('retry-after'), '1')
    } finally {
      breakStore = false
    }
  })

  it('answers SUSPENDED, and is valid again after the resume', async () => {
    const { keyId, secret } = await issue()
    await server.call('POST', `${ADMIN}/issuedApiKeys/${keyId}:suspend`)
    assertRefused(await verify(secret), 'SUSPENDED')
    await server.call('POST', `${ADMIN}/issuedApiKeys/${keyId}:resume`)
    assert.equal((await verify(secret)).body.is_valid, true)
  })

  it('answers INSUFFICIENT_SCOPE unless all required scopes are held', async () => {
    const { secret } = await issue({ scopes: ['read:*', 'write:orders'] })
    assert.equal((await verify(secret, { required_scopes: ['read:orders', 'write:orders'] })).body.is_valid, true)
    assertRefused(await verify(secret, { required_scopes: ['read:orders', 'write:users'] }), 'INSUFFICIENT_SCOPE')
  })

  it('carries everything a valid answer has to say', async () => {
    const { keyId, secret } = await issue({ actor_id: 'user_9', scopes: ['a'], metadata: { plan: 'gold' } })
    const { status, headers, body } = await verify(secret)
    assert.equal(status, 200)
    assert.equal(headers.get('ory-talos-cache'), backend.cache === 'none' ? 'SKIP' : 'MISS')
    assert.deepEqual(body, {
      is_valid: true,
      status: 'KEY_STATUS_ACTIVE',
      key_id: keyId,
      actor_id: 'user_9',
      scopes: ['a'],
      metadata: { plan: 'gold' },
      expire_time: body.expire_time,
      visibility: 'KEY_VISIBILITY_SECRET',
      issuer: body.issuer,
      rate_limit_policy: null,
    })
    assert.match(body.issuer, /^http:\/\/default\.projects\.localhost/)
  })
})
