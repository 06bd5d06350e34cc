import assert from 'node:assert/strict'
import { createHmac, createSecretKey } from 'node:crypto'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { hmacSha256 } from './hmac-sha256.ts'

const secret = (bytes: Uint8Array) => createSecretKey(Buffer.from(bytes))

describe('hmacSha256', () => {
  // RFC 4231 §4.2, §4.3, §4.7: a short key, a shorter one, and one longer than a block.
  const vectors = [
    [
      '0b'.repeat(20),
      Buffer.from('Hi There').toString('hex'),
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    ],
    [
      Buffer.from('Jefe').toString('hex'),
      Buffer.from('what do ya want for nothing?').toString('hex'),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      'aa'.repeat(131),
      Buffer.from('Test Using Larger Than Block-Size Key - Hash Key First').toString('hex'),
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
  ] as const

  it('agrees with the vectors of RFC 4231', () => {
    for (const [key, message, digest] of vectors) {
      assert.equal(hmacSha256(secret(Buffer.from(key, 'hex')), Buffer.from(message, 'hex')).toString('hex'), digest)
    }
  })

  it('agrees with the built-in HMAC for keys and messages of any length, again and again', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 2 }),
        (bytes, messages) => {
          const key = secret(bytes)
          for (const message of messages) {
            assert.deepEqual(hmacSha256(key, message), createHmac('sha256', key).update(message).digest())
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('hands out a digest that later calls do not touch', () => {
    const key = secret(Buffer.from('a secret of some bytes'))
    const first = hmacSha256(key, Buffer.from('first'))
    const before = first.toString('hex')
    hmacSha256(key, Buffer.from('second'))
    assert.equal(first.toString('hex'), before)
  })

  it('leaves no trace of the secret on the key object', () => {
    const key = secret(Buffer.from('trace-me-if-you-can-0123456789'))
    hmacSha256(key, Buffer.from('message'))
    assert.doesNotMatch(inspect(key, { depth: 10, showHidden: true }), /trace-me/)
  })
})
