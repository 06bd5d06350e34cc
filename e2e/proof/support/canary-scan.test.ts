import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { CanaryScan } from './canary-scan.ts'
import { newRawKey } from './canary-server.ts'

const planted = (secret: string | Uint8Array): CanaryScan => {
  const scan = new CanaryScan()
  scan.plant('canary', secret)
  return scan
}
const isFound = (scan: CanaryScan, text: string | Uint8Array): boolean => scan.scan('log', text).length > 0

describe('the search for canaries', () => {
  const secret = newRawKey()
  const scan = planted(secret)

  it('names the secret and the place, once', () => {
    assert.deepEqual(scan.scan('log', `${secret} and ${secret}`), [{ canary: 'canary', sink: 'log' }])
  })

  it('finds any twelve characters, and not eleven', () => {
    for (let at = 0; at + 12 <= secret.length; at++) assert.ok(isFound(scan, `"${secret.slice(at, at + 12)}"`), `from ${at}`)
    assert.equal(isFound(scan, secret.slice(0, 11)), false)
  })

  const forms: Readonly<Record<string, (text: string) => string>> = {
    hexadecimal: (text) => Buffer.from(text).toString('hex'),
    'a URL': (text) => `/keys/${encodeURIComponent(text)}`,
    'a form': (text) => new URLSearchParams({ key: text }).toString(),
    JSON: (text) => JSON.stringify({ text }),
    'JSON in JSON': (text) => JSON.stringify({ inner: JSON.stringify({ text }) }),
  }
  for (const [name, write] of Object.entries(forms)) {
    it(`finds it written as ${name}, at its escapes too`, () => {
      const text = write(secret)
      const escapes = text.search(/é|%C3%A9|c3a9/i)
      assert.ok(isFound(scan, text))
      assert.ok(isFound(scan, text.slice(escapes - 3, escapes + 14)))
    })
  }

  it('finds it in base64 and base64url, whatever stands around it', () => {
    for (let before = 0; before < 6; before++) {
      const text = Buffer.from(`${'x'.repeat(before)}${secret}yyy`)
      for (const encoding of ['base64', 'base64url'] as const)
        assert.ok(isFound(scan, text.toString(encoding)), `${encoding} ${before}`)
    }
  })

  it('finds bytes as bytes, and written out', () => {
    const bytes = randomBytes(32)
    const binary = planted(bytes)
    assert.ok(isFound(binary, Buffer.concat([Buffer.from('SQLite'), bytes])))
    assert.ok(isFound(binary, bytes.toString('base64url')))
    assert.equal(isFound(binary, randomBytes(4096)), false)
  })

  it('finds nothing in other random text', () => {
    assert.equal(isFound(scan, Array.from({ length: 100 }, newRawKey).join(' ')), false)
  })
})
