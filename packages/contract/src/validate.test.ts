import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import Type from 'typebox'
import { DeriveTokenRequest } from './messages/derivation.ts'
import { BatchCreateImportedApiKeysItems, ImportApiKeyRequest } from './messages/imported-keys.ts'
import { IssueApiKeyRequest, RotateIssuedApiKeyBody, UpdateIssuedApiKeyRequest } from './messages/issued-keys.ts'
import { ListApiKeysQuery } from './messages/listing.ts'
import { BulkRevokeApiKeysRequest, SelfRevokeApiKeyRequest } from './messages/revocation.ts'
import { BatchVerifyApiKeysRequest, VerifyApiKeyRequest } from './messages/verification.ts'
import { compileMessage, compileQuery } from './validate.ts'

const issue = compileMessage(IssueApiKeyRequest)
const verify = compileMessage(VerifyApiKeyRequest)
const listQuery = compileQuery(ListApiKeysQuery)

const refused = (field: string, rule: string) => ({ ok: false, field, rule })
const policy = (quota: unknown) => ({ name: 'ci', rate_limit_policy: { quota, window: '60s' } })
const sized = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) })

describe('compileMessage', () => {
  it('keeps what is declared and drops what is not, at every depth', () => {
    const sent = { name: 'ci', project_id: 'other', key_id: 'mine', ip_restriction: { allowed_cidrs: [], note: 1 } }
    assert.deepEqual(issue.parse(sent), { ok: true, value: { name: 'ci', ip_restriction: { allowed_cidrs: [] } } })
  })

  it('takes camelCase for snake_case, but never inside the objects of the caller', () => {
    const sent = {
      name: 'ci',
      actorId: 'a',
      requestId: 'r',
      metadata: { myKey: { innerKey: 1 }, name_it: null },
      ipRestriction: { allowedCidrs: ['::/0'] },
      rateLimitPolicy: { quota: 1, window: '60s' },
    }
    assert.deepEqual(issue.parse(sent), {
      ok: true,
      value: {
        name: 'ci',
        metadata: { myKey: { innerKey: 1 }, name_it: null },
        rate_limit_policy: { quota: 1, window: '60s' },
        ip_restriction: { allowed_cidrs: ['::/0'] },
        actor_id: 'a',
        request_id: 'r',
      },
    })
  })

  it('refuses a member that is spelt in both ways, whatever they say', () => {
    assert.deepEqual(
      issue.parse({ name: 'ci', actor_id: 'a', actorId: 'a' }),
      refused('actor_id', 'must not be given as actorId too'),
    )
    assert.deepEqual(
      issue.parse({ name: 'ci', ipRestriction: { allowed_cidrs: null, allowedCidrs: [] } }),
      refused('ip_restriction.allowed_cidrs', 'must not be given as allowedCidrs too'),
    )
  })

  it('takes null for absent', () => {
    assert.deepEqual(issue.parse({ name: 'ci', actor_id: null, rate_limit_policy: null }), { ok: true, value: { name: 'ci' } })
    assert.deepEqual(issue.parse({ name: null }), refused('name', 'is required'))
    assert.deepEqual(issue.parse({ name: 'ci', scopes: [null] }), refused('scopes[0]', 'must be a string'))
  })

  it('coerces nothing', () => {
    assert.deepEqual(verify.parse({ cost: '1' }), refused('cost', 'must be a whole number from 1 to 1000000'))
    assert.deepEqual(verify.parse({ cost: 1.5 }), refused('cost', 'must be a whole number from 1 to 1000000'))
    assert.deepEqual(verify.parse({ dry_run: 'true' }), refused('dry_run', 'must be true or false'))
    assert.deepEqual(verify.parse({ dry_run: 0 }), refused('dry_run', 'must be true or false'))
    assert.deepEqual(verify.parse({ credential: 5 }), refused('credential', 'must be a string'))
    assert.deepEqual(issue.parse({ name: ['ci'] }), refused('name', 'must be a string'))
    assert.deepEqual(issue.parse({ name: 'ci', scopes: 'a' }), refused('scopes', 'must be a list'))
    assert.deepEqual(issue.parse({ name: 'ci', scopes: { 0: 'a', length: 1 } }), refused('scopes', 'must be a list'))
    assert.deepEqual(issue.parse({ name: 'ci', metadata: [] }), refused('metadata', 'must be an object'))
    assert.deepEqual(
      issue.parse({ name: 'ci', visibility: 2 }),
      refused('visibility', 'must be one of KEY_VISIBILITY_UNSPECIFIED, KEY_VISIBILITY_SECRET, KEY_VISIBILITY_PUBLIC'),
    )
  })

  it('refuses a body that is no object', () => {
    for (const body of [undefined, null, 'name', 5, true, [], [{ name: 'ci' }]]) {
      assert.deepEqual(issue.parse(body), refused('', 'must be an object'))
    }
  })

  it('names the place of a fault deep inside', () => {
    const batch = compileMessage(BatchVerifyApiKeysRequest)
    const requests = [{ credential: 'a' }, { credential: 'b', requiredScopes: ['x', 'y'.repeat(257)] }]
    assert.deepEqual(
      batch.parse({ requests }),
      refused('requests[1].required_scopes[1]', 'must not be longer than 256 characters'),
    )
    assert.deepEqual(batch.parse({ requests: ['a'] }), refused('requests[0]', 'must be an object'))
  })

  it('answers the first fault in the order of the schema, not of the body', () => {
    assert.deepEqual(issue.parse({ ttl: 1, name: 1 }), issue.parse({ name: 1, ttl: 1 }))
  })

  it('takes an int64 as a number or as canonical text, within what a number can hold', () => {
    const largest = String(Number.MAX_SAFE_INTEGER)
    for (const [quota, read] of [
      [1, 1],
      ['1', 1],
      ['100', 100],
      [largest, Number.MAX_SAFE_INTEGER],
    ] as const) {
      assert.deepEqual(issue.parse(policy(quota)), { ok: true, value: policy(read) })
    }
    for (const quota of [
      0,
      '0',
      -1,
      '-1',
      '01',
      '+1',
      ' 1',
      '1 ',
      '1.0',
      '1e3',
      '',
      '9007199254740992',
      2 ** 53,
      1.5,
      true,
      [],
      Number.NaN,
    ]) {
      assert.deepEqual(
        issue.parse(policy(quota)),
        refused('rate_limit_policy.quota', `must be a whole number from 1 to ${largest}`),
        JSON.stringify(quota),
      )
    }
    assert.deepEqual(
      issue.parse({ name: 'ci', rate_limit_policy: { window: '1s' } }),
      refused('rate_limit_policy.quota', 'is required'),
    )
    assert.deepEqual(
      issue.parse({ name: 'ci', rate_limit_policy: { quota: 1 } }),
      refused('rate_limit_policy.window', 'is required'),
    )
  })

  it('is not misled by inherited or dangerous member names', () => {
    const message = compileMessage(
      Type.Object({ to_string: Type.Optional(Type.String()), value_of: Type.Optional(Type.String()) }),
    )
    assert.deepEqual(message.parse({}), { ok: true, value: {} })
    const sent: unknown = JSON.parse('{"name":"ci","__proto__":{"actor_id":"x"},"constructor":{"prototype":{"y":1}}}')
    assert.deepEqual(issue.parse(sent), { ok: true, value: { name: 'ci' } })
    assert.deepEqual(issue.parse(JSON.parse('{"__proto__":{"name":"ci"}}')), refused('name', 'is required'))
  })

  it('is made of schemas it understands, and of nothing else', () => {
    assert.throws(() => compileMessage(Type.Object({ a: Type.Number() })), /no reader/)
  })
})

