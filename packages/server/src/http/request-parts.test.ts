import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { describe, it } from 'node:test'
import { routes } from '@latchkey/contract/routes'
import { withinDeadline } from './deadline.ts'
import { makeTransportReader } from './forwarded-proto.ts'
import { JSON_MEDIA } from './media-type.ts'
import { getFacts } from './request-facts.ts'
import { requestIdOf } from './request-id.ts'
import { methodsAt, routePattern } from './route-pattern.ts'

describe('the id of a request', () => {
  for (const kept of ['a', 'x'.repeat(128), 'trace 7', '~!@#$%^&*()']) {
    it(`keeps ${kept.slice(0, 20)}`, () => assert.equal(requestIdOf(kept), kept))
  }
  for (const replaced of [undefined, '', 'x'.repeat(129), 'ü', 'a\tb', 'a\u007f', 'a\r\nSet-Cookie: x', ['a', 'b']]) {
    it(`replaces ${JSON.stringify(replaced)?.slice(0, 20)}`, () => {
      const id = requestIdOf(replaced)
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      assert.notEqual(id, requestIdOf(replaced))
    })
  }
})

describe('the media type of bodies', () => {
  for (const type of [
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json ',
  ])
    it(`takes ${type}`, () => assert.ok(JSON_MEDIA.test(type)))
  for (const type of [
    '',
    'text/json',
    'application/jsonp',
    'application/json; charset=latin1',
    'application/json, text/plain',
    'x application/json',
    'application/json; boundary=x',
  ])
    it(`refuses ${type || 'nothing'}`, () => assert.ok(!JSON_MEDIA.test(type)))
})

describe('route patterns', () => {
  it('double a literal colon and end a parameter at the next one', () => {
    assert.equal(routePattern('/a/{key_id}:rotate'), '/a/:key_id([^:/]+)::rotate')
  })

  it('know which methods a path has', () => {
    assert.deepEqual(methodsAt(routes, '/v2alpha1/admin/issuedApiKeys?page_size=1'), ['GET', 'POST'])
    assert.deepEqual(methodsAt(routes, '/v2alpha1/admin/issuedApiKeys/k:rotate'), ['POST'])
    assert.deepEqual(methodsAt(routes, '/v2alpha1/admin/importedApiKeys:batchImport'), ['POST'])
    for (const path of [
      '/v2alpha1/admin/issuedApiKeys/',
      '/v2alpha1/admin/issuedApiKeys/a/b',
      '/v2alpha1/admin/issuedApiKeys/:rotate',
      '/',
      '',
    ])
      assert.deepEqual(methodsAt(routes, path), [], path)
  })
})

describe('the deadline', () => {
  it('hands on what comes in time, good or bad', async () => {
    assert.equal(await withinDeadline(Promise.resolve(7), 1000), 7)
    await assert.rejects(withinDeadline(Promise.reject(new Error('x')), 1000), /x/)
  })

  it('does not wait longer, and a late failure troubles nobody', async () => {
    const late = new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error('late')), 30))
    await assert.rejects(withinDeadline(late, 10), { code: 'gateway_timeout' })
    await assert.rejects(late, /late/)
  })
})

describe('whether a caller speaks TLS', () => {
  const isSecure = makeTransportReader(['10.0.0.0/8', '2001:db8::1'])

  it('is believed from a trusted proxy and from nobody else', () => {
    const https = { 'x-forwarded-proto': 'HTTPS' }
    for (const peer of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::1']) assert.ok(isSecure(peer, https), String(peer))
    for (const peer of ['192.0.2.1', '2001:db8::2', '', undefined, 'garbage']) assert.ok(!isSecure(peer, https), String(peer))
    for (const scheme of ['http', 'https, http', 'http, https', '', undefined])
      assert.ok(!isSecure('10.1.2.3', { 'x-forwarded-proto': scheme }), String(scheme))
    assert.ok(!makeTransportReader([])('10.1.2.3', https))
    assert.throws(() => makeTransportReader(['nonsense']), RangeError)
  })
})

it('a request that did not come through the listener has no facts', () => {
  assert.throws(() => getFacts({} as IncomingMessage), /did not pass the listener/)
})
