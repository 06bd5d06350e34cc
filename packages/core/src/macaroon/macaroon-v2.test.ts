import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import vectors from '../../vectors/libmacaroons.json' with { type: 'json' }
import { fuzzRuns } from '../../vectors/sample-token.ts'
import {
  addFirstPartyCaveat,
  createMacaroon,
  decodeMacaroon,
  encodeMacaroon,
  firstPartySignature,
  type Macaroon,
} from './macaroon-v2.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const hmac = (key: string | Buffer, message: string): Buffer => createHmac('sha256', key).update(message).digest()

/** The bytes of one section field, for sections under 128 bytes. */
const fieldOf = (type: number, content: string | Uint8Array): Buffer =>
  Buffer.concat([Buffer.of(type, Buffer.from(content).length), Buffer.from(content)])

const wellFormed = Buffer.concat([
  Buffer.of(2),
  fieldOf(2, 'id'),
  Buffer.of(0),
  fieldOf(2, 'a'),
  Buffer.of(0),
  fieldOf(1, 'there'),
  fieldOf(2, 'b'),
  fieldOf(4, 'vid'),
  Buffer.of(0, 0),
  fieldOf(6, Buffer.alloc(32, 7)),
])

describe('the signature chain', () => {
  it('gives what libmacaroons publishes', () => {
    for (const { root_key, identifier, signature_hex, caveats } of vectors.signature_chains) {
      let macaroon = createMacaroon(Buffer.from(root_key), Buffer.from(identifier))
      assert.equal(hex(macaroon.signature), signature_hex)
      for (const caveat of caveats) {
        macaroon = addFirstPartyCaveat(macaroon, Buffer.from(caveat.condition))
        assert.equal(hex(macaroon.signature), caveat.signature_hex)
        assert.equal(hex(firstPartySignature(Buffer.from(root_key), macaroon)), caveat.signature_hex)
      }
    }
  })

  it('is a chain of HMACs from the derived key on', () => {
    const key = hmac('macaroons-key-generator', 'root')
    const signature = hmac(hmac(hmac(key, 'id'), 'one'), 'two')
    const caveats = ['one', 'two'].map((condition) => ({
      location: undefined,
      identifier: Buffer.from(condition),
      verificationId: undefined,
    }))
    const macaroon = { location: undefined, identifier: Buffer.from('id'), caveats }
    assert.equal(hex(firstPartySignature(Buffer.from('root'), macaroon)), hex(signature))
  })
})

