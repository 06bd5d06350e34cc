import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { requireSameOrigin } from './same-origin.ts'

const origin = 'https://keys.example.com'
const json = { 'content-type': 'application/json', 'content-length': '2' }

const answerTo = (headers: Record<string, string>, method = 'POST', own = origin): string => {
  try {
    requireSameOrigin({ method, headers, origin: own })
    return 'passes'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'surprise'
  }
}

describe('the guard against other sites', () => {
  it('lets our own pages and typed addresses through', () => {
    assert.equal(answerTo({ ...json, 'sec-fetch-site': 'same-origin', origin }), 'passes')
    assert.equal(answerTo({ ...json, 'sec-fetch-site': 'same-origin' }), 'passes')
    assert.equal(answerTo({ ...json, 'sec-fetch-site': 'none' }), 'passes')
    assert.equal(answerTo({ ...json, origin }), 'passes')
    assert.equal(answerTo({ ...json, origin: 'http://192.168.1.5:4420' }, 'POST', 'http://192.168.1.5:4420'), 'passes')
    assert.equal(answerTo({ ...json, origin: 'https://keys.example.com:443' }), 'passes')
  })

  it('refuses other sites, whichever way they show', () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin },
      { 'sec-fetch-site': 'cross-site', origin },
      { 'sec-fetch-site': '', origin },
      { 'sec-fetch-site': 'same-origin, same-origin', origin },
      { 'sec-fetch-site': 'none', origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'none', origin: 'null' },
      { origin: 'http://keys.example.com' },
      { origin: 'https://keys.example.com:8443' },
      { origin: 'https://keys.example.com.evil.example' },
      { origin: `${origin}, https://evil.example` },
      {},
    ]) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PURGE'])
        assert.equal(answerTo({ ...json, ...headers }, method), 'forbidden', JSON.stringify(headers))
    }
    assert.equal(answerTo({ ...json, origin: 'null' }, 'POST', 'null'), 'forbidden')
  })

  it('refuses what a form can send, and a body without a type', () => {
    const own = { 'sec-fetch-site': 'same-origin' }
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      '',
      'text/plain; application/json',
    ])
      assert.equal(answerTo({ ...own, 'content-type': type, 'content-length': '2' }), 'unsupported_media_type', type)
    assert.equal(answerTo({ ...own, 'content-length': '2' }), 'unsupported_media_type')
    assert.equal(answerTo({ ...own, 'transfer-encoding': 'chunked' }), 'unsupported_media_type')
    assert.equal(answerTo({ ...own }, 'DELETE'), 'passes')
    assert.equal(answerTo({ ...own, 'content-length': '0' }), 'passes')
    assert.equal(answerTo({ ...own, ...json, 'content-type': 'application/json; charset=utf-8' }), 'passes')
  })

  it('leaves reading alone', () => {
    for (const method of ['GET', 'HEAD']) assert.equal(answerTo({ 'sec-fetch-site': 'cross-site' }, method), 'passes')
  })
})
