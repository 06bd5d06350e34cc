import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { inspect } from 'node:util'
import { errorAnswer, keyRecord, type StubAnswer, type StubApi, type StubRequest, startStubApi } from '@latchkey/testkit/stub-api'
import { Latchkey, LatchkeyError, LatchkeyUnreachableError, SecretLostError } from './index.ts'

const API_KEY = 'ory_pat_canaryApiKey'
const unavailable = errorAnswer(503, 'service_unavailable', 'try again')

describe('Latchkey', () => {
  let api: StubApi
  let answers: readonly StubAnswer[]
  let asked: StubRequest[]
  let client: Latchkey
  before(async () => {
    api = await startStubApi((request) => {
      asked.push(request)
      return answers[Math.min(asked.length, answers.length) - 1] ?? { status: 500 }
    })
  })
  after(() => api.stop())
  beforeEach(() => {
    asked = []
    client = new Latchkey({ endpoint: api.endpoint, apiKey: API_KEY })
  })

  const answer = (...given: readonly StubAnswer[]): void => {
    answers = given
  }
  const rejection = async (call: Promise<unknown>): Promise<unknown> =>
    call.then(
      () => assert.fail('resolved'),
      (error: unknown) => error,
    )

  it('refuses an API key that no header can carry, without repeating it', () => {
    for (const apiKey of [`${API_KEY}\nx`, `${API_KEY} x`, `${API_KEY}\u0436`, `${API_KEY}\0`]) {
      assert.throws(
        () => new Latchkey({ endpoint: api.endpoint, apiKey }),
        (error: Error) => error.message.startsWith('apiKey: must be') && !error.stack?.includes(API_KEY),
      )
    }
  })

  it('takes no offence at the line break that a file ends with', async () => {
    answer({ body: keyRecord() })
    await new Latchkey({ endpoint: api.endpoint, apiKey: `${API_KEY}\r\n` }).issuedKeys.get('k')
    assert.equal(asked[0]?.headers.authorization, `Bearer ${API_KEY}`)
  })

  describe('addresses', () => {
    const forms = [
      ['', '/v2alpha1/admin/issuedApiKeys/k'],
      ['/', '/v2alpha1/admin/issuedApiKeys/k'],
      ['/projects/acme', '/projects/acme/v2alpha1/admin/issuedApiKeys/k'],
      ['/projects/acme/', '/projects/acme/v2alpha1/admin/issuedApiKeys/k'],
    ] as const
    for (const [suffix, path] of forms) {
      it(`below the endpoint ${JSON.stringify(suffix)}`, async () => {
        answer({ body: keyRecord() })
        await new Latchkey({ endpoint: api.endpoint + suffix }).issuedKeys.get('k')
        assert.deepEqual([asked[0]?.method, asked[0]?.path], ['GET', path])
      })
    }

    it('a key by its id, whatever is in it', async () => {
      answer({ body: keyRecord() })
      await client.issuedKeys.get('a/b?c#d:revoke')
      assert.equal(asked[0]?.path, '/v2alpha1/admin/issuedApiKeys/a%2Fb%3Fc%23d%3Arevoke')
    })

    for (const id of ['', '.', '..']) {
      it(`nothing else by the id ${JSON.stringify(id)}`, async () => {
        await assert.rejects(client.importedKeys.delete(id), { name: 'TypeError', message: 'key_id: must name a resource' })
        assert.equal(asked.length, 0)
      })
    }

    for (const endpoint of ['', 'latchkey.example', 'ftp://x', 'https://user:pw@x', 'https://x/?a=1', 'https://x/#a']) {
      it(`no server by ${JSON.stringify(endpoint)}`, () => {
        assert.throws(() => new Latchkey({ endpoint }), { name: 'TypeError', message: /^endpoint: / })
      })
    }

    it('no other server by a redirect, with credentials', async (test) => {
      let reached = false
      const other = await startStubApi(() => {
        reached = true
        return { body: {} }
      })
      test.after(() => other.stop())
      answer({ status: 307, headers: { location: other.endpoint } })
      const error = await rejection(client.keys.verify({ credential: 'x' }))
      assert.ok(error instanceof LatchkeyError)
      assert.deepEqual([error.status, error.id, reached], [307, 'unexpected_response', false])
    })
  })

  describe('retries', () => {
    const verify = () => client.keys.verify({ credential: 'x' })
    const valid = { body: { is_valid: true } }

    for (const status of [429, 502, 503, 504]) {
      it(`a reading call after ${status}`, async () => {
        answer({ status }, { status }, valid)
        assert.equal((await verify()).is_valid, true)
        assert.equal(asked.length, 3)
      })
    }

    for (const status of [400, 401, 403, 404, 409, 500]) {
      it(`nothing after ${status}`, async () => {
        answer({ status }, valid)
        await assert.rejects(verify(), { name: 'LatchkeyError', status })
        assert.equal(asked.length, 1)
      })
    }

    it('as often as it was told', async () => {
      answer(unavailable)
      await assert.rejects(verify(), { status: 503 })
      assert.equal(asked.length, 4)
      asked = []
      await assert.rejects(new Latchkey({ endpoint: api.endpoint, retries: 0 }).keys.verify({ credential: 'x' }), { status: 503 })
      assert.equal(asked.length, 1)
    })

    it('no mutation that would happen twice', async () => {
      answer(unavailable)
      const mutations = [
        () => client.issuedKeys.rotate('k'),
        () => client.issuedKeys.revoke('k'),
        () => client.issuedKeys.update('k', { name: 'x' }),
        () => client.importedKeys.delete('k'),
        () => client.importedKeys.revoke('k'),
        () => client.keys.revoke('k'),
        () => client.keys.bulkRevoke({ filter: 'actor_id="a"' }),
        () => client.issuedKeys.suspend('k', { ifMatch: '"1"' }),
      ]
      for (const mutate of mutations) await assert.rejects(mutate(), { status: 503 })
      assert.equal(asked.length, mutations.length)
    })

    it('an import under one request id', async () => {
      answer(unavailable, { status: 201, body: keyRecord() })
      await client.importedKeys.import({ raw_key: 'sk', name: 'n', actor_id: 'a' })
      const ids = asked.map(({ body }) => (body as { request_id: string }).request_id)
      assert.equal(ids.length, 2)
      assert.equal(new Set(ids).size, 1)
      assert.match(ids[0] ?? '', /^[0-9a-f-]{36}$/)
    })

    it('a batch under one request id per item, keeping those given', async () => {
      answer(unavailable, { body: { results: [], success_count: 0, failure_count: 0 } })
      await client.importedKeys.batchImport([
        { raw_key: 'a', name: 'n', actor_id: 'a' },
        { raw_key: 'b', name: 'n', actor_id: 'a', request_id: 'mine' },
      ])
      const [first, second] = asked.map(({ body }) =>
        (body as { requests: { request_id: string }[] }).requests.map((item) => item.request_id),
      )
      assert.deepEqual(first, second)
      assert.equal(first?.[1], 'mine')
    })

    it('an issue, and says so when the secret was lost on the way', async () => {
      answer(unavailable, { status: 201, body: { issued_api_key: keyRecord({ key_id: 'lost' }), secret: '' } })
      const error = await rejection(client.issuedKeys.issue({ name: 'n' }))
      assert.ok(error instanceof SecretLostError)
      assert.equal(error.keyId, 'lost')
    })

    it('not an issue whose replay the caller asked for', async () => {
      answer({ status: 201, body: { issued_api_key: keyRecord(), secret: '' } })
      assert.equal((await client.issuedKeys.issue({ name: 'n', request_id: 'mine' })).secret, '')
    })

    it('not before Retry-After', async () => {
      answer({ ...unavailable, headers: { 'retry-after': '1' } }, valid)
      const startedAt = performance.now()
      await verify()
      assert.ok(performance.now() - startedAt >= 1000)
    })

    it('not at all when Retry-After lies behind the deadline', async () => {
      answer({ ...unavailable, headers: { 'retry-after': '3600' } })
      const startedAt = performance.now()
      const error = await rejection(verify())
      assert.ok(performance.now() - startedAt < 1000)
      assert.ok(error instanceof LatchkeyError)
      assert.equal(error.retryAfterMs, 3_600_000)
    })

    it('after the network failed', async () => {
      answer(valid)
      let calls = 0
      const flaky: typeof fetch = (...given) => {
        calls += 1
        return calls < 3 ? Promise.reject(new TypeError('fetch failed')) : fetch(...given)
      }
      const attempts: number[] = []
      const sdk = new Latchkey({ endpoint: api.endpoint, fetch: flaky })
      await sdk.keys.verify({ credential: 'x' }, { onResponse: (facts) => attempts.push(facts.attempts) })
      assert.deepEqual(attempts, [3])
    })
  })

  describe('gives up', () => {
    it('with its own error when nobody listens', async () => {
      const gone = await startStubApi(() => ({}))
      await gone.stop()
      const error = await rejection(new Latchkey({ endpoint: gone.endpoint, retries: 1 }).keys.verify({ credential: 'x' }))
      assert.ok(error instanceof LatchkeyUnreachableError)
      assert.match(error.message, /^Cannot reach http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\)$/)
    })

    it('when the time is up, retries included', async () => {
      const silent = await startStubApi(() => new Promise<StubAnswer>(() => {}))
      const startedAt = performance.now()
      const error = await rejection(new Latchkey({ endpoint: silent.endpoint, timeoutMs: 100 }).keys.verify({ credential: 'x' }))
      await silent.stop()
      assert.ok(error instanceof LatchkeyUnreachableError)
      assert.match(error.message, /did not answer in time$/)
      assert.ok(performance.now() - startedAt < 2000)
    })

    it('at once when the caller says so', async () => {
      const silent = await startStubApi(() => new Promise<StubAnswer>(() => {}))
      const controller = new AbortController()
      const call = new Latchkey({ endpoint: silent.endpoint }).keys.verify({ credential: 'x' }, { signal: controller.signal })
      setImmediate(() => controller.abort(new Error('changed my mind')))
      await assert.rejects(call, { message: 'changed my mind' })
      await silent.stop()
    })
  })

  describe('errors', () => {
    it('carry the catalogue id, the request and the field', async () => {
      answer(errorAnswer(400, 'bad_request', 'ttl: is above the maximum', { field: 'ttl' }))
      const error = await rejection(client.issuedKeys.issue({ name: 'n' }))
      assert.ok(error instanceof LatchkeyError)
      const { id, status, message, requestId, metadata, field } = error
      assert.deepEqual(
        { id, status, message, requestId, metadata, field },
        {
          id: 'bad_request',
          status: 400,
          message: 'ttl: is above the maximum',
          requestId: 'req-1',
          metadata: { field: 'ttl' },
          field: 'ttl',
        },
      )
    })

    const strangers = [
      { status: 502 },
      { status: 400, body: 'text' },
      { status: 400, body: null },
      { status: 400, body: { error: { details: [7] } } },
    ]
    for (const stranger of strangers) {
      it(`survive the body ${JSON.stringify(stranger.body)}`, async () => {
        answer({ ...stranger, headers: { 'x-request-id': 'from-header' } })
        const error = await rejection(new Latchkey({ endpoint: api.endpoint, retries: 0 }).keys.verify({ credential: 'x' }))
        assert.ok(error instanceof LatchkeyError)
        assert.deepEqual([error.id, error.requestId, error.metadata], ['unexpected_response', 'from-header', {}])
      })
    }

    it('are named by the reason in their details where they have no id of ours', async () => {
      const details = [{ metadata: {} }, { reason: 'QUOTA_EXCEEDED' }]
      answer({ status: 402, body: { error: { code: 402, status: 'FAILED_PRECONDITION', message: 'no', details } } })
      const error = await rejection(new Latchkey({ endpoint: api.endpoint, retries: 0 }).keys.verify({ credential: 'x' }))
      assert.ok(error instanceof LatchkeyError)
      assert.equal(error.id, 'QUOTA_EXCEEDED')
    })

    it('refuse a success that is no JSON', async () => {
      const html: typeof fetch = () => Promise.resolve(new Response('<html>', { status: 200 }))
      await assert.rejects(new Latchkey({ endpoint: api.endpoint, fetch: html, retries: 0 }).keys.verify({ credential: 'x' }), {
        id: 'unexpected_response',
      })
    })

    it('and the client never show a secret when printed', async () => {
      const refusal = errorAnswer(400, 'bad_request', 'no')
      answer({ ...refusal, body: { ...(refusal.body as object), echo: 'canaryCredential' } })
      const error = await rejection(client.keys.verify({ credential: 'canaryCredential' }))
      const printed = [
        inspect(error, { depth: 9 }),
        JSON.stringify(error),
        inspect(client, { depth: 9, showHidden: true }),
        JSON.stringify(client),
      ]
      assert.equal(printed.join().includes('canary'), false)
    })
  })

  describe('calls', () => {
    it('walk pages as they are consumed', async () => {
      const page = (name: string, next: string): StubAnswer => ({
        body: { issued_api_keys: [keyRecord({ name })], next_page_token: next },
      })
      answer(page('a', 't1'), page('b', 't2'), page('c', ''))
      const names: string[] = []
      for await (const apiKey of client.issuedKeys.list({ filter: 'actor_id="x y"', page_size: 1 })) {
        names.push(apiKey.name)
        assert.equal(asked.length, names.length)
      }
      assert.deepEqual(names, ['a', 'b', 'c'])
      const queries = asked.map(({ path }) => Object.fromEntries(new URL(path, api.endpoint).searchParams))
      assert.deepEqual(queries[1], { filter: 'actor_id="x y"', page_size: '1', page_token: 't1' })
    })

    it('name the mask and the ETag of an update', async () => {
      answer({ body: keyRecord(), headers: { etag: '"2"' } })
      let etag: string | null = null
      await client.issuedKeys.update(
        'k',
        { name: 'x' },
        {
          updateMask: ['name', 'scopes'],
          ifMatch: '"1"',
          requestId: 'mine',
          onResponse: ({ headers }) => {
            etag = headers.get('etag')
          },
        },
      )
      assert.equal(asked[0]?.path, '/v2alpha1/admin/issuedApiKeys/k?update_mask=name%2Cscopes')
      assert.deepEqual([asked[0]?.headers['if-match'], asked[0]?.headers['x-request-id'], etag], ['"1"', 'mine', '"2"'])
    })

    it('give the results of a batch that failed as a whole', async () => {
      const results = [{ index: 0, error_code: 'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_ALREADY_EXISTS', error_message: 'exists' }]
      const refusal = errorAnswer(409, 'api_key_exists', 'exists')
      answer({ ...refusal, body: { ...(refusal.body as object), results, success_count: 0, failure_count: 1 } })
      const response = await client.importedKeys.batchImport([{ raw_key: 'a', name: 'n', actor_id: 'a' }])
      assert.deepEqual(response.results, results)
      answer(errorAnswer(403, 'forbidden', 'no'))
      await assert.rejects(client.importedKeys.batchImport([{ raw_key: 'a', name: 'n', actor_id: 'a' }]), { id: 'forbidden' })
    })

    it('resolve to nothing where there is no body', async () => {
      answer({ status: 204 })
      assert.equal(await client.keys.revoke('k', { reason: 'REVOCATION_REASON_KEY_COMPROMISE' }), undefined)
      assert.deepEqual(asked[0]?.body, { reason: 'REVOCATION_REASON_KEY_COMPROMISE' })
    })

    it('authenticate only with a key', async () => {
      answer({ body: {} })
      await client.jwks()
      await new Latchkey({ endpoint: api.endpoint }).keys.selfRevoke({ credential: 'x' })
      assert.deepEqual(
        asked.map(({ headers }) => headers.authorization),
        [`Bearer ${API_KEY}`, undefined],
      )
    })

    it('send cache directives', async () => {
      answer({ body: { results: [] } })
      await client.keys.batchVerify([{ credential: 'x' }], { cache: 'no-store' })
      assert.equal(asked[0]?.headers['cache-control'], 'no-store')
    })
  })
})
