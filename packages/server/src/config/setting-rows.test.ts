import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { it } from 'node:test'
import { loadConfig, shapeSettings } from './load-config.ts'
import { fromSettingRows, toSettingRows } from './setting-rows.ts'

it('settings that were handed to another thread mean the same there', () => {
  const environment = {
    LATCHKEY_SERVE_HTTP_PORT: '0',
    LATCHKEY_SERVE_HTTP_WORKERS: '0',
    LATCHKEY_SECRETS_HMAC_CURRENT: `${randomBytes(36).toString('base64url')}/+%#&`,
    LATCHKEY_CACHE_TTL: '90s',
    LATCHKEY_PLANS: '[{"name":"free","api_keys_max":10}]',
  }
  const here = loadConfig({ environment })
  const there = shapeSettings(fromSettingRows(structuredClone(toSettingRows(here.settings))), { environment })
  assert.deepEqual(there.config, here.config)
  assert.deepEqual(there.warnings, here.warnings)
  assert.equal(there.secrets.defaultProject.hmac?.current.reveal(), environment.LATCHKEY_SECRETS_HMAC_CURRENT)
  assert.equal(there.config.serve.http.workers, 'auto')
})
