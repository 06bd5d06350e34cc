import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { chooseSecrets } from '../support/known-secrets.ts'
import { exportToken, importToken } from '../support/macaroon-package.ts'
import { type Answer, startTestServer, type TestServer } from '../support/test-server.ts'

describe('our macaroons for the package macaroon', () => {
  const { hmacSecret, config } = chooseSecrets()
  // As published: HMAC-SHA256 of the project's secret over the purpose.
  const rootKey = new Uint8Array(createHmac('sha256', hmacSecret).update('talos/macaroon/v1/root-key').digest())
  let server: TestServer
  before(async () => {
    server = await startTestServer({ config })
  })
  after(() => server.stop())

  async function derive(): Promise<string> {
    const { body } = await server.call('POST', '/v2alpha1/admin/issuedApiKeys', {
      name: 'ci',
      actor_id: 'user_1',
      scopes: ['read:*', 'write:orders'],
    })
    const derived = await server.call('POST', '/v2alpha1/admin/apiKeys:derive', {
      credential: body.secret,
      algorithm: 'TOKEN_ALGORITHM_MACAROON',
    })
    assert.equal(derived.status, 200, JSON.stringify(derived.body))
    return derived.body.token.token
  }
  const verify = (credential: string, more: object = {}): Promise<Answer> =>
    server.call('POST', '/v2alpha1/admin/apiKeys:verify', { credential, ...more })
  const narrowed = (token: string, ...caveats: readonly (object | string)[]): string => {
    const macaroon = importToken(token)
    for (const caveat of caveats) macaroon.addFirstPartyCaveat(typeof caveat === 'string' ? caveat : JSON.stringify(caveat))
    return exportToken(macaroon)
  }
  const assertRefused = ({ status, body }: Answer) =>
    assert.deepEqual([status, body.is_valid, body.error_code], [200, false, 'VERIFICATION_ERROR_SIGNATURE_INVALID'])

  it('verify under the root key of the project, and hold the claims as their first caveat', async () => {
    const conditions: string[] = []
    importToken(await derive()).verify(rootKey, (condition) => {
      conditions.push(condition)
      return null
    })
    assert.equal(conditions.length, 1)
    const claims = JSON.parse(conditions[0] ?? '')
    assert.deepEqual(
      [claims.tty, claims.nid, claims.act, claims.scp],
      ['macaroon', server.projectId, 'user_1', ['read:*', 'write:orders']],
    )
  })

  it('do not verify under another root key', async () => {
    const other = new Uint8Array(rootKey).fill(7, 0, 1)
    const macaroon = importToken(await derive())
    assert.throws(() => macaroon.verify(other, () => null))
  })

  it('survive the way through the other implementation byte for byte', async () => {
    const token = await derive()
    assert.equal(exportToken(importToken(token)), token)
  })

  it('are accepted when that package narrowed them, and are narrower', async () => {
    const token = narrowed(await derive(), { scp: ['read:orders'] })
    const { body } = await verify(token)
    assert.deepEqual([body.is_valid, body.scopes], [true, ['read:orders']])
    assert.equal(
      (await verify(token, { required_scopes: ['write:orders'] })).body.error_code,
      'VERIFICATION_ERROR_INSUFFICIENT_SCOPE',
    )
  })

  it('end when that package says so', async () => {
    const token = await derive()
    const soon = Math.floor(Date.now() / 1000) + 60
    const { body } = await verify(narrowed(token, { exp: soon }))
    assert.deepEqual([body.is_valid, Date.parse(body.expire_time)], [true, soon * 1000])
    assertRefused(await verify(narrowed(token, { exp: soon - 120 })))
  })

  it('are held to the addresses that package adds', async () => {
    const token = await derive()
    assert.equal((await verify(narrowed(token, { acl: ['127.0.0.0/8'] }))).body.is_valid, true)
    assert.equal((await verify(narrowed(token, { acl: ['192.0.2.0/24'] }))).body.error_code, 'VERIFICATION_ERROR_IP_NOT_ALLOWED')
  })

  it('gain nothing from a caveat that would widen them', async () => {
    const token = narrowed(await derive(), { scp: ['read:orders'] })
    const before = (await verify(token)).body
    const far = Math.floor(Date.now() / 1000) + 10 * 365 * 86_400
    for (const widening of [
      { exp: far },
      { nbf: 0 },
      { scp: ['read:orders', 'write:orders', 'admin'] },
      { scp: ['*'] },
      { acl: ['0.0.0.0/0'] },
    ]) {
      const { body } = await verify(narrowed(token, widening))
      assert.ok(
        body.is_valid === false || body.scopes.every((scope: string) => scope === 'read:orders'),
        JSON.stringify([widening, body]),
      )
      assert.ok(body.is_valid === false || body.expire_time === before.expire_time, JSON.stringify([widening, body]))
    }
  })

  it('are refused with a caveat that says anything else', async () => {
    const token = await derive()
    for (const caveat of [
      'time < 2100-01-01',
      '{}',
      'null',
      '[]',
      { nid: 'other' },
      { sub: 'other' },
      { scp: 'read:*' },
      { exp: '9999999999' },
    ])
      assertRefused(await verify(narrowed(token, caveat)))
  })

  it('are refused with a condition for a third party', async () => {
    const macaroon = importToken(await derive())
    macaroon.addThirdPartyCaveat(new Uint8Array(32), 'is a member', 'https://third.test')
    assertRefused(await verify(exportToken(macaroon)))
  })
})
