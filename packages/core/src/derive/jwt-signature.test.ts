import assert from 'node:assert/strict'
import { constants, createHash, createPublicKey, privateEncrypt, sign } from 'node:crypto'
import { describe, it } from 'node:test'
import { newEd25519Key, newRsaKey } from '../../vectors/sample-token.ts'
import type { SigningKey } from '../project/project.ts'
import { isSignedBy, parseCompactJws, signCompactJws } from './jwt-signature.ts'

const ed = newEd25519Key('ed-1')
const rsa = newRsaKey('rsa-1')

function holds(signature: Buffer, signingKey: SigningKey): boolean {
  const text = signCompactJws({ a: 1 }, signingKey)
  const jws = parseCompactJws(`${text.slice(0, text.lastIndexOf('.'))}.${signature.toString('base64url')}`)
  return jws !== undefined && isSignedBy(jws, signingKey)
}
const signedBytesOf = (signingKey: SigningKey): Buffer =>
  parseCompactJws(signCompactJws({ a: 1 }, signingKey))?.signedBytes ?? assert.fail()
const flipped = (bytes: Buffer, bit: number): Buffer =>
  Buffer.from(bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)))
const bytesOf = (number: bigint, length: number): Buffer => Buffer.from(number.toString(16).padStart(length * 2, '0'), 'hex')
const numberOf = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`)

describe('the compact serialisation', () => {
  it('is the one of RFC 8037 §A.4, signed with its key', () => {
    const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    const example =
      'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg'
    const jws = parseCompactJws(example) ?? assert.fail()
    assert.equal(jws.payload.toString(), 'Example of Ed25519 signing')
    assert.equal(isSignedBy(jws, { ...ed, publicKey }), true)
    assert.equal(isSignedBy(jws, ed), false)
  })
})

describe('an Ed25519 signature', () => {
  const signature = sign(null, signedBytesOf(ed), ed.privateKey)
  // RFC 8032 §5.1: the order of the group, as the verifier must compare S with it.
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const scalar = numberOf(Buffer.from(signature.subarray(32)).reverse())
  const withScalar = (value: bigint): Buffer => Buffer.concat([signature.subarray(0, 32), bytesOf(value, 32).reverse()])

  it('verifies as it is', () => {
    assert.equal(holds(signature, ed), true)
    assert.equal(holds(withScalar(scalar), ed), true)
  })

  it('is refused with any bit changed, or any other length', () => {
    for (let bit = 0; bit < 512; bit++) assert.equal(holds(flipped(signature, bit), ed), false, `bit ${bit}`)
    for (const length of [0, 1, 32, 63]) assert.equal(holds(signature.subarray(0, length), ed), false)
    assert.equal(holds(Buffer.concat([signature, Buffer.of(0)]), ed), false)
    assert.equal(holds(Buffer.concat([signature, signature]), ed), false)
  })

  it('has no second spelling: S is below the order (RFC 8032 §5.1.7)', () => {
    for (let multiple = 1n; scalar + multiple * order < 2n ** 256n; multiple++)
      assert.equal(holds(withScalar(scalar + multiple * order), ed), false)
    for (const value of [0n, 1n, order, order - scalar, 2n ** 256n - 1n]) assert.equal(holds(withScalar(value), ed), false)
    for (const first of [0, 1]) assert.equal(holds(Buffer.concat([Buffer.of(first), Buffer.alloc(63)]), ed), false)
  })
})

describe('an RS256 signature', () => {
  const digest = createHash('sha256').update(signedBytesOf(rsa)).digest()
  const sha256Info = Buffer.from('3031300d060960864801650304020105000420', 'hex')
  const size = 256
  const rawSign = (block: Buffer): Buffer => privateEncrypt({ key: rsa.privateKey, padding: constants.RSA_NO_PADDING }, block)

  /** RFC 8017 §9.2: 00 01 FF … FF 00 DigestInfo; with anything in it changed, and filled up to the size of the key. */
  function block(
    info: Buffer,
    change: {
      readonly head?: string
      readonly filler?: number
      readonly fillers?: number
      readonly separator?: string
      readonly tail?: Buffer
    } = {},
  ): Buffer {
    const head = Buffer.from(change.head ?? '0001', 'hex')
    const separator = Buffer.from(change.separator ?? '00', 'hex')
    const rest = size - head.length - separator.length - info.length
    const fillers = Buffer.alloc(change.fillers ?? rest, change.filler ?? 0xff)
    const tail = change.tail ?? Buffer.alloc(Math.max(0, rest - fillers.length), 0x5a)
    return Buffer.concat([head, fillers, separator, info, tail]).subarray(0, size)
  }
  const asn1 = (hex: string, hash = digest): Buffer => Buffer.concat([Buffer.from(hex, 'hex'), hash])
  const hashed = (algorithm: string, infoHex: string): Buffer =>
    asn1(infoHex, createHash(algorithm).update(signedBytesOf(rsa)).digest())
  const good = block(asn1(sha256Info.toString('hex')))

  it('verifies as it is', () => {
    assert.equal(holds(rawSign(good), rsa), true)
    assert.deepEqual(rawSign(good), sign('sha256', signedBytesOf(rsa), rsa.privateKey))
  })

  const info = asn1(sha256Info.toString('hex'))
  const malformed: Readonly<Record<string, Buffer>> = {
    'block type 0': block(info, { head: '0000' }),
    'block type 2': block(info, { head: '0002' }),
    'no leading zero': block(info, { head: '0101' }),
    'padding of zeros': block(info, { filler: 0 }),
    'padding of 0xfe': block(info, { filler: 0xfe }),
    'one odd padding byte': Buffer.concat([Buffer.from('0001fe', 'hex'), good.subarray(3)]),
    'no separator': block(info, { separator: '' }),
    'separator 0xff': block(info, { separator: 'ff' }),
    'separator 0x01': block(info, { separator: '01' }),
    'eight padding bytes and garbage behind': block(info, { fillers: 8 }),
    'no padding and garbage behind': block(info, { fillers: 0 }),
    'padding one short, one byte behind': block(info, { fillers: size - 4 - info.length }),
    'padding one short, a zero behind': block(info, { fillers: size - 4 - info.length, tail: Buffer.of(0) }),
    'only the digest': block(digest),
    'no digest': block(sha256Info),
    'a shorter digest': block(asn1(sha256Info.toString('hex'), digest.subarray(0, 31))),
    'a longer digest': block(asn1(sha256Info.toString('hex'), Buffer.concat([digest, Buffer.of(0)]))),
    'the digest of something else': block(asn1(sha256Info.toString('hex'), createHash('sha256').update('x').digest())),
    'SHA-1': block(hashed('sha1', '3021300906052b0e03021a05000414')),
    'SHA-384': block(hashed('sha384', '3041300d060960864801650304020205000430')),
    'SHA-512': block(hashed('sha512', '3051300d060960864801650304020305000440')),
    MD5: block(hashed('md5', '3020300c06082a864886f70d020505000410')),
    'SHA-512/256': block(hashed('sha512-256', '3031300d060960864801650304020605000420')),
    'the digest of SHA-512/256 under the name of SHA-256': block(hashed('sha512-256', sha256Info.toString('hex'))),
    'parameters left out': block(asn1('302f300b0609608648016503040201' + '0420')),
    'parameters with content': block(asn1('3033300f0609608648016503040201' + '05020000' + '0420')),
    'parameters that are an octet string': block(asn1('3031300d0609608648016503040201' + '0400' + '0420')),
    'a long form of the outer length': block(asn1('308131300d060960864801650304020105000420')),
    'a long form of the algorithm length': block(asn1('303230810d060960864801650304020105000420')),
    'a long form of the digest length': block(asn1('3032300d06096086480165030402010500048120')),
    'two bytes of outer length': block(asn1('30820031300d060960864801650304020105000420')),
    'an indefinite outer length': block(Buffer.concat([asn1('3080300d060960864801650304020105000420'), Buffer.of(0, 0)])),
    'an outer length one too large': block(asn1('3032300d060960864801650304020105000420')),
    'an outer length one too small': block(asn1('3030300d060960864801650304020105000420')),
    'bytes behind the digest, counted': block(Buffer.concat([asn1('3033300d060960864801650304020105000420'), Buffer.of(5, 0)])),
    'bytes behind the digest, not counted': block(Buffer.concat([info, Buffer.of(5, 0)])),
    'a set for a sequence': block(asn1('3131300d060960864801650304020105000420')),
    'a bit string for the digest': block(asn1('3031300d060960864801650304020105000320')),
    'a constructed octet string': block(asn1('3031300d060960864801650304020105002420')),
    'an object id with a leading zero': block(asn1('3032300e060a80608648016503040201' + '0500' + '0420')),
    'no DigestInfo around': block(asn1('0420')),
    'an empty block': Buffer.alloc(size, 0),
  }
  for (const [name, badBlock] of Object.entries(malformed)) {
    it(`is refused: ${name}`, () => {
      assert.equal(badBlock.length, size)
      assert.notDeepEqual(badBlock, good)
      assert.equal(holds(rawSign(badBlock), rsa), false)
    })
  }

  it('is refused with any bit changed, or any other length, or a multiple of the modulus added', () => {
    const signature = rawSign(good)
    for (let bit = 0; bit < size * 8; bit += 3) assert.equal(holds(flipped(signature, bit), rsa), false, `bit ${bit}`)
    for (const length of [0, 1, 128, 255]) assert.equal(holds(signature.subarray(0, length), rsa), false)
    assert.equal(holds(Buffer.concat([Buffer.of(0), signature]), rsa), false)
    assert.equal(holds(Buffer.concat([signature, Buffer.of(0)]), rsa), false)
    const modulus = numberOf(Buffer.from(rsa.publicKey.export({ format: 'jwk' }).n ?? '', 'base64url'))
    for (const value of [numberOf(signature) + modulus, modulus - numberOf(signature), 0n, 1n, modulus - 1n, modulus]) {
      const length = value < 2n ** 2048n ? size : size + 1
      assert.equal(holds(bytesOf(value, length), rsa), false)
    }
  })
})
