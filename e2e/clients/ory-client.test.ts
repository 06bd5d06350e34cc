import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ApiKeysApi, Configuration } from '@ory/client'
import { loopbackAgent, startTestServer, type TestServer } from '../support/test-server.ts'

/** The public client, unchanged, against both ways of naming a project. */
const forms = {
  'host form': (server: TestServer) => `http://${server.slug}.projects.localhost:${server.port}`,
  'path form': (server: TestServer) => `${server.endpoint}/projects/${server.slug}`,
} as const

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(() => server.stop())

for (const [form, basePathOf] of Object.entries(forms)) {
  describe(`@ory/client on the ${form}`, () => {
    let api: ApiKeysApi
    const agent = loopbackAgent()
    before(() => {
      const basePath = basePathOf(server)
      api = new ApiKeysApi(new Configuration({ basePath, accessToken: server.projectKey, baseOptions: { httpAgent: agent } }))
    })
    after(() => agent.destroy())

    const issue = async (name: string) => {
      const { data } = await api.adminIssueApiKey({
        issueApiKeyRequest: { name, actor_id: 'user_1', scopes: ['orders:read', 'orders:write'] },
      })
      assert.ok(data.issued_api_key?.key_id !== undefined && data.secret !== undefined)
      return { keyId: data.issued_api_key.key_id, secret: data.secret, key: data.issued_api_key }
    }
    const isValid = async (credential: string) => (await api.adminVerifyApiKey({ verifyApiKeyRequest: { credential } })).data
    const rawKey = (name: string) => `sk_${name}_${form.replace(' ', '_')}`

    it('issues a key with every documented field', async () => {
      const response = await api.adminIssueApiKey({
        issueApiKeyRequest: {
          name: 'ci',
          actor_id: 'user_1',
          scopes: ['a'],
          metadata: { team: 'core' },
          ttl: '24h',
          ip_restriction: { allowed_cidrs: ['127.0.0.0/8'] },
          rate_limit_policy: { quota: '100', window: '60s', unit: 'requests' },
        },
      })
      assert.equal(response.status, 201)
      const key = response.data.issued_api_key
      assert.match(key?.key_id ?? '', UUID)
      assert.deepEqual(
        { ...key, key_id: undefined, create_time: undefined, update_time: undefined, expire_time: undefined },
        {
          key_id: undefined,
          create_time: undefined,
          update_time: undefined,
          expire_time: undefined,
          name: 'ci',
          actor_id: 'user_1',
          scopes: ['a'],
          metadata: { team: 'core' },
          status: 'KEY_STATUS_ACTIVE',
          visibility: 'KEY_VISIBILITY_SECRET',
          ip_restriction: { allowed_cidrs: ['127.0.0.0/8'] },
          rate_limit_policy: { quota: '100', window: '60s', unit: 'requests' },
          last_used_time: null,
          last_used_ip: '',
          supersedes: '',
          superseded_by: '',
        },
      )
      const lifetimeMs = Date.parse(key?.expire_time ?? '') - Date.parse(key?.create_time ?? '')
      assert.equal(lifetimeMs, 24 * 3600 * 1000)
      assert.match(response.data.secret ?? '', /^ory_ak_v1_[1-9A-HJ-NP-Za-km-z]+_[1-9A-HJ-NP-Za-km-z]+$/)
    })

    it('gets, lists and updates issued keys', async () => {
      const { keyId } = await issue('listed')
      assert.equal((await api.adminGetIssuedApiKey({ keyId })).data.name, 'listed')
      const first = await api.adminListIssuedApiKeys({ pageSize: 1 })
      assert.equal(first.data.issued_api_keys?.length, 1)
      assert.equal(first.data.issued_api_keys[0]?.key_id, keyId)
      const second = await api.adminListIssuedApiKeys({ pageSize: 1, pageToken: first.data.next_page_token ?? '' })
      assert.notEqual(second.data.issued_api_keys?.[0]?.key_id, keyId)
      const filtered = await api.adminListIssuedApiKeys({ filter: 'actor_id = "nobody"' })
      assert.deepEqual(filtered.data, { issued_api_keys: [], next_page_token: '' })
      const updated = await api.adminUpdateIssuedApiKey({
        keyId,
        updateMask: 'name',
        adminUpdateIssuedApiKeyRequest: { name: 'renamed', scopes: ['ignored'] },
      })
      assert.equal(updated.data.name, 'renamed')
      assert.deepEqual(updated.data.scopes, ['orders:read', 'orders:write'])
    })

    it('verifies one and many', async () => {
      const { keyId, secret } = await issue('verified')
      const one = await isValid(secret)
      assert.equal(one.is_valid, true)
      assert.equal(one.key_id, keyId)
      assert.equal(one.status, 'KEY_STATUS_ACTIVE')
      assert.deepEqual(one.scopes, ['orders:read', 'orders:write'])
      const many = await api.adminBatchVerifyApiKeys({
        batchVerifyApiKeysRequest: { requests: [{ credential: secret }, { credential: 'unknown' }] },
      })
      assert.deepEqual(
        many.data.results?.map(({ is_valid, error_code }) => [is_valid, error_code]),
        [
          [true, undefined],
          [false, 'VERIFICATION_ERROR_NOT_FOUND'],
        ],
      )
    })

    it('rotates and revokes', async () => {
      const { keyId, secret } = await issue('rotated')
      const rotated = await api.adminRotateIssuedApiKey({ keyId, adminRotateIssuedApiKeyBody: { name: 'successor' } })
      assert.equal(rotated.status, 201)
      assert.equal(rotated.data.old_issued_api_key?.status, 'KEY_STATUS_REVOKED')
      assert.equal(rotated.data.old_issued_api_key.revocation_reason, 'REVOCATION_REASON_SUPERSEDED')
      assert.equal((await isValid(secret)).error_code, 'VERIFICATION_ERROR_REVOKED')
      const successor = rotated.data.secret ?? ''
      assert.equal((await isValid(successor)).is_valid, true)
      const revoked = await api.adminRevokeIssuedApiKey({
        keyId: rotated.data.issued_api_key?.key_id ?? '',
        adminRevokeIssuedApiKeyBody: { reason: 'REVOCATION_REASON_KEY_COMPROMISE' },
      })
      assert.equal(revoked.status, 204)
      assert.equal((await isValid(successor)).is_valid, false)
    })

    it('imports, gets, lists, updates, revokes and deletes', async () => {
      const imported = await api.adminImportApiKey({
        importApiKeyRequest: { raw_key: rawKey('one'), name: 'legacy', actor_id: 'user_2' },
      })
      assert.equal(imported.status, 201)
      const keyId = imported.data.key_id ?? ''
      assert.match(keyId, /^[0-9a-f]{64}$/)
      assert.equal((await isValid(rawKey('one'))).key_id, keyId)
      assert.equal((await api.adminGetImportedApiKey({ keyId })).data.name, 'legacy')
      assert.ok((await api.adminListImportedApiKeys()).data.imported_api_keys?.some((key) => key.key_id === keyId))
      const updated = await api.adminUpdateImportedApiKey({ keyId, adminUpdateImportedApiKeyRequest: { scopes: ['x'] } })
      assert.deepEqual(updated.data.scopes, ['x'])
      assert.equal((await api.adminRevokeImportedApiKey({ keyId, adminRevokeImportedApiKeyBody: {} })).status, 204)
      assert.equal((await isValid(rawKey('one'))).error_code, 'VERIFICATION_ERROR_REVOKED')
      assert.equal((await api.adminDeleteImportedApiKey({ keyId })).status, 204)
      assert.equal((await isValid(rawKey('one'))).error_code, 'VERIFICATION_ERROR_NOT_FOUND')
    })

    it('imports a batch', async () => {
      const requests = ['b1', 'b2', 'b1'].map((name) => ({ raw_key: rawKey(name), name, actor_id: 'user_3' }))
      const { data } = await api.adminBatchCreateImportedApiKeys({ batchCreateImportedApiKeysRequest: { requests } })
      assert.equal(data.success_count, 2)
      assert.equal(data.failure_count, 1)
      assert.deepEqual(
        data.results?.map(({ index, error_code }) => [index, error_code]),
        [
          [0, undefined],
          [1, undefined],
          [2, 'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_ALREADY_EXISTS'],
        ],
      )
    })

    it('derives a JWT and a macaroon that verify, and publishes the key set', async () => {
      const { secret, keyId } = await issue('parent')
      for (const algorithm of ['TOKEN_ALGORITHM_JWT', 'TOKEN_ALGORITHM_MACAROON'] as const) {
        const { data } = await api.adminDeriveToken({
          deriveTokenRequest: { credential: secret, algorithm, ttl: '10m', scopes: ['orders:read'] },
        })
        const verified = await isValid(data.token?.token ?? '')
        assert.equal(verified.is_valid, true, algorithm)
        assert.equal(verified.key_id, keyId)
        assert.deepEqual(verified.scopes, ['orders:read'])
      }
      const { data } = await api.getJwks()
      assert.equal(data.jwks?.keys[0]?.kty, 'OKP')
    })

    it('lets a holder revoke its own key', async () => {
      const { secret } = await issue('held')
      const response = await api.revokeApiKey({
        selfRevokeApiKeyRequest: { credential: secret, reason: 'REVOCATION_REASON_KEY_COMPROMISE' },
      })
      assert.equal(response.status, 200)
      assert.deepEqual(response.data, {})
      assert.equal((await isValid(secret)).error_code, 'VERIFICATION_ERROR_REVOKED')
    })
  })
}
