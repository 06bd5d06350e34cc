import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { browserHeadersFor } from './security-headers.ts'

const openerPolicy = (isSecure: boolean, host: string): string | undefined =>
  browserHeadersFor({ isSecure, host })['Cross-Origin-Opener-Policy']

describe('the headers of what browsers are shown', () => {
  it('have an opener policy over TLS and from this machine', () => {
    for (const host of [
      'localhost',
      'localhost:4420',
      'LocalHost',
      'shop.projects.localhost:80',
      '127.0.0.1',
      '127.8.9.1:81',
      '[::1]:80',
    ])
      assert.equal(openerPolicy(false, host), 'same-origin', host)
    assert.equal(openerPolicy(true, 'keys.example.com'), 'same-origin')
  })

  it('have none where a browser would ignore it and say so', () => {
    for (const host of [
      'latchkey.test',
      '192.168.0.7:4420',
      '[fd00::1]',
      'localhost.example.com',
      'notlocalhost',
      '127.0.0.1.example.com',
      '',
    ])
      assert.equal(openerPolicy(false, host), undefined, host)
  })

  it('forbid embedding everywhere', () => {
    for (const isSecure of [true, false])
      assert.equal(browserHeadersFor({ isSecure, host: 'latchkey.test' })['Cross-Origin-Resource-Policy'], 'same-origin')
  })
})
