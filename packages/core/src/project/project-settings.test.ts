import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DomainError, type DomainErrorCode } from '../errors/domain-error.ts'
import type { JsonObject, JsonValue } from '../key/json.ts'
import type { Plan } from './project.ts'
import { readProjectSettings, requirePlanFor, settingsUnderPlan, unknownSettings } from './project-settings.ts'

const URL_OF_PROJECT = 'https://calm-reef.example.com'
const HOUR_MS = 3_600_000
const read = (document: JsonObject) => readProjectSettings(document, URL_OF_PROJECT)

/** A document with one setting. */
const only = (path: string, value: JsonValue): JsonObject =>
  path.split('.').reduceRight<JsonValue>((inner, name) => ({ [name]: inner }), value) as JsonObject

const refusal = (code: DomainErrorCode, start: string) => (error: unknown) =>
  error instanceof DomainError && error.code === code && (error.reason ?? '').startsWith(start)

describe('project settings', () => {
  it('are the documented defaults for an empty document', () => {
    assert.deepEqual(read({}), {
      issuer: { current: URL_OF_PROJECT, retired: [] },
      defaultTtlMs: 168 * HOUR_MS,
      maxTtlMs: 17_520 * HOUR_MS,
      prefixes: { secret: { current: 'ory_ak', retired: [] }, public: { current: undefined, retired: [] } },
      derivedTokens: {
        defaultTtlMs: HOUR_MS,
        maxTtlMs: 17_520 * HOUR_MS,
        verifyParent: false,
        signingKeyId: undefined,
        macaroonPrefix: { current: 'mc', retired: [] },
      },
      cache: { enabled: false, ttlMs: 15_000 },
      rateLimitEnabled: false,
    })
  })

  it('take over every setting of a document', () => {
    const settings = read({
      credentials: {
        issuer: 'https://api.acme.test',
        issuer_retired: ['https://old.acme.test', { value: 'https://older.acme.test', expires_at: '2027-01-01T00:00:00Z' }],
        api_keys: {
          default_ttl: '720h',
          max_ttl: '8760h',
          prefix: { current: 'acme', retired: ['old'], public_current: 'acme_pk', public_retired: ['old_pk'] },
        },
        derived_tokens: {
          default_ttl: '10m',
          max_ttl: '24h',
          verify_parent: true,
          jwt: { signing_key_id: 'key-1' },
          macaroon: { prefix: { current: 'am', retired: ['mc'] } },
        },
      },
      cache: { enabled: true, ttl: '30s' },
      rate_limit: { enabled: true },
    })
    assert.deepEqual(settings, {
      issuer: {
        current: 'https://api.acme.test',
        retired: [
          { value: 'https://old.acme.test', expiresAt: undefined },
          { value: 'https://older.acme.test', expiresAt: Date.UTC(2027, 0, 1) },
        ],
      },
      defaultTtlMs: 720 * HOUR_MS,
      maxTtlMs: 8760 * HOUR_MS,
      prefixes: {
        secret: { current: 'acme', retired: [{ value: 'old', expiresAt: undefined }] },
        public: { current: 'acme_pk', retired: [{ value: 'old_pk', expiresAt: undefined }] },
      },
      derivedTokens: {
        defaultTtlMs: 600_000,
        maxTtlMs: 24 * HOUR_MS,
        verifyParent: true,
        signingKeyId: 'key-1',
        macaroonPrefix: { current: 'am', retired: [{ value: 'mc', expiresAt: undefined }] },
      },
      cache: { enabled: true, ttlMs: 30_000 },
      rateLimitEnabled: true,
    })
  })

  it('let keys live for ever when both lives are zero, and only then', () => {
    assert.equal(read({ credentials: { api_keys: { default_ttl: '0s', max_ttl: '0s' } } }).maxTtlMs, undefined)
    assert.equal(read({ credentials: { api_keys: { default_ttl: '0s', max_ttl: '0' } } }).defaultTtlMs, undefined)
    assert.equal(read({ credentials: { api_keys: { default_ttl: '0s' } } }).maxTtlMs, 17_520 * HOUR_MS)
  })

  it('shorten a default that nobody asked for to the maximum', () => {
    const settings = read({ credentials: { api_keys: { max_ttl: '30m' } } })
    assert.equal(settings.defaultTtlMs, 30 * 60_000)
    assert.equal(settings.derivedTokens.maxTtlMs, 30 * 60_000)
    assert.equal(settings.derivedTokens.defaultTtlMs, 30 * 60_000)
  })

  it('treat null as left out', () => {
    assert.deepEqual(read({ credentials: null, cache: { ttl: null } }), read({}))
  })

  const refused: readonly [path: string, value: JsonValue, reason: string][] = [
    ['credentials', 'text', 'credentials: must be an object'],
    ['credentials.issuer', 7, 'credentials.issuer: must be a string'],
    ['credentials.issuer', 'has space', 'credentials.issuer: must be'],
    ['credentials.issuer_retired', 'x', 'credentials.issuer_retired: must be a list'],
    ['credentials.issuer_retired', [URL_OF_PROJECT], 'credentials.issuer_retired[0]: is the current value'],
    ['credentials.issuer_retired', ['a', 'a'], 'credentials.issuer_retired[1]: is listed twice'],
    ['credentials.issuer_retired', [{ value: 'a', expires_at: 'soon' }], 'credentials.issuer_retired[0].expires_at: must be'],
    ['credentials.issuer_retired', [{ value: 1 }], 'credentials.issuer_retired[0].value: must be'],
    ['credentials.issuer_retired', [{ value: 'a', until: 'x' }], 'credentials.issuer_retired[0]: may only'],
    ['credentials.api_keys.default_ttl', 'soon', 'credentials.api_keys.default_ttl: must be a duration'],
    ['credentials.api_keys.default_ttl', '7d', 'credentials.api_keys.default_ttl: must be a duration'],
    ['credentials.api_keys.default_ttl', '-1h', 'credentials.api_keys.default_ttl: must be a duration'],
    ['credentials.api_keys.default_ttl', '20000h', 'credentials.api_keys.default_ttl: must not be longer'],
    ['credentials.api_keys.prefix.current', 'a-b', 'credentials.api_keys.prefix.current: must be 1 to 16'],
    ['credentials.api_keys.prefix.current', 'a'.repeat(17), 'credentials.api_keys.prefix.current: must be 1 to 16'],
    ['credentials.api_keys.prefix.retired', ['ory_ak'], 'credentials.api_keys.prefix.retired[0]: is the current value'],
    ['credentials.api_keys.prefix.public_current', 'ory_ak', 'credentials.api_keys.prefix.public_current: must differ'],
    ['credentials.api_keys.prefix.current', 'mc', 'credentials.derived_tokens.macaroon.prefix: must differ'],
    [
      'credentials.derived_tokens.macaroon.prefix.current',
      'a'.repeat(9),
      'credentials.derived_tokens.macaroon.prefix.current: must be 1 to 8',
    ],
    ['credentials.derived_tokens.default_ttl', '0s', 'credentials.derived_tokens.default_ttl: must be more than zero'],
    ['credentials.derived_tokens.verify_parent', 'yes', 'credentials.derived_tokens.verify_parent: must be true or false'],
    ['cache.ttl', '0s', 'cache.ttl: must be more than zero'],
    ['cache.ttl', '25h', 'cache.ttl: must be more than zero and at most 24h'],
    ['cache.enabled', 1, 'cache.enabled: must be true or false'],
    ['rate_limit.enabled', 'true', 'rate_limit.enabled: must be true or false'],
  ]
  for (const [path, value, reason] of refused) {
    it(`refuse ${path} = ${JSON.stringify(value)}`, () => {
      assert.throws(() => read(only(path, value)), refusal('bad_request', reason))
    })
  }

  it('are not reached through the prototype of an object', () => {
    assert.deepEqual(read(JSON.parse('{"__proto__": {"cache": {"enabled": true}}}')), read({}))
  })

  it('name what no project has', () => {
    const document = { credentials: { issuer: 'x', api_keys: { colour: 'red' } }, db: { dsn: 'y' }, cache: { enabled: true } }
    assert.deepEqual(unknownSettings(document), ['credentials.api_keys.colour', 'db.dsn'])
  })
})

describe('a plan', () => {
  const small: Plan = { name: 'small', apiKeysMax: 10, cacheAllowed: false, rateLimitAllowed: false, apiRateLimits: {} }
  const large: Plan = { ...small, cacheAllowed: true, rateLimitAllowed: true, apiRateLimits: {} }

  it('refuses settings that it lacks, naming the feature', () => {
    requirePlanFor(read({ cache: { enabled: true }, rate_limit: { enabled: true } }), large)
    requirePlanFor(read({ cache: { ttl: '1m' } }), small)
    const isCache = (error: unknown) => error instanceof DomainError && error.metadata['feature'] === 'cache'
    assert.throws(() => requirePlanFor(read({ cache: { enabled: true } }), small), isCache)
    assert.throws(
      () => requirePlanFor(read({ rate_limit: { enabled: true } }), small),
      refusal('feature_not_available', 'rate_limit.enabled'),
    )
  })

  it('switches off what a project kept from a larger plan', () => {
    const settings = settingsUnderPlan(read({ cache: { enabled: true }, rate_limit: { enabled: true } }), small)
    assert.equal(settings.cache.enabled, false)
    assert.equal(settings.rateLimitEnabled, false)
  })
})
