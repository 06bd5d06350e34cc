import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { TestBrowser } from '../support/browser.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let test: TestServer
const owner = new TestBrowser()
const echo = (): string => `${test.endpoint}/console/api/request-echo`

before(async () => {
  test = await startTestServer()
  const link = new URL(readFileSync(join(test.server.dataDir, 'setup-link'), 'utf8').trim())
  const token = new URLSearchParams(link.hash.slice(1)).get('token')
  const body = { token, email: 'owner@example.com', password: 'tin roof, rusted 7' }
  assert.equal((await owner.ask('POST', `${test.endpoint}/console/api/setup`, { body })).status, 201)
})
after(() => test.stop())

it('tells a signed-in browser which address counts and what its proxies wrote, and no other header', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.7, 198.51.100.1', 'x-forwarded-proto': 'https', authorization: 'Bearer hidden' }
  const { status, body } = await owner.ask('GET', echo(), { headers })
  assert.equal(status, 200)
  assert.equal(body.client_ip, '127.0.0.1')
  assert.deepEqual(body.headers, [
    { name: 'x-forwarded-for', value: '203.0.113.7, 198.51.100.1' },
    { name: 'x-forwarded-proto', value: 'https' },
    { name: 'host', value: `127.0.0.1:${test.port}` },
  ])
})

it('tells nobody else', async () => {
  assert.equal((await new TestBrowser().ask('GET', echo())).status, 401)
})
