import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { clearCookie, readCookie, sessionCookie, setCookie } from './cookies.ts'
import { CONSOLE_HOME, nextPath } from './next-path.ts'

const value = 'A'.repeat(43)

describe('the session cookie', () => {
  it('is for this host over TLS only, where there is TLS', () => {
    assert.equal(
      setCookie(sessionCookie, { value, maxAgeSeconds: 60 }, true),
      `__Host-console=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure`,
    )
    assert.equal(
      setCookie(sessionCookie, { value, maxAgeSeconds: 60 }, false),
      `console=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60`,
    )
    assert.match(clearCookie(sessionCookie, true), /^__Host-console=; .*Max-Age=0; Secure$/)
  })

  it('is read under the name of its scheme', () => {
    assert.equal(readCookie(sessionCookie, `a=b; console=${value}; c=d`, false), value)
    assert.equal(readCookie(sessionCookie, `__Host-console=${value}`, true), value)
    assert.equal(readCookie(sessionCookie, `console=${value}`, true), undefined)
    assert.equal(readCookie(sessionCookie, `__Host-console=${value}`, false), undefined)
    assert.equal(readCookie(sessionCookie, `console-oidc=${value}`, false), undefined)
  })

  it('counts for nothing when it is malformed or given twice', () => {
    const headers = [
      undefined,
      '',
      'console',
      'console=',
      `console="${value}"`,
      `console=${value}x`,
      `console=${value}; console=${'B'.repeat(43)}`,
    ]
    for (const header of headers) assert.equal(readCookie(sessionCookie, header, false), undefined, String(header))
  })
})

describe('where to go on after signing in', () => {
  it('is a path on this origin', () => {
    for (const path of ['/', '/console', '/console/projects/x?tab=1#top', '/a/../b', '/%2f%2fevil.example'])
      assert.ok(nextPath(path).startsWith('/') && !nextPath(path).startsWith('//'), path)
    assert.equal(nextPath('/console/projects/x?tab=1#top'), '/console/projects/x?tab=1#top')
  })

  it('is the console for everything that could lead elsewhere', () => {
    for (const asked of [
      undefined,
      '',
      'console',
      '//evil.example',
      '/console\\evil.example',
      '/a b',
      '///evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '/\t/evil.example',
      '/\n/evil.example',
      '\t//evil.example',
      ' //evil.example',
      '/.//evil.example',
      '/a/..//evil.example',
      '/%2e//evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      'https:evil.example',
      `/${'é'.repeat(1000)}`,
    ]) {
      assert.equal(nextPath(asked), CONSOLE_HOME, JSON.stringify(asked))
    }
  })
})