describe('the V2 binary format', () => {
  it('reads and writes the tokens of libmacaroons byte for byte', () => {
    for (const { name, token, root_key, location, identifier, conditions } of vectors.v2_tokens) {
      const bytes = Buffer.from(token, 'base64url')
      const macaroon = decodeMacaroon(bytes) ?? assert.fail(name)
      assert.equal(Buffer.from(macaroon.location ?? []).toString(), location)
      assert.equal(Buffer.from(macaroon.identifier).toString(), identifier)
      assert.deepEqual(
        macaroon.caveats.map((caveat) => Buffer.from(caveat.identifier).toString()),
        conditions,
      )
      assert.equal(hex(firstPartySignature(Buffer.from(root_key), macaroon)), hex(macaroon.signature))
      assert.notEqual(hex(firstPartySignature(Buffer.from('this is not the key'), macaroon)), hex(macaroon.signature))
      assert.deepEqual(encodeMacaroon(macaroon), bytes)
    }
  })

  it('reads third-party caveats and locations as what they are', () => {
    const macaroon = decodeMacaroon(wellFormed) ?? assert.fail()
    assert.deepEqual(
      macaroon.caveats.map(({ location, verificationId }) =>
        [location, verificationId].map((part) => part && Buffer.from(part).toString()),
      ),
      [
        [undefined, undefined],
        ['there', 'vid'],
      ],
    )
    assert.deepEqual(encodeMacaroon(macaroon), wellFormed)
  })

  it('keeps any macaroon through writing and reading', () => {
    const bytes = fc.uint8Array({ maxLength: 300 })
    const optionalBytes = fc.option(bytes, { nil: undefined })
    const plain = { noNullPrototype: true }
    const caveat = fc.record({ location: optionalBytes, identifier: bytes, verificationId: optionalBytes }, plain)
    const macaroon: fc.Arbitrary<Macaroon> = fc.record(
      {
        location: optionalBytes,
        identifier: bytes,
        caveats: fc.array(caveat, { maxLength: 5 }),
        signature: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      },
      plain,
    )
    fc.assert(
      fc.property(macaroon, (value) => assert.deepEqual(decodeMacaroon(Uint8Array.from(encodeMacaroon(value))), value)),
      { numRuns: fuzzRuns(500) },
    )
  })

  it('writes lengths of any size', () => {
    for (const length of [0, 1, 127, 128, 16_383, 16_384, 2_097_152]) {
      const macaroon = createMacaroon(Buffer.from('root'), Buffer.alloc(length, 0x61))
      assert.equal(decodeMacaroon(encodeMacaroon(macaroon))?.identifier.length, length)
    }
  })

  it('refuses everything that is cut off, continued, out of order or spelled otherwise', () => {
    assert.ok(decodeMacaroon(wellFormed))
    for (let length = 0; length < wellFormed.length; length++)
      assert.equal(decodeMacaroon(wellFormed.subarray(0, length)), undefined, `${length}`)
    const signature = fieldOf(6, Buffer.alloc(32))
    const cases: readonly (readonly [string, Buffer])[] = [
      ['bytes behind the end', Buffer.concat([wellFormed, Buffer.of(0)])],
      ['version 1', Buffer.concat([Buffer.of(1), wellFormed.subarray(1)])],
      ['no identifier', Buffer.concat([Buffer.of(2, 0, 0), signature])],
      ['identifier twice', Buffer.concat([Buffer.of(2), fieldOf(2, 'a'), fieldOf(2, 'a'), Buffer.of(0, 0), signature])],
      ['identifier before location', Buffer.concat([Buffer.of(2), fieldOf(2, 'a'), fieldOf(1, 'l'), Buffer.of(0, 0), signature])],
      [
        'verification id in the head',
        Buffer.concat([Buffer.of(2), fieldOf(2, 'a'), fieldOf(4, 'v'), Buffer.of(0, 0), signature]),
      ],
      ['unknown field', Buffer.concat([Buffer.of(2), fieldOf(2, 'a'), fieldOf(5, 'x'), Buffer.of(0, 0), signature])],
      ['no signature', Buffer.concat([Buffer.of(2), fieldOf(2, 'a'), Buffer.of(0, 0)])],
      ['short signature', Buffer.concat([Buffer.of(2), fieldOf(2, 'a'), Buffer.of(0, 0), fieldOf(6, Buffer.alloc(31))])],
      ['long signature', Buffer.concat([Buffer.of(2), fieldOf(2, 'a'), Buffer.of(0, 0), fieldOf(6, Buffer.alloc(33))])],
      ['one end too few', Buffer.concat([Buffer.of(2), fieldOf(2, 'a'), Buffer.of(0), signature])],
      ['one end too many', Buffer.concat([Buffer.of(2), fieldOf(2, 'a'), Buffer.of(0, 0, 0), signature])],
      ['a length in two bytes that fits one', Buffer.concat([Buffer.of(2, 2, 0x81, 0x00, 0x61, 0, 0), signature])],
      ['a length of zero in two bytes', Buffer.concat([Buffer.of(2, 2, 0x80, 0x00, 0, 0), signature])],
      ['a field type in two bytes', Buffer.concat([Buffer.of(2, 0x82, 0x00, 1, 0x61, 0, 0), signature])],
      ['a length past the end', Buffer.concat([Buffer.of(2, 2, 0xff, 0x7f, 0x61, 0, 0), signature])],
      [
        'a length that wraps around 32 bits',
        Buffer.concat([Buffer.of(2, 2, 0x81, 0x80, 0x80, 0x80, 0x10, 0x61, 0, 0), signature]),
      ],
      [
        'a length that is negative in 32 bits',
        Buffer.concat([Buffer.of(2, 2, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x61, 0, 0), signature]),
      ],
      ['a length without end', Buffer.concat([Buffer.of(2, 2), Buffer.alloc(100, 0xff)])],
    ]
    for (const [name, bytes] of cases) assert.equal(decodeMacaroon(bytes), undefined, name)
  })

  it('has one spelling: whatever is read is written the same', () => {
    const flips = fc.array(fc.tuple(fc.nat(wellFormed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.constantFrom(0, 1, 2, 4, 6, 32, 128, 255), { maxLength: 80 }).map((bytes) => Uint8Array.from(bytes)),
      flips.map((changes) => {
        const bytes = Uint8Array.from(wellFormed)
        for (const [position, value] of changes) bytes[position] = value
        return bytes
      }),
    )
    fc.assert(
      fc.property(noise, (bytes) => {
        const macaroon = decodeMacaroon(bytes)
        if (macaroon !== undefined) assert.deepEqual(Uint8Array.from(encodeMacaroon(macaroon)), bytes)
      }),
      { numRuns: fuzzRuns(5000) },
    )
  })
})
