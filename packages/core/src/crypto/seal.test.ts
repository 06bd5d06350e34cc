import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { openSealed, SEAL_KEY_BYTES, SEAL_NONCE_BYTES, seal } from './seal.ts'

const key = randomBytes(SEAL_KEY_BYTES)
const nonce = (): Uint8Array => randomBytes(SEAL_NONCE_BYTES)
const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString('utf8')

describe('seal', () => {
  it('opens to what was sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (plaintext, context) => {
        const opened = openSealed(seal(plaintext, key, context, nonce()), key, context)
        assert.deepEqual(opened && Uint8Array.from(opened), plaintext)
      }),
    )
  })

  it('has the layout that stored rows have', () => {
    const known = seal(Buffer.from('hmac secret'), Buffer.alloc(32, 1), 'project/p1/secret/s1', Buffer.alloc(12, 2))
    assert.equal(known, KNOWN)
    assert.equal(text(openSealed(KNOWN, Buffer.alloc(32, 1), 'project/p1/secret/s1')), 'hmac secret')
  })

  it('does not open under another key or for another context', () => {
    const sealed = seal(Buffer.from('x'), key, 'project/a', nonce())
    assert.equal(openSealed(sealed, randomBytes(SEAL_KEY_BYTES), 'project/a'), undefined)
    assert.equal(openSealed(sealed, key, 'project/b'), undefined)
    assert.equal(openSealed(sealed, key, ''), undefined)
  })

  it('does not open after any one character was changed, added or removed', () => {
    const sealed = seal(Buffer.from('secret'), key, 'c', nonce())
    for (let at = 0; at < sealed.length; at++) {
      for (const character of ['A', 'B', '_', '-', '=', ' ', '.']) {
        if (sealed[at] === character) continue
        assert.equal(openSealed(sealed.slice(0, at) + character + sealed.slice(at + 1), key, 'c'), undefined)
        assert.equal(openSealed(sealed.slice(0, at) + character + sealed.slice(at), key, 'c'), undefined)
      }
      assert.equal(openSealed(sealed.slice(0, at), key, 'c'), undefined)
    }
  })

  it('answers undefined to text that is not sealed at all', () => {
    for (const junk of ['', 'v1.', 'v1.AAAA', 'v2.AAAA', 'hello', 'v1.é', `v1.${'A'.repeat(37)}`]) {
      assert.equal(openSealed(junk, key, 'c'), undefined)
    }
  })

  it('refuses keys and nonces of the wrong length', () => {
    assert.throws(() => seal(Buffer.from('x'), key.subarray(1), 'c', nonce()), RangeError)
    assert.throws(() => seal(Buffer.from('x'), key, 'c', nonce().subarray(1)), RangeError)
    assert.throws(() => openSealed('v1.AAAA', key.subarray(1), 'c'), RangeError)
  })
})

const KNOWN = 'v1.AgICAgICAgICAgICb7uoKmokpJ6hqch_nbKNPca2Rklizit3p4xz'
