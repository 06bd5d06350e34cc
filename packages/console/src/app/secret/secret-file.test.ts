import assert from 'node:assert/strict'
import { it } from 'node:test'
import { secretFileName, secretFileText } from './secret-file.ts'

const secret = { kind: 'api_key', name: 'ci / deploy: "prod"', value: 'ory_ak_v1_x_y' } as const

it('writes the exact value under the name of its kind', () => {
  assert.equal(secretFileText(secret, 'env'), 'LATCHKEY_API_KEY=ory_ak_v1_x_y\n')
  assert.deepEqual(JSON.parse(secretFileText({ ...secret, kind: 'project_api_key' }, 'json')), {
    LATCHKEY_PROJECT_API_KEY: 'ory_ak_v1_x_y',
  })
  const ofWebhook = { ...secret, kind: 'webhook_secret', value: 'whsec_x' } as const
  assert.equal(secretFileText(ofWebhook, 'env'), 'LATCHKEY_WEBHOOK_SECRET=whsec_x\n')
})

it('calls the file after the key, in every script, and never after its path', () => {
  assert.equal(secretFileName(secret, 'env'), 'ci-deploy-prod.env')
  assert.equal(secretFileName({ ...secret, name: 'Schlüssel 鍵' }, 'json'), 'Schlüssel-鍵.json')
  assert.equal(secretFileName({ ...secret, name: '../..' }, 'env'), 'key.env')
  assert.equal(secretFileName({ kind: 'webhook_secret', name: '/' }, 'env'), 'secret.env')
})
