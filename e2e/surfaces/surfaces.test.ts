import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { serverRoutes } from '@latchkey/contract/routes'
import { call, startTestServer, type TestServer } from '../support/test-server.ts'

const JWKS = '/v2alpha1/derivedKeys/jwks.json'
const VERIFY = '/v2alpha1/admin/apiKeys:verify'
const LIST = '/v2alpha1/admin/issuedApiKeys'
const SELF_REVOKE = '/v2alpha1/apiKeys:selfRevoke'

/** What each surface answers with to a caller who may do everything; 404 is for what it does not serve. */
const table = {
  all: { jwks: 200, verify: 200, list: 200, selfRevoke: 404, health: 200, version: 200, openApi: 200, docs: 200 },
  admin: { jwks: 200, verify: 200, list: 200, selfRevoke: 404, health: 200, version: 200, openApi: 200, docs: 200 },
  public: { jwks: 200, verify: 404, list: 404, selfRevoke: 404, health: 200, version: 200, openApi: 404, docs: 404 },
} as const

for (const [surface, expected] of Object.entries(table)) {
  describe(`the surface "${surface}"`, () => {
    let server: TestServer
    before(async () => {
      server = await startTestServer({ surface: surface as keyof typeof table })
    })
    after(() => server.stop())

    it('answers its own operations and no others', async () => {
      const page = async (path: string): Promise<number> => {
        const response = await fetch(`${server.endpoint}${path}`)
        await response.text()
        return response.status
      }
      assert.deepEqual(
        {
          jwks: (await server.call('GET', JWKS)).status,
          verify: (await server.call('POST', VERIFY, { credential: 'x' })).status,
          list: (await server.call('GET', LIST)).status,
          selfRevoke: (await server.call('POST', SELF_REVOKE, { credential: 'x' })).status,
          health: await page('/health/ready'),
          version: await page('/version'),
          openApi: await page('/openapi.json'),
          docs: await page('/docs'),
        },
        expected,
      )
    })

    it('takes the key of a holder who revokes it only where that is served', async () => {
      const { body } = await server.call('POST', SELF_REVOKE, { credential: 'unknown' })
      assert.equal(body.error.id, surface === 'admin' ? 'not_found' : 'api_key_not_found')
    })

    it('does the same on the path form', async () => {
      const base = `${server.endpoint}/projects/${server.slug}`
      const headers = { authorization: `Bearer ${server.projectKey}` }
      assert.equal((await call(`${base}${VERIFY}`, 'POST', { body: { credential: 'x' }, headers })).status, expected.verify)
      assert.equal((await call(`${base}${JWKS}`, 'GET', {})).status, expected.jwks)
    })
  })
}

describe('the port for operators', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server.stop())
  const ask = (path: string, method = 'GET', headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${server.server.operationsPort}${path}`, { method, headers })

  it('says health and version, with the headers of every answer', async () => {
    for (const { path } of serverRoutes.filter(({ operationId }) => operationId !== 'getOpenApi')) {
      const response = await ask(`${path}?verbose`, 'GET', { 'x-request-id': 'probe-1' })
      assert.equal(response.status, 200, path)
      assert.deepEqual(
        ['x-request-id', 'cache-control', 'x-content-type-options', 'x-frame-options', 'referrer-policy'].map((name) =>
          response.headers.get(name),
        ),
        ['probe-1', 'no-store', 'nosniff', 'DENY', 'no-referrer'],
      )
      await response.text()
      const head = await ask(path, 'HEAD')
      assert.deepEqual([head.status, await head.text()], [200, ''])
    }
  })

  it('serves nothing else, and says so in our envelope', async () => {
    const missing = await ask(LIST)
    const refused = await ask('/health/ready', 'DELETE')
    assert.deepEqual([missing.status, ((await missing.json()) as { error: { id: string } }).error.id], [404, 'not_found'])
    assert.deepEqual([refused.status, refused.headers.get('allow')], [405, 'GET, HEAD'])
    await refused.text()
  })
})

describe('an open admin surface', () => {
  it('lets everyone in on a loopback address, with a warning, into the named project or the default one', async () => {
    const server = await startTestServer({ config: { serve: { admin_auth: 'none' } } })
    try {
      assert.ok(server.server.warnings.some((warning) => warning.includes('serve.admin_auth')))
      assert.equal((await call(`${server.endpoint}${LIST}`, 'GET', {})).status, 200)
      assert.equal((await call(`${server.endpoint}/projects/${server.slug}${LIST}`, 'GET', {})).status, 200)
      assert.equal((await call(`${server.endpoint}/projects/nobody${LIST}`, 'GET', {})).status, 401)
    } finally {
      await server.stop()
    }
  })
})
