import assert from 'node:assert/strict'
import { createCipheriv, createHmac, createSecretKey, hash, type KeyObject, randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { DomainError } from '../errors/domain-error.ts'
import type { Instant } from '../ports/clock.ts'
import type { KeyCursor } from '../ports/key-store.ts'
import type { KeyId, KeyOrigin, ProjectId } from './api-key.ts'
import { openPageToken, type PageBinding, sealPageToken } from './page-token.ts'

const hmacKey = createSecretKey(Buffer.alloc(32, 1))
const otherHmacKey = createSecretKey(Buffer.alloc(32, 2))
const nonce = Buffer.from('0123456789ab')
const acme = '11111111-1111-4111-8111-111111111111' as ProjectId
const globex = '22222222-2222-4222-8222-222222222222' as ProjectId

const issued: PageBinding = { hmacKey, projectId: acme, collection: 'issued', filter: 'status=ACTIVE' }
const imported: PageBinding = { ...issued, collection: 'imported' }
const issuedCursor: KeyCursor = { createdAt: 1_767_225_600_123 as Instant, id: 'c0ffee00-1234-4abc-9def-0123456789ab' as KeyId }
const importedCursor: KeyCursor = { createdAt: 0 as Instant, id: '0123456789abcdef'.repeat(4) as KeyId }

const assertRefused = (text: string, binding: PageBinding = issued, retired: readonly KeyObject[] = []) =>
  assert.throws(
    () => openPageToken(text, binding, retired),
    (error) =>
      error instanceof DomainError && error.code === 'bad_request' && error.reason === 'page_token: does not belong to this list',
  )

/** Seals any plaintext as somebody would who holds the real key and knows the whole scheme. */
function forge(plain: Uint8Array, binding: PageBinding): string {
  const key = createHmac('sha256', binding.hmacKey).update('talos/pagination/v1/cursor-key').digest()
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(
    Buffer.from(
      ['latchkey/page-token/v1', binding.projectId, binding.collection, hash('sha256', binding.filter, 'hex')].join('\0'),
    ),
  )
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

const plainOf = (version: number, createdAt: bigint, idHex: string): Buffer => {
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(createdAt)
  return Buffer.concat([Buffer.from([version]), time, Buffer.from(idHex, 'hex')])
}

describe('page token', () => {
  it('opens to the cursor that was sealed, for both collections', () => {
    assert.deepEqual(openPageToken(sealPageToken(issuedCursor, issued, nonce), issued), issuedCursor)
    assert.deepEqual(openPageToken(sealPageToken(importedCursor, imported, nonce), imported), importedCursor)
    const last = { ...issuedCursor, createdAt: 8_640_000_000_000_000 as Instant }
    assert.deepEqual(openPageToken(sealPageToken(last, issued, randomBytes(12)), issued), last)
  })

  it('shows neither the id nor the instant, and differs with the nonce', () => {
    const sealed = sealPageToken(issuedCursor, issued, nonce)
    assert.match(sealed, /^[A-Za-z0-9_-]{71}$/)
    assert.doesNotMatch(Buffer.from(sealed, 'base64url').toString('hex'), /c0ffee001234/)
    assert.notEqual(sealed, sealPageToken(issuedCursor, issued, randomBytes(12)))
  })

  it('opens nowhere but in its own list', () => {
    const sealed = sealPageToken(issuedCursor, issued, nonce)
    assertRefused(sealed, { ...issued, projectId: globex })
    assertRefused(sealed, { ...issued, collection: 'imported' })
    assertRefused(sealed, { ...issued, filter: '' })
    assertRefused(sealed, { ...issued, filter: 'status=ACTIVE ' })
    assertRefused(sealed, { ...issued, hmacKey: otherHmacKey })
  })

  it('opens under a retired secret for as long as the caller still names it', () => {
    const sealed = sealPageToken(issuedCursor, issued, nonce)
    const rotated = { ...issued, hmacKey: otherHmacKey }
    assert.deepEqual(openPageToken(sealed, rotated, [createSecretKey(Buffer.alloc(32, 3)), hmacKey]), issuedCursor)
    assertRefused(sealed, rotated, [createSecretKey(Buffer.alloc(32, 3))])
    assertRefused(sealed, { ...rotated, projectId: globex }, [hmacKey])
  })

  for (const [collection, binding, cursor] of [
    ['issued', issued, issuedCursor],
    ['imported', imported, importedCursor],
  ] as const) {
    it(`refuses every flipped bit of a token for ${collection} keys`, () => {
      const sealed = Buffer.from(sealPageToken(cursor, binding, nonce), 'base64url')
      for (let bit = 0; bit < sealed.length * 8; bit++) {
        const flipped = Buffer.from(sealed)
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        assertRefused(flipped.toString('base64url'), binding)
      }
    })

    it(`refuses every other character in a token for ${collection} keys`, () => {
      const sealed = sealPageToken(cursor, binding, nonce)
      for (let at = 0; at < sealed.length; at++) {
        // The last character has spare bits: decoders ignore them, so only the canonical one may pass.
        for (const other of at === sealed.length - 1
          ? 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
          : 'A_') {
          if (sealed[at] !== other) assertRefused(sealed.slice(0, at) + other + sealed.slice(at + 1), binding)
        }
      }
    })
  }

  it('refuses other encodings, lengths and texts', () => {
    const sealed = sealPageToken(issuedCursor, issued, nonce)
    const bytes = Buffer.from(sealed, 'base64url')
    const others = [
      '',
      ' ',
      'x',
      '=',
      `${sealed}=`,
      ` ${sealed}`,
      `${sealed}\n`,
      sealed.slice(1),
      sealed.slice(0, -1),
      `${sealed}A`,
      sealed.repeat(2),
      bytes.toString('hex'),
      `${sealed.slice(0, 35)}\u0000${sealed.slice(36)}`,
      `${sealed.slice(0, 35)}ſ${sealed.slice(36)}`,
      '🔑'.repeat(35),
      '{"created_at":0}',
      'A'.repeat(71),
      'A'.repeat(1_000_000),
    ]
    for (const other of others) assertRefused(other)
  })

  it('accepts what the scheme describes, so that the forgeries below fail for their payload alone', () => {
    const plain = plainOf(1, BigInt(issuedCursor.createdAt), issuedCursor.id.replaceAll('-', ''))
    assert.equal(forge(plain, issued), sealPageToken(issuedCursor, issued, nonce))
  })

  const forgeries: readonly (readonly [string, KeyOrigin, Uint8Array])[] = [
    ['another version', 'issued', plainOf(2, 0n, 'c0ffee0012344abc9def0123456789ab')],
    ['version 0', 'issued', plainOf(0, 0n, 'c0ffee0012344abc9def0123456789ab')],
    ['an id that is no UUID', 'issued', plainOf(1, 0n, 'c0ffee0012341abc9def0123456789ab')],
    ['an id of the wrong variant', 'issued', plainOf(1, 0n, 'c0ffee0012344abc0def0123456789ab')],
    ['an id of the other collection', 'issued', plainOf(1, 0n, '0123456789abcdef'.repeat(4))],
    ['an issued id in the imported collection', 'imported', plainOf(1, 0n, 'c0ffee0012344abc9def0123456789ab')],
    ['an instant that no date holds', 'issued', plainOf(1, 8_640_000_000_000_001n, 'c0ffee0012344abc9def0123456789ab')],
    ['the largest 64-bit instant', 'imported', plainOf(1, 2n ** 64n - 1n, '0123456789abcdef'.repeat(4))],
    ['nothing', 'issued', new Uint8Array()],
    ['one byte more', 'issued', plainOf(1, 0n, 'c0ffee0012344abc9def0123456789ab00')],
    ['JSON with a column name', 'issued', Buffer.from('{"column":"secret","value":"x"}')],
    ['JSON of the right length', 'issued', Buffer.from('{"order":"(select 1)","id":"x"}'.slice(0, 25))],
    ['an operator', 'issued', Buffer.from("created_at < 0 OR '1'='1'")],
    ['text of the right length', 'imported', Buffer.from("'; DROP TABLE imported_api_keys; -- xxxxxx".slice(0, 41))],
  ]
  for (const [what, collection, plain] of forgeries) {
    it(`refuses ${what}, sealed with the real key`, () => {
      const binding = collection === 'issued' ? issued : imported
      assertRefused(forge(plain, binding), binding)
    })
  }
})
