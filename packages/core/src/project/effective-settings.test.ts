import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { effectiveSettings, ownSettings, strangeSettings } from './effective-settings.ts'
import { mergeDocuments } from './settings-document.ts'

const url = 'https://shop.keys.example'

describe('the settings in effect', () => {
  it('are the documented defaults where a project has none of its own', () => {
    assert.deepEqual(effectiveSettings({}, url), {
      credentials: {
        issuer: url,
        issuer_retired: [],
        api_keys: {
          default_ttl: '168h',
          max_ttl: '17520h',
          prefix: { current: 'ory_ak', retired: [], public_current: '', public_retired: [] },
        },
        derived_tokens: {
          default_ttl: '1h',
          max_ttl: '17520h',
          verify_parent: false,
          jwt: { signing_key_id: '', signing_keys: { urls: [] } },
          macaroon: { prefix: { current: 'mc', retired: [] } },
        },
      },
      cache: { enabled: false, ttl: '15s' },
      rate_limit: { enabled: false },
    })
  })

  it('say how far a shorter maximum reaches', () => {
    const shown = effectiveSettings({ credentials: { api_keys: { max_ttl: '30m' } } }, url)
    assert.equal(at(shown, 'credentials', 'api_keys', 'default_ttl'), '30m')
    assert.equal(at(shown, 'credentials', 'derived_tokens', 'max_ttl'), '30m')
    assert.equal(at(shown, 'credentials', 'derived_tokens', 'default_ttl'), '30m')
    const endless = effectiveSettings({ credentials: { api_keys: { max_ttl: '0s' } } }, url)
    assert.equal(at(endless, 'credentials', 'api_keys', 'default_ttl'), '168h')
    assert.equal(at(endless, 'credentials', 'derived_tokens', 'max_ttl'), '17520h')
  })
})

describe('what a project has of its own', () => {
  it('is nothing when it sends back what it was shown', () => {
    for (const own of [
      {},
      { cache: { ttl: '30s' } },
      { credentials: { api_keys: { max_ttl: '24h' } } },
      { rate_limit: { enabled: true } },
    ])
      assert.deepEqual(ownSettings(effectiveSettings(own, url), own, url), own)
  })

  it('is what differs from the defaults, and what it says of a default that follows another setting', () => {
    const before = { credentials: { api_keys: { max_ttl: '24h' } } }
    const longer = mergeDocuments(effectiveSettings(before, url), { credentials: { api_keys: { max_ttl: '48h' } } })
    assert.deepEqual(ownSettings(longer, before, url), { credentials: { api_keys: { max_ttl: '48h' } } })
    const chosen = mergeDocuments(longer, { credentials: { api_keys: { default_ttl: '12h' } } })
    assert.deepEqual(ownSettings(chosen, before, url), { credentials: { api_keys: { default_ttl: '12h', max_ttl: '48h' } } })
  })

  it('has no strangers, no signing keys and nothing for null', () => {
    const wished = {
      cache: { enabled: true, colour: 'red', ttl: null },
      secrets: { hmac: { current: 'x' } },
      credentials: { derived_tokens: { jwt: { signing_keys: { urls: ['base64://e30='] } } } },
      'cache.ttl': '9s',
    }
    assert.deepEqual(ownSettings(wished, {}, url), { cache: { enabled: true } })
    assert.deepEqual(strangeSettings(wished), ['cache.colour', 'secrets.hmac.current', 'cache.ttl'])
  })

  it('is refused where a block is something else', () => {
    for (const cache of ['on', 1, [], true]) assert.throws(() => ownSettings({ cache }, {}, url), { code: 'bad_request' })
  })
})

function at(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce((inner, name) => (inner as Record<string, unknown>)[name], value)
}
