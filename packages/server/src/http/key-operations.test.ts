import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ImportedApiKey } from '@latchkey/contract/messages/imported-keys'
import type { IssuedApiKey } from '@latchkey/contract/messages/issued-keys'
import { routes } from '@latchkey/contract/routes'
import type { Project } from '@latchkey/core/project/project'
import { buildProject } from '@latchkey/testkit/build-project'
import { makeCaller, type OperationInput } from '@latchkey/testkit/operation-bench'
import { buildOtherProject, buildProjectWithQuota, DAY_MS, openUseCaseBench } from '@latchkey/testkit/use-case-bench'
import { makeControlPlaneHandlers } from './control-plane/handlers.ts'
import { makeDataPlaneHandlers } from './data-plane/handlers.ts'

interface Issued {
  readonly issued_api_key: IssuedApiKey
  readonly secret: string
}

function open(project: Project = buildProject()) {
  const bench = openUseCaseBench(project)
  const handlers = { ...makeControlPlaneHandlers(bench.deps), ...makeDataPlaneHandlers(bench.deps) }
  const callAs = (as: Project) => {
    const call = makeCaller(handlers, as)
    return async <Body = unknown>(operationId: string, input?: OperationInput) => {
      const { status, body, headers } = await call(operationId, input)
      return { status, body: body as Body, headers: headers ?? {} }
    }
  }
  const call = callAs(project)
  const issue = async (body: object = { name: 'ci', actor_id: 'user_1' }) =>
    (await call<Issued>('adminIssueApiKey', { body })).body
  const importKey = async (raw_key = 'sk_live_1') =>
    (await call<ImportedApiKey>('adminImportApiKey', { body: { raw_key, name: 'ci', actor_id: 'user_1' } })).body
  return { ...bench, handlers, call, callAs, issue, importKey }
}

