import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { ConfigError } from './config-error.ts'
import { loadConfig } from './load-config.ts'
import { parseRedisAddress } from './redis-address.ts'

const load = (variables: Record<string, string> = {}) =>
  loadConfig({
    environment: Object.fromEntries(Object.entries(variables).map(([name, value]) => [`LATCHKEY_${name}`, value])),
  })

function problemsOf(variables: Record<string, string>): readonly string[] {
  try {
    load(variables)
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').filter((line) => /redis/i.test(line))
    throw error
  }
  return []
}

describe('the settings of Redis', () => {
  it('have no effect until something is kept there', () => {
    assert.deepEqual(load({ CACHE_REDIS_ADDRS: 'redis:6380', CACHE_TYPE: 'memory' }).config.redis, { kind: 'off' })
  })

  it('say by themselves what is kept there', () => {
    const plain = {
      kind: 'on',
      addresses: [{ host: 'localhost', port: 6379 }],
      isCluster: false,
      username: undefined,
      database: 0,
      isEncrypted: false,
      commandDeadlineMs: 100,
      keepsKeys: false,
      countsUses: false,
    }
    assert.deepEqual(load({ CACHE_TYPE: 'redis' }).config.redis, { ...plain, keepsKeys: true })
    assert.deepEqual(load({ RATE_LIMIT_BACKEND: 'redis' }).config.redis, { ...plain, countsUses: true })
    assert.equal(load().config.rateLimit.onFailure, 'open')
    assert.equal(load({ RATE_LIMIT_ON_FAILURE: 'deny' }).config.rateLimit.onFailure, 'deny')
  })

  it('take several addresses for a Cluster, unless told otherwise', () => {
    const isCluster = (variables: Record<string, string>): boolean | undefined => {
      const { redis } = load({ CACHE_TYPE: 'redis', ...variables }).config
      return redis.kind === 'on' ? redis.isCluster : undefined
    }
    assert.equal(isCluster({ CACHE_REDIS_ADDRS: 'a,b:7000' }), true)
    assert.equal(isCluster({ CACHE_REDIS_ADDRS: 'a', CACHE_REDIS_CLUSTER: 'true' }), true)
    assert.equal(isCluster({ CACHE_REDIS_ADDRS: 'a,b', CACHE_REDIS_CLUSTER: 'false' }), false)
    assert.deepEqual(problemsOf({ CACHE_TYPE: 'redis', CACHE_REDIS_ADDRS: 'a,b', CACHE_REDIS_DB: '1' }).length, 1)
    assert.deepEqual(problemsOf({ CACHE_TYPE: 'redis', CACHE_REDIS_ADDRS: 'a', CACHE_REDIS_DB: '1' }), [])
  })

  it('bound how long a verification may wait', () => {
    const deadlineOf = (timeout: string): number | undefined => {
      const { redis } = load({ CACHE_TYPE: 'redis', CACHE_REDIS_TIMEOUT: timeout }).config
      return redis.kind === 'on' ? redis.commandDeadlineMs : undefined
    }
    assert.deepEqual(['20ms', '1s', '1001ms', '3s'].map(deadlineOf), [20, 1000, 1000, 1000])
    assert.equal(problemsOf({ CACHE_REDIS_TIMEOUT: '0s' }).length, 1)
  })

  it('refuse what is no address', () => {
    assert.deepEqual(parseRedisAddress('redis.internal:7000'), { host: 'redis.internal', port: 7000 })
    assert.deepEqual(parseRedisAddress('10.0.0.1'), { host: '10.0.0.1', port: 6379 })
    assert.deepEqual(parseRedisAddress('[::1]:7000'), { host: '::1', port: 7000 })
    for (const text of ['', 'a:0', 'a:65536', 'a:b', 'redis://a:1', 'user@a:1', '::1', 'a:1:2', 'a b', '[x]:1', 'a:1\n']) {
      assert.equal(parseRedisAddress(text), undefined, text)
      assert.equal(problemsOf({ CACHE_REDIS_ADDRS: JSON.stringify([text]) }).length, 1, text)
    }
    assert.equal(problemsOf({ CACHE_TYPE: 'redis', CACHE_REDIS_ADDRS: '[]' }).length, 1)
  })

  it('hide the password', () => {
    const loaded = load({ CACHE_TYPE: 'redis', CACHE_REDIS_PASSWORD: 'canary-91c2', CACHE_REDIS_USERNAME: 'latchkey' })
    assert.equal(loaded.secrets.redisPassword?.reveal(), 'canary-91c2')
    assert.doesNotMatch(inspect([loaded.config, loaded.secrets], { depth: 9 }) + JSON.stringify(loaded), /canary/)
    assert.equal(load({ CACHE_TYPE: 'redis' }).secrets.redisPassword, undefined)
  })
})
