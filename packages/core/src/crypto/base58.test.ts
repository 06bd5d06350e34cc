import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fuzzRuns } from '../../vectors/sample-token.ts'
import { decodeBase58, encodeBase58 } from './base58.ts'

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** The definition, with one big integer. */
function referenceEncode(bytes: Uint8Array): string {
  let digits = ''
  let rest = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)
  for (; rest > 0n; rest /= 58n) digits = ALPHABET.charAt(Number(rest % 58n)) + digits
  const zeros = bytes.findIndex((byte) => byte !== 0)
  return '1'.repeat(zeros === -1 ? bytes.length : zeros) + digits
}

describe('Base58', () => {
  it('encodes what the definition says and decodes it again', () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ max: 1, maxLength: 80 }))
    fc.assert(
      fc.property(bytes, (value) => {
        const text = encodeBase58(value)
        assert.equal(text, referenceEncode(value))
        assert.deepEqual(decodeBase58(text), Buffer.from(value))
      }),
      { numRuns: fuzzRuns(2000) },
    )
  })

  it('has one text per value: every text over the alphabet encodes back to itself', () => {
    const text = fc.string({ unit: fc.constantFrom(...ALPHABET, '1', '1', '1', 'z', 'z'), maxLength: 100 })
    fc.assert(
      fc.property(text, (value) => assert.equal(encodeBase58(decodeBase58(value) ?? assert.fail()), value)),
      { numRuns: fuzzRuns(2000) },
    )
  })

  it('keeps the extremes apart', () => {
    for (const length of [0, 1, 2, 3, 31, 32, 33]) {
      for (const byte of [0, 1, 0xff]) {
        const bytes = Buffer.alloc(length, byte)
        assert.equal(encodeBase58(bytes), referenceEncode(bytes))
        assert.deepEqual(decodeBase58(referenceEncode(bytes)), bytes)
      }
    }
  })

  it('refuses every character outside of the alphabet, wherever it stands', () => {
    const outside = Array.from({ length: 0x250 }, (_, code) => String.fromCharCode(code)).filter((c) => !ALPHABET.includes(c))
    for (const character of [...outside, '１', '\ud800', '𝟏']) {
      for (const text of [character, `${character}abc`, `ab${character}c`, `abc${character}`, `1${character}`]) {
        assert.equal(decodeBase58(text), undefined, JSON.stringify(text))
      }
    }
  })
})
