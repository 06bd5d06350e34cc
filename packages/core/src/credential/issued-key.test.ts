import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import vectors from '../../vectors/credentials.json' with { type: 'json' }
import { insertions, replacements, slips, spellings, wrappings } from '../../vectors/mutations.ts'
import { fuzzRuns, hmacKeyOf } from '../../vectors/sample-token.ts'
import { encodeBase58 } from '../crypto/base58.ts'
import type { KeyId } from '../key/api-key.ts'
import { checksumMatches, formatIssuedKey, parseIssuedKey } from './issued-key.ts'

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const hmacKey = hmacKeyOf('c0ffee'.repeat(10))
const keyId = '6ba7b810-9dad-41d1-80b4-00c04fd430c8' as KeyId
const sample = formatIssuedKey({ prefix: 'ory_ak', keyId, issuedAtSeconds: 1_795_000_000 }, hmacKey)

const isAccepted = (text: string): boolean => {
  const parsed = parseIssuedKey(text)
  return parsed !== undefined && checksumMatches(parsed, hmacKey)
}

/** A key with any identifier, correctly signed: what only the strict reading of the identifier can refuse. */
const signedWith = (identifier: string | Uint8Array, prefix = 'ory_ak'): string => {
  const signedText = `${prefix}_v1_${encodeBase58(Buffer.from(identifier))}_`
  return signedText + encodeBase58(createHmac('sha256', hmacKey).update(signedText).digest())
}

