import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import vectors from '../../vectors/credentials.json' with { type: 'json' }
import { replacements, slips, wrappings } from '../../vectors/mutations.ts'
import { fuzzRuns } from '../../vectors/sample-token.ts'
import { accessKeyKindOf, formatAccessKey, hasAccessKeyChecksum, hashAccessKey } from './access-key-secret.ts'

const kinds = ['project', 'workspace'] as const
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** CRC-32 (ISO 3309) bit by bit, in six base62 digits. */
function referenceChecksum(text: string): string {
  let crc = 0xffffffff
  for (const byte of Buffer.from(text)) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  let digits = ''
  for (let rest = ~crc >>> 0; digits.length < 6; rest = Math.floor(rest / 62)) digits = ALPHABET.charAt(rest % 62) + digits
  return digits
}

describe('an access key', () => {
  it('is byte for byte what the vectors say', () => {
    for (const { kind, random_hex, credential, hash } of vectors.access_keys) {
      const known = kinds.find((candidate) => candidate === kind) ?? assert.fail()
      assert.equal(formatAccessKey(known, Buffer.from(random_hex, 'hex')), credential)
      assert.equal(accessKeyKindOf(credential), kind)
      assert.equal(hasAccessKeyChecksum(credential), true)
      assert.equal(hashAccessKey(credential), hash)
    }
  })

  it('has vectors that follow from the definition alone', () => {
    for (const { kind, random_hex, credential, hash } of vectors.access_keys) {
      let rest = BigInt(`0x${random_hex}`)
      let secret = ''
      for (; secret.length < 43; rest /= 62n) secret = ALPHABET.charAt(Number(rest % 62n)) + secret
      const checked = (kind === 'project' ? 'ory_pat_' : 'ory_wak_') + secret
      assert.equal(credential, checked + referenceChecksum(checked))
      assert.equal(hash, createHash('sha256').update(credential).digest('base64url'))
    }
  })

  it('has its form for any random bytes, and a checksum that anyone can recompute', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.uint8Array({ minLength: 48, maxLength: 64 }), (kind, random) => {
        const credential = formatAccessKey(kind, random)
        assert.match(credential, /^ory_(pat|wak)_[0-9A-Za-z]{49}$/)
        assert.equal(accessKeyKindOf(credential), kind)
        assert.equal(credential.slice(-6), referenceChecksum(credential.slice(0, -6)))
        assert.equal(hasAccessKeyChecksum(credential), true)
      }),
      { numRuns: fuzzRuns(300) },
    )
  })

  it('uses every base62 digit about equally often', () => {
    const counts = new Map<string, number>()
    for (let index = 0; index < 600; index++) {
      const random = createHash('sha512').update(`sample ${index}`).digest()
      for (const digit of formatAccessKey('project', random).slice(8, 8 + 43)) counts.set(digit, (counts.get(digit) ?? 0) + 1)
    }
    const expected = (600 * 43) / 62
    const chiSquare = [...ALPHABET].reduce((sum, digit) => sum + ((counts.get(digit) ?? 0) - expected) ** 2 / expected, 0)
    assert.ok(chiSquare < 110, `chi square ${chiSquare} with 61 degrees of freedom`)
  })

  it('refuses too little randomness', () => {
    for (const length of [0, 32, 47]) assert.throws(() => formatAccessKey('project', new Uint8Array(length)), RangeError)
  })

  it('shows a slip of the pen in its checksum', () => {
    const [vector] = vectors.access_keys
    const credential = vector?.credential ?? assert.fail()
    for (const mutate of [replacements, slips, wrappings]) {
      for (const mutant of mutate(credential))
        if (mutant !== credential) assert.equal(hasAccessKeyChecksum(mutant), false, mutant)
    }
    assert.equal(hasAccessKeyChecksum(credential.replace('ory_pat_', 'ory_wak_')), false)
  })

  it('is known by its prefix alone, for keys that an operator chose', () => {
    assert.equal(accessKeyKindOf('ory_pat_bootstrapbootstrapbootstrapboots'), 'project')
    assert.equal(accessKeyKindOf('ory_wak_bootstrapbootstrapbootstrapboots'), 'workspace')
    for (const text of ['', 'ory_pat', 'ORY_PAT_x', ' ory_pat_x', 'ory_ak_v1_x_y', 'constructor'])
      assert.equal(accessKeyKindOf(text), undefined)
  })
})
