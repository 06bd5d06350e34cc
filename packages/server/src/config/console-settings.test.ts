import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openTemporaryFolder } from '@latchkey/testkit/temporary-folder'
import { ConfigError } from './config-error.ts'
import { loadConfig } from './load-config.ts'

const variables = (settings: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([name, text]) => [`LATCHKEY_CONSOLE_${name}`, text]))

const problemsOf = (settings: Record<string, string>): readonly string[] => {
  try {
    loadConfig({ environment: variables(settings) })
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ path, rule }) => `${path}: ${rule}`)
  }
}
const provider = { OIDC_ISSUER: 'https://id.example.com', OIDC_CLIENT_ID: 'latchkey' }

describe('the settings of the console', () => {
  it('name a provider, whose secret travels apart and may stand in a file', () => {
    const written = loadConfig({ environment: variables({ ...provider, OIDC_CLIENT_SECRET: 'canary-7d1f' }) })
    assert.deepEqual(written.config.console.oidc, {
      issuer: 'https://id.example.com',
      clientId: 'latchkey',
      scopes: ['openid', 'email', 'profile'],
    })
    assert.equal(written.secrets.oidcClientSecret?.reveal(), 'canary-7d1f')
    assert.doesNotMatch(JSON.stringify([written.config, written.secrets, written.warnings]), /canary/)
    const file = join(openTemporaryFolder().path, 'secret')
    writeFileSync(file, 'canary-from-file\n')
    const { secrets } = loadConfig({ environment: variables({ ...provider, OIDC_CLIENT_SECRET_FILE: file }) })
    assert.equal(secrets.oidcClientSecret?.reveal(), 'canary-from-file')
    assert.equal(loadConfig({ environment: variables(provider) }).secrets.oidcClientSecret, undefined)
  })

  it('are refused when they only say half', () => {
    assert.deepEqual(problemsOf({ ADMIN_EMAIL: 'a@b.c' }), ['console.admin_email: needs console.admin_password_file'])
    assert.deepEqual(problemsOf({ ADMIN_PASSWORD_FILE: '/x' }), ['console.admin_password_file: needs console.admin_email'])
    assert.deepEqual(problemsOf({ OIDC_ISSUER: provider.OIDC_ISSUER }), ['console.oidc.issuer: needs console.oidc.client_id'])
    assert.deepEqual(problemsOf({ OIDC_CLIENT_SECRET: 'x' }), ['console.oidc.client_secret: needs console.oidc.issuer'])
    assert.deepEqual(problemsOf({ ...provider, OIDC_SCOPES: 'email' }), ['console.oidc.scopes: must contain openid'])
    assert.deepEqual(problemsOf({ ...provider, OIDC_CLIENT_SECRET: 'x', OIDC_CLIENT_SECRET_FILE: '/nowhere' }), [
      'console.oidc.client_secret_file: must not be set together with console.oidc.client_secret',
    ])
    assert.deepEqual(problemsOf({ ...provider, OIDC_CLIENT_SECRET_FILE: '/nowhere' }), [
      'console.oidc.client_secret_file: does not exist',
    ])
  })

  it('take a provider without TLS on this machine only', () => {
    for (const issuer of [
      'http://127.0.0.1:9000',
      'http://localhost:9000/realms/x',
      'http://[::1]:9000',
      'https://id.example.com/a',
    ])
      assert.deepEqual(problemsOf({ ...provider, OIDC_ISSUER: issuer }), [], issuer)
    for (const issuer of [
      'http://id.example.com',
      'http://127.0.0.1.example.com',
      'ftp://localhost',
      'https://u:p@x.example',
      'https://x.example?y',
      'id',
    ])
      assert.equal(problemsOf({ ...provider, OIDC_ISSUER: issuer }).length, 1, issuer)
  })

  it('take an origin as the public address, and nothing after it', () => {
    for (const url of ['https://keys.example.com', 'http://10.0.0.5:4420'])
      assert.deepEqual(problemsOf({ PUBLIC_URL: url }), [], url)
    for (const url of ['keys.example.com', 'https://keys.example.com/', 'https://x.example/console', 'https://u@x.example'])
      assert.equal(problemsOf({ PUBLIC_URL: url }).length, 1, url)
  })
})
