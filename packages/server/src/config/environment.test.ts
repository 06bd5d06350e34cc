import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigError } from './config-error.ts'
import { otherVariables, readEnvironment, variableOf } from './environment.ts'
import { configSchema } from './schema.ts'

const read = (environment: Record<string, string | undefined>) => Object.fromEntries(readEnvironment(environment, configSchema))
const canary = 'canary4711'
const refused = (environment: Record<string, string>, path: string) =>
  assert.throws(
    () => read(environment),
    (error) => error instanceof ConfigError && error.problems[0]?.path === path && !error.message.includes(canary),
  )

describe('variables', () => {
  it('have one name per setting, which no other setting and no other variable has', () => {
    const names = configSchema.map(({ path }) => variableOf(path))
    assert.equal(new Set(names).size, names.length)
    for (const name of Object.keys(otherVariables)) assert.ok(!names.includes(name))
    assert.equal(variableOf('serve.http.port'), 'LATCHKEY_SERVE_HTTP_PORT')
  })

  it('set text, numbers and flags', () => {
    assert.deepEqual(
      read({
        LATCHKEY_LOG_LEVEL: 'warn',
        LATCHKEY_SERVE_HTTP_PORT: '8080',
        LATCHKEY_TRACING_SAMPLE_RATE: '0.25',
        LATCHKEY_CACHE_ENABLED: 'true',
        LATCHKEY_SERVE_HTTP_WORKERS: undefined,
        PATH: '/usr/bin',
      }),
      { 'log.level': 'warn', 'serve.http.port': 8080, 'tracing.sample_rate': 0.25, 'cache.enabled': true },
    )
  })

  it('set lists with commas, as JSON, or one by one', () => {
    const lists = (environment: Record<string, string>) => read(environment)['serve.http.trusted_proxies']
    assert.deepEqual(lists({ LATCHKEY_SERVE_HTTP_TRUSTED_PROXIES: '10.0.0.0/8, ::1/128' }), ['10.0.0.0/8', '::1/128'])
    assert.deepEqual(lists({ LATCHKEY_SERVE_HTTP_TRUSTED_PROXIES: '["10.0.0.0/8"]' }), ['10.0.0.0/8'])
    assert.deepEqual(lists({ LATCHKEY_SERVE_HTTP_TRUSTED_PROXIES: '' }), [])
    const indexed = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`LATCHKEY_SERVE_HTTP_TRUSTED_PROXIES_${index}`, `10.${index}.0.0/16`]),
    )
    assert.deepEqual(lists(indexed), Object.values(indexed))
  })

  it('set lists of blocks as JSON, whole or one by one', () => {
    const plan = { name: 'free', api_keys_max: 10 }
    assert.deepEqual(read({ LATCHKEY_PLANS: JSON.stringify([plan]) })['plans'], [plan])
    assert.deepEqual(read({ LATCHKEY_PLANS_0: JSON.stringify(plan) })['plans'], [plan])
    const retired = { value: 'x', expires_at: '2027-01-01T00:00:00Z' }
    assert.deepEqual(
      read({ LATCHKEY_SECRETS_HMAC_RETIRED_0: 'plain', LATCHKEY_SECRETS_HMAC_RETIRED_1: JSON.stringify(retired) })[
        'secrets.hmac.retired'
      ],
      ['plain', retired],
    )
  })

  it('are refused when they set nothing', () => {
    refused({ LATCHKEY_SERVE_HTTP_PROT: canary }, 'LATCHKEY_SERVE_HTTP_PROT')
    refused({ LATCHKEY_SERVE: canary }, 'LATCHKEY_SERVE')
    refused({ LATCHKEY_: canary }, 'LATCHKEY_')
    refused({ [`LATCHKEY_ ${canary}`]: 'x' }, '(a name that is not printable)')
    refused({ LATCHKEY_SERVE_HTTP_TRUSTED_PROXIES_1: canary }, 'LATCHKEY_SERVE_HTTP_TRUSTED_PROXIES_1')
    refused(
      { LATCHKEY_SERVE_HTTP_TRUSTED_PROXIES_0: '::1/128', LATCHKEY_SERVE_HTTP_TRUSTED_PROXIES_2: canary },
      'LATCHKEY_SERVE_HTTP_TRUSTED_PROXIES_2',
    )
    refused(
      { LATCHKEY_SERVE_HTTP_TRUSTED_PROXIES_0: '::1/128', LATCHKEY_SERVE_HTTP_TRUSTED_PROXIES: canary },
      'LATCHKEY_SERVE_HTTP_TRUSTED_PROXIES',
    )
  })

  it('are refused when they cannot be understood', () => {
    for (const text of ['', 'yes', '1', 'TRUE', canary]) refused({ LATCHKEY_CACHE_ENABLED: text }, 'LATCHKEY_CACHE_ENABLED')
    for (const text of ['', '0x10', '1e3', ' 1', canary]) refused({ LATCHKEY_SERVE_HTTP_PORT: text }, 'LATCHKEY_SERVE_HTTP_PORT')
    refused({ LATCHKEY_PLANS: canary }, 'LATCHKEY_PLANS')
    refused({ LATCHKEY_PLANS: `[${canary}` }, 'LATCHKEY_PLANS')
    refused({ LATCHKEY_PLANS: `[{"name":"a","name":"${canary}"}]` }, 'LATCHKEY_PLANS')
    refused({ LATCHKEY_PLANS_0: `{"__proto__":"${canary}"}` }, 'LATCHKEY_PLANS_0')
  })

  it('that are documented for other purposes set nothing', () => {
    assert.deepEqual(read(Object.fromEntries(Object.keys(otherVariables).map((name) => [name, canary]))), {})
  })
})