describe('the key operations', () => {
  it('are all there, save verification, which has its own road', () => {
    const { handlers } = open()
    const promised = routes.map(({ operationId }) => operationId).filter((id) => !/Verify|Usage|Failures/.test(id))
    assert.deepEqual(Object.keys(handlers).toSorted(), promised.toSorted())
  })

  it('issue: 201, the secret once, and where to read the key', async () => {
    const { call } = open()
    const body = {
      name: 'ci',
      actorId: 'user_1',
      scopes: ['read'],
      ttl: '1d',
      rateLimitPolicy: { quota: '5', window: '60s' },
      requestId: 'once',
    }
    const first = await call<Issued>('adminIssueApiKey', { body })
    assert.equal(first.status, 201)
    assert.match(first.body.secret, /^ory_ak_v1_/)
    assert.equal(first.headers['Location'], `/v2alpha1/admin/issuedApiKeys/${first.body.issued_api_key.key_id}`)
    assert.deepEqual(first.body.issued_api_key.rate_limit_policy, { quota: '5', window: '60s', unit: '' })
    const replay = await call<Issued>('adminIssueApiKey', { body })
    assert.deepEqual([replay.status, replay.body.secret, replay.body.issued_api_key], [201, '', first.body.issued_api_key])
    await assert.rejects(call('adminIssueApiKey', { body: { ...body, name: 'other' } }), { code: 'conflict' })
    await assert.rejects(call('adminIssueApiKey', { body: { ...body, request_id: 'x'.repeat(37) } }), { code: 'bad_request' })
  })

  it('get and update: an ETag that guards the next change', async () => {
    const { call, issue } = open()
    const {
      issued_api_key: { key_id: keyId },
    } = await issue()
    const read = await call('adminGetIssuedApiKey', { keyId })
    const etag = read.headers['ETag'] ?? ''
    assert.equal(etag, '"1"')
    const changed = await call<IssuedApiKey>('adminUpdateIssuedApiKey', {
      keyId,
      ifMatch: etag,
      query: { update_mask: 'name' },
      body: { name: 'new', scopes: ['x'] },
    })
    assert.deepEqual([changed.status, changed.body.name, changed.body.scopes, changed.headers['ETag']], [200, 'new', [], '"2"'])
    const stale = { keyId, ifMatch: etag }
    await assert.rejects(call('adminUpdateIssuedApiKey', { ...stale, body: { name: 'late' } }), { code: 'etag_mismatch' })
    for (const operation of [
      'adminRotateIssuedApiKey',
      'adminRevokeIssuedApiKey',
      'adminSuspendIssuedApiKey',
      'adminResumeIssuedApiKey',
      'adminRevokeApiKey',
    ]) {
      await assert.rejects(call(operation, stale), { code: 'etag_mismatch' }, operation)
    }
    await assert.rejects(call('adminUpdateIssuedApiKey', { keyId, query: { update_mask: 'actor_id' }, body: {} }), {
      code: 'bad_request',
    })
  })

  it('rotate: 201 with both keys linked, the old one going on for the grace period', async () => {
    const { call, issue, clock } = open()
    const {
      issued_api_key: { key_id: keyId },
    } = await issue()
    type Rotated = Issued & { readonly old_issued_api_key: IssuedApiKey }
    const { status, body, headers } = await call<Rotated>('adminRotateIssuedApiKey', { keyId, body: { gracePeriod: '1d' } })
    assert.equal(status, 201)
    assert.deepEqual([body.issued_api_key.supersedes, body.old_issued_api_key.superseded_by], [keyId, body.issued_api_key.key_id])
    assert.equal(headers['Location'], `/v2alpha1/admin/issuedApiKeys/${body.issued_api_key.key_id}`)
    assert.equal(body.old_issued_api_key.status, 'KEY_STATUS_ACTIVE')
    clock.advance(DAY_MS)
    const old = await call<IssuedApiKey>('adminGetIssuedApiKey', { keyId })
    assert.deepEqual([old.body.status, old.body.revocation_reason], ['KEY_STATUS_REVOKED', 'REVOCATION_REASON_SUPERSEDED'])
    const successor = { keyId: body.issued_api_key.key_id }
    await assert.rejects(call('adminRotateIssuedApiKey', { ...successor, body: { grace_period: '31d' } }), {
      code: 'bad_request',
      metadata: { field: 'grace_period' },
    })
  })

  it('revoke: 204 without a body, from the collection and from either kind', async () => {
    const { call, issue, importKey } = open()
    const { issued_api_key: issued } = await issue()
    const body = { reason: 'REVOCATION_REASON_PRIVILEGE_WITHDRAWN', description: 'left' }
    assert.equal((await call('adminRevokeIssuedApiKey', { keyId: issued.key_id, body })).status, 204)
    const read = await call<IssuedApiKey>('adminGetIssuedApiKey', { keyId: issued.key_id })
    assert.deepEqual([read.body.status, read.body.revocation_description], ['KEY_STATUS_REVOKED', 'left'])
    await assert.rejects(call('adminRevokeApiKey', { keyId: issued.key_id }), { code: 'conflict' })
    const imported = await importKey()
    assert.equal((await call('adminRevokeApiKey', { keyId: imported.key_id })).status, 204)
    await assert.rejects(call('adminRevokeImportedApiKey', { keyId: imported.key_id }), { code: 'conflict' })
  })

  it('self-revoke: 200 with an empty object, again and again', async () => {
    const { call, issue } = open()
    const { secret: credential } = await issue()
    for (let n = 0; n < 2; n++) assert.deepEqual((await call('revokeApiKey', { body: { credential } })).body, {})
    await assert.rejects(call('revokeApiKey', { body: {} }), { code: 'credential_required' })
  })

  it('import, suspend, resume, delete: the record as it becomes', async () => {
    const { call, importKey } = open()
    const { key_id: keyId, status } = await importKey()
    assert.equal(status, 'KEY_STATUS_ACTIVE')
    assert.equal((await call<ImportedApiKey>('adminSuspendImportedApiKey', { keyId })).body.status, 'KEY_STATUS_SUSPENDED')
    assert.equal((await call<ImportedApiKey>('adminResumeImportedApiKey', { keyId })).body.status, 'KEY_STATUS_ACTIVE')
    assert.equal((await call('adminDeleteImportedApiKey', { keyId })).status, 204)
    await assert.rejects(call('adminGetImportedApiKey', { keyId }), { code: 'api_key_not_found' })
  })

  it('batch import: 200 when one item went in, otherwise the most frequent refusal with all results', async () => {
    const { call, importKey } = open()
    await importKey('known')
    const item = (raw_key: string) => ({ raw_key, name: 'ci', actor_id: 'user_1' })
    type Batch = {
      readonly success_count: number
      readonly failure_count: number
      readonly results: readonly { readonly error_code?: string }[]
    }
    const mixed = await call<Batch>('adminBatchCreateImportedApiKeys', { body: { requests: [item('known'), item('new'), {}] } })
    assert.deepEqual([mixed.status, mixed.body.success_count, mixed.body.failure_count], [200, 1, 2])
    const failed = await call<
      Batch & { readonly error: { readonly code: number; readonly id: string; readonly request: string } }
    >('adminBatchCreateImportedApiKeys', { body: { requests: [{}, item('known'), item('new')] } })
    assert.deepEqual([failed.status, failed.body.error.id, failed.body.error.request], [409, 'api_key_exists', 'request-1'])
    assert.deepEqual([failed.body.results.length, failed.body.failure_count], [3, 3])
  })

  it('batch import above the key quota: 402 as a whole, RESOURCE_EXHAUSTED each', async () => {
    const { call } = open(buildProjectWithQuota(0))
    const { status, body } = await call('adminBatchCreateImportedApiKeys', {
      body: { requests: [{ raw_key: 'a', name: 'n', actor_id: 'u' }] },
    })
    assert.equal(status, 402)
    assert.match(JSON.stringify(body), /"limit":"0".*RESOURCE_EXHAUSTED/)
  })

  it('list: pages that end with an empty token', async () => {
    const { call, issue } = open()
    for (let n = 0; n < 3; n++) await issue()
    type Page = { readonly issued_api_keys: readonly IssuedApiKey[]; readonly next_page_token: string }
    const first = await call<Page>('adminListIssuedApiKeys', { query: { page_size: '2' } })
    const rest = await call<Page>('adminListIssuedApiKeys', { query: { page_size: '2', page_token: first.body.next_page_token } })
    assert.deepEqual([first.body.issued_api_keys.length, rest.body.issued_api_keys.length, rest.body.next_page_token], [2, 1, ''])
    await assert.rejects(call('adminListIssuedApiKeys', { query: { page_size: '-1' } }), { code: 'bad_request' })
    await assert.rejects(call('adminListIssuedApiKeys', { query: { filter: 'actor_id=' } }), { code: 'bad_request' })
  })

  it('list imported keys: only those', async () => {
    const { call, issue, importKey } = open()
    await issue()
    const imported = await importKey()
    const { body } = await call('adminListImportedApiKeys')
    assert.deepEqual(body, { imported_api_keys: [imported], next_page_token: '' })
  })

  it('bulk revoke: counts first, revokes then', async () => {
    const { call, issue, importKey } = open()
    await issue()
    await importKey()
    const body = { filter: 'actor_id="user_1"', reason: 'REVOCATION_REASON_AFFILIATION_CHANGED' }
    const dry = await call('adminBulkRevokeApiKeys', { body: { ...body, validateOnly: true } })
    assert.deepEqual(dry.body, { matched_count: 2, revoked_count: 0, failure_count: 0 })
    const wet = await call('adminBulkRevokeApiKeys', { body })
    assert.deepEqual(wet.body, { matched_count: 2, revoked_count: 2, failure_count: 0 })
    await assert.rejects(call('adminBulkRevokeApiKeys', { body: { filter: ' ' } }), { code: 'bad_request' })
  })

  it('derive and JWKS: a token and the keys to check it with', async () => {
    const { call, issue, clock } = open()
    const { secret: credential } = await issue({ name: 'ci', scopes: ['read'] })
    type Derived = {
      readonly token: {
        readonly token: string
        readonly expire_time: string
        readonly scopes: readonly string[]
        readonly claims: { readonly exp: number }
      }
    }
    const {
      status,
      body: { token },
    } = await call<Derived>('adminDeriveToken', { body: { credential, ttl: '15m' } })
    assert.equal(status, 200)
    assert.deepEqual([token.expire_time, token.scopes], [new Date(clock.now() + 900_000).toISOString(), ['read']])
    assert.equal(token.claims.exp * 1000, Date.parse(token.expire_time))
    const jwks = await call<{ readonly keys: readonly object[]; readonly jwks: { readonly keys: readonly object[] } }>('getJwks')
    assert.equal(jwks.body.keys.length, 1)
    assert.deepEqual(jwks.body.jwks.keys, jwks.body.keys)
    assert.doesNotMatch(JSON.stringify(jwks.body), /"d":/)
  })

  it('answer for a key of another project exactly as for one that never existed', async () => {
    const { callAs, issue, importKey, auditEvents } = open()
    const issued = (await issue()).issued_api_key.key_id
    const imported = (await importKey()).key_id
    const stranger = callAs(buildOtherProject())
    const before = auditEvents().length
    const absent = { issued: '00000000-0000-4000-8000-00000000dead', imported: '0'.repeat(64) }
    const operations = routes
      .filter(({ path }) => path.includes('{key_id}'))
      .map(({ operationId, path }) => ({ operationId, path }))
    assert.equal(operations.length, 13)
    for (const { operationId, path } of operations) {
      const outcomes = await Promise.all(
        [issued, imported, absent.issued, absent.imported, 'no id at all', ''].map(async (keyId) => {
          const outcome = await stranger(operationId, { keyId, body: { name: 'x' } }).catch((error: unknown) => error)
          return JSON.stringify(outcome)
        }),
      )
      assert.equal(new Set(outcomes).size, 1, path)
      assert.match(outcomes[0] ?? '', /api_key_not_found/, path)
    }
    assert.equal(auditEvents().length, before)
  })
})