describe('the caps of the wire format', () => {
  const within = (reader: { parse: (value: unknown) => { ok: boolean } }, value: unknown) => reader.parse(value).ok

  it('count code points and hold at their boundary', () => {
    for (const [cap, make] of [
      [256, (text: string) => ({ name: text })],
      [256, (text: string) => ({ name: 'ci', actor_id: text })],
      [256, (text: string) => ({ name: 'ci', scopes: [text] })],
      [36, (text: string) => ({ name: 'ci', request_id: text })],
      [64, (text: string) => ({ name: 'ci', ttl: text })],
    ] as const) {
      assert.equal(within(issue, make('x'.repeat(cap))), true)
      assert.equal(within(issue, make('x'.repeat(cap + 1))), false)
      assert.equal(within(issue, make('🔑'.repeat(cap))), true)
      assert.equal(within(issue, make('🔑'.repeat(cap + 1))), false)
      assert.equal(within(issue, make('e\u0301'.repeat(cap))), false, 'a combining mark counts')
    }
  })

  it('hold for lists', () => {
    const scopes = (amount: number) => ({ name: 'ci', scopes: Array.from({ length: amount }, (_, i) => `s${i}`) })
    assert.equal(within(issue, scopes(256)), true)
    assert.deepEqual(issue.parse(scopes(257)), refused('scopes', 'must not have more than 256 items'))
    const cidrs = (amount: number) => ({
      name: 'ci',
      ip_restriction: { allowed_cidrs: Array.from({ length: amount }, () => '10.0.0.0/8') },
    })
    assert.equal(within(issue, cidrs(256)), true)
    assert.deepEqual(issue.parse(cidrs(257)), refused('ip_restriction.allowed_cidrs', 'must not have more than 256 items'))
    const batch = compileMessage(BatchVerifyApiKeysRequest)
    const requests = (amount: number) => ({ requests: Array.from({ length: amount }, () => ({})) })
    assert.deepEqual(batch.parse(requests(0)), refused('requests', 'must have at least 1 item'))
    assert.equal(within(batch, requests(100)), true)
    assert.equal(within(batch, requests(101)), false)
    const imports = compileMessage(BatchCreateImportedApiKeysItems)
    assert.equal(within(imports, requests(1000)), true)
    assert.equal(within(imports, requests(1001)), false)
  })

  it('count the bytes of a free-form object', () => {
    const rule = 'must not take more than 4096 bytes as JSON'
    assert.equal(within(issue, { name: 'ci', metadata: sized(4096) }), true)
    assert.deepEqual(issue.parse({ name: 'ci', metadata: sized(4097) }), refused('metadata', rule))
    assert.equal(within(issue, { name: 'ci', metadata: { a: '€'.repeat(1362) } }), true)
    assert.deepEqual(issue.parse({ name: 'ci', metadata: { a: '€'.repeat(1363) } }), refused('metadata', rule))
    const derive = compileMessage(DeriveTokenRequest)
    assert.equal(within(derive, { custom_claims: sized(4096) }), true)
    assert.deepEqual(derive.parse({ custom_claims: sized(4097) }), refused('custom_claims', rule))
  })

  it('hold for raw keys, and not for credentials, which have an answer of their own', () => {
    const [fits, tooLong] = ['x'.repeat(16384), 'x'.repeat(16385)]
    const imported = compileMessage(ImportApiKeyRequest)
    assert.equal(within(imported, { name: 'n', actor_id: 'a', raw_key: fits }), true)
    assert.deepEqual(
      imported.parse({ name: 'n', actor_id: 'a', raw_key: tooLong }),
      refused('raw_key', 'must not be longer than 16384 characters'),
    )
    for (const reader of [verify, compileMessage(DeriveTokenRequest), compileMessage(SelfRevokeApiKeyRequest)]) {
      for (const credential of [tooLong, '']) assert.equal(within(reader, { credential }), true)
      assert.equal(within(reader, {}), true)
    }
  })

  it('keep out text that a store cannot hold', () => {
    const rule = 'must not contain U+0000 or a lone surrogate'
    for (const text of ['a\u0000', '\ud800', 'a\udfffb']) {
      assert.deepEqual(issue.parse({ name: text }), refused('name', rule))
      assert.deepEqual(issue.parse({ name: 'ci', scopes: ['ok', text] }), refused('scopes[1]', rule))
    }
    assert.equal(within(issue, { name: 'multi\nline\u0007\u202e' }), true)
  })

  it('ask for what is required', () => {
    assert.deepEqual(issue.parse({}), refused('name', 'is required'))
    assert.deepEqual(issue.parse({ name: '' }), refused('name', 'must not be empty'))
    assert.deepEqual(compileMessage(ImportApiKeyRequest).parse({ name: 'n' }), refused('actor_id', 'is required'))
    const bulk = compileMessage(BulkRevokeApiKeysRequest)
    assert.deepEqual(bulk.parse({}), refused('filter', 'is required'))
    assert.deepEqual(bulk.parse({ filter: '' }), refused('filter', 'must not be empty'))
  })
})