describe('an issued key', () => {
  it('is byte for byte what the vectors say', () => {
    for (const vector of vectors.issued_keys) {
      const key = hmacKeyOf(vector.hmac_secret)
      const parts = { prefix: vector.prefix, keyId: vector.key_id as KeyId, issuedAtSeconds: vector.issued_at_seconds }
      assert.equal(formatIssuedKey(parts, key), vector.credential)
      const parsed = parseIssuedKey(vector.credential) ?? assert.fail(vector.credential)
      assert.deepEqual({ prefix: parsed.prefix, keyId: parsed.keyId, issuedAtSeconds: parsed.issuedAtSeconds }, parts)
      assert.equal(checksumMatches(parsed, key), true)
      assert.equal(checksumMatches(parsed, hmacKey), false)
    }
  })

  it('has vectors that follow from the definition alone', () => {
    const base58 = (bytes: Buffer): string => {
      let digits = ''
      for (let rest = BigInt(`0x${bytes.toString('hex')}`); rest > 0n; rest /= 58n)
        digits = ALPHABET.charAt(Number(rest % 58n)) + digits
      return '1'.repeat(bytes.findIndex((byte) => byte !== 0)) + digits
    }
    for (const vector of vectors.issued_keys) {
      const identifier = base58(Buffer.from(`${vector.issued_at_seconds}:${vector.key_id}`))
      const signedText = `${vector.prefix}_v1_${identifier}_`
      const checksum = base58(createHmac('sha256', Buffer.from(vector.hmac_secret)).update(signedText).digest())
      assert.equal(vector.credential, signedText + checksum)
    }
    assert.ok(
      vectors.issued_keys.some(({ credential }) => /_1[^_]*$/.test(credential)),
      'one checksum begins with a zero byte',
    )
  })

  it('reads back what was written, for every prefix, instant and secret', () => {
    const prefix = fc.oneof(
      fc.stringMatching(/^[a-zA-Z0-9_]{1,16}$/),
      fc.constantFrom('_v1_', 'a_v1_b_v1_c', '_', '_v1__v1__v1__v1_'),
    )
    const seconds = fc.oneof(fc.nat(4_000_000_000), fc.constantFrom(0, 1, 999_999_999_999))
    fc.assert(
      fc.property(
        prefix,
        seconds,
        fc.uuid({ version: 4 }),
        fc.string({ minLength: 1 }),
        (name, issuedAtSeconds, uuid, secret) => {
          const parts = { prefix: name, keyId: uuid as KeyId, issuedAtSeconds }
          const key = hmacKeyOf(secret)
          const parsed = parseIssuedKey(formatIssuedKey(parts, key)) ?? assert.fail()
          assert.deepEqual({ ...parts, signedText: parsed.signedText, checksum: parsed.checksum }, parsed)
          assert.equal(parsed.signedText + encodeBase58(parsed.checksum), formatIssuedKey(parts, key))
          assert.equal(checksumMatches(parsed, key), true)
        },
      ),
      { numRuns: fuzzRuns(1000) },
    )
  })

  it('refuses to write what could not be read', () => {
    const write = (change: object) => () => formatIssuedKey({ prefix: 'ory_ak', keyId, issuedAtSeconds: 1, ...change }, hmacKey)
    for (const prefix of ['', 'a'.repeat(17), 'a-b', 'ä', 'a b', 'a\n']) assert.throws(write({ prefix }), RangeError)
    for (const issuedAtSeconds of [-1, 1.5, NaN, Infinity, 1e12, 1e21]) assert.throws(write({ issuedAtSeconds }), RangeError)
    for (const id of ['', keyId.toUpperCase(), keyId.replace('-41', '-51'), keyId.replace('-80', '-c0'), `${keyId}\n`]) {
      assert.throws(write({ keyId: id }), RangeError)
    }
  })

  it('takes only canonical identifiers, however well they are signed', () => {
    assert.equal(isAccepted(signedWith(`1795000000:${keyId}`)), true)
    const identifiers = [
      `01795000000:${keyId}`,
      `+1795000000:${keyId}`,
      `-1:${keyId}`,
      `1e9:${keyId}`,
      `1795000000.0:${keyId}`,
      ` 1795000000:${keyId}`,
      `1795000000:${keyId} `,
      `1795000000:${keyId}\n`,
      `1795000000 :${keyId}`,
      `1795000000::${keyId}`,
      `1795000000;${keyId}`,
      `:${keyId}`,
      `1795000000:`,
      `1795000000`,
      keyId,
      '',
      `1000000000000:${keyId}`,
      `1795000000:${keyId.toUpperCase()}`,
      `1795000000:${keyId.replaceAll('-', '')}`,
      `1795000000:{${keyId}}`,
      `1795000000:${keyId.replace('-41', '-71')}`,
      `1795000000:${keyId.replace('-80', '-70')}`,
      `1795000000:${keyId.replace('6', 'g')}`,
      `1795000000:${keyId}:1`,
      `\0${1795000000}:${keyId}`,
      `1795000000:${keyId}\0`,
      `１795000000:${keyId}`,
      `0x6afd4b40:${keyId}`,
    ]
    for (const identifier of identifiers)
      assert.equal(parseIssuedKey(signedWith(identifier)), undefined, JSON.stringify(identifier))
    const highBit = Buffer.from(`1795000000:${keyId}`).map((byte, index) => (index === 0 ? byte | 0x80 : byte))
    assert.equal(parseIssuedKey(signedWith(highBit)), undefined)
  })

  it('takes only prefixes of 1 to 16 letters, digits and underscores', () => {
    for (const prefix of ['a', '_', '0', 'A_z_9', 'a'.repeat(16)])
      assert.equal(isAccepted(signedWith(`1:${keyId}`, prefix)), true, prefix)
    for (const prefix of ['', 'a'.repeat(17), 'a-b', 'a.b', 'a b', 'ä', 'a\n', '\0']) {
      assert.equal(isAccepted(signedWith(`1:${keyId}`, prefix)), false, JSON.stringify(prefix))
    }
  })

  it('takes only checksums of exactly 32 bytes', () => {
    const { signedText } = parseIssuedKey(sample) ?? assert.fail()
    for (const length of [0, 1, 16, 28, 31, 33, 48, 64]) {
      assert.equal(parseIssuedKey(signedText + encodeBase58(Buffer.alloc(length, 0xa5))), undefined, `${length} bytes`)
      assert.equal(parseIssuedKey(signedText + encodeBase58(Buffer.alloc(length))), undefined, `${length} zero bytes`)
    }
    const forged = parseIssuedKey(signedText + encodeBase58(Buffer.alloc(32))) ?? assert.fail()
    assert.equal(checksumMatches(forged, hmacKey), false)
    assert.equal(checksumMatches({ ...forged, checksum: new Uint8Array(31) }, hmacKey), false)
  })

  it('does not accept one of all the things that can happen to it', () => {
    assert.equal(isAccepted(sample), true)
    let tried = 0
    for (const mutate of [replacements, insertions, slips, spellings, wrappings]) {
      for (const mutant of mutate(sample)) {
        tried++
        assert.equal(isAccepted(mutant), false, JSON.stringify(mutant))
      }
    }
    assert.ok(tried > 22_000, `${tried} mutants`)
  })

  it('does not take the checksum of another key', () => {
    const other = parseIssuedKey(signedWith(`1795000001:${keyId}`)) ?? assert.fail()
    const { signedText } = parseIssuedKey(sample) ?? assert.fail()
    assert.equal(isAccepted(signedText + encodeBase58(other.checksum)), false)
  })

  it('answers any text with a value', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: fc.constantFrom('_', 'v', '1', '_v1_', 'a', 'z', 'Z'), maxLength: 140 }),
      fc
        .tuple(fc.nat(sample.length), fc.string({ unit: 'binary', maxLength: 8 }))
        .map(([at, noise]) => sample.slice(0, at) + noise + sample.slice(at + noise.length)),
    )
    fc.assert(
      fc.property(text, (value) => assert.equal(isAccepted(value), value === sample)),
      { numRuns: fuzzRuns(3000) },
    )
    assert.equal(parseIssuedKey('_'.repeat(1e6)), undefined)
  })
})