describe('updates and rotations', () => {
  it('ignore what may not change, whatever it is', () => {
    const update = compileMessage(UpdateIssuedApiKeyRequest)
    const record = {
      key_id: 'x',
      status: 'KEY_STATUS_REVOKED',
      visibility: 7,
      expireTime: false,
      name: 'n',
      rate_limit_policy: null,
    }
    assert.deepEqual(update.parse(record), { ok: true, value: { name: 'n' } })
    assert.deepEqual(update.parse({ issuedApiKey: record }), { ok: true, value: { issued_api_key: { name: 'n' } } })
  })

  it('tell what is empty from what is absent', () => {
    const rotate = compileMessage(RotateIssuedApiKeyBody)
    const empty = { name: '', scopes: [], metadata: {} }
    assert.deepEqual(rotate.parse(empty), { ok: true, value: empty })
    assert.deepEqual(rotate.parse({}), { ok: true, value: {} })
  })
})

describe('compileQuery', () => {
  it('reads numbers from text', () => {
    assert.deepEqual(listQuery.parse({ page_size: '10', filter: 'a' }), { ok: true, value: { page_size: 10, filter: 'a' } })
    assert.deepEqual(listQuery.parse({ pageSize: '0', pageToken: '' }), { ok: true, value: { page_size: 0, page_token: '' } })
    assert.deepEqual(listQuery.parse({}), { ok: true, value: {} })
  })

  it('refuses numbers that are none, and names given twice', () => {
    for (const size of ['', '1.5', '1e3', 'x', '-1', '-0', ' 1', '0x10', '2147483648', '9'.repeat(40)]) {
      assert.deepEqual(
        listQuery.parse({ page_size: size }),
        refused('page_size', 'must be a whole number from 0 to 2147483647'),
        size,
      )
    }
    assert.deepEqual(listQuery.parse({ filter: ['a', 'b'] }), refused('filter', 'must be given only once'))
    assert.deepEqual(
      listQuery.parse({ page_size: '1', pageSize: '1' }),
      refused('page_size', 'must not be given as pageSize too'),
    )
  })
})
