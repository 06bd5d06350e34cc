import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { describe, it } from 'node:test'
import { formatIssuedKey } from '@latchkey/core/credential/issued-key'
import { encodeBase58 } from '@latchkey/core/crypto/base58'
import type { KeyId } from '@latchkey/core/key/api-key'
import { decodeBase58 } from './base58.ts'
import { readIssuedKey } from './issued-key.ts'

const keyId = '792b4c1a-1a2d-430b-b733-c789a2b7b1fe'
const hmacKey = createSecretKey('a secret of at least thirty-two characters', 'utf8')
const keyWith = (prefix: string, issuedAtSeconds = 1_780_334_005): string =>
  formatIssuedKey({ prefix, keyId: keyId as KeyId, issuedAtSeconds }, hmacKey)

describe('readIssuedKey', () => {
  for (const prefix of ['ory_ak', 'a', 'with_v1_inside', '_'])
    it(`finds id and time in a key with the prefix ${prefix}`, () =>
      assert.deepEqual(readIssuedKey(keyWith(prefix)), { prefix, keyId, issuedAt: new Date(1_780_334_005_000) }))

  it('takes a key with spaces around it, as people paste it', () =>
    assert.equal(readIssuedKey(` ${keyWith('ory_ak')}\n`)?.keyId, keyId))

  const whole = keyWith('ory_ak')
  const others = {
    nothing: '',
    'an id': keyId,
    'a key that is cut off': whole.slice(0, -20),
    'a key with more behind it': `${whole}x_`,
    'another version': whole.replace('_v1_', '_v2_'),
    'an identifier that is no time and id': `ory_ak_v1_${encodeBase58(Buffer.alloc(46, 65))}_${whole.split('_').at(-1)}`,
    'an id that is no random one': `ory_ak_v1_${encodeBase58(Buffer.from(`1780334005:${keyId.replace('-430b-', '-130b-')}`))}_${whole.split('_').at(-1)}`,
    'a macaroon': 'mc_v1_AgEIbGF0Y2hrZXk',
    'endless text': '1'.repeat(100_000),
  }
  for (const [what, text] of Object.entries(others))
    it(`reads nothing out of ${what}`, () => assert.equal(readIssuedKey(text), undefined))
})

describe('decodeBase58', () => {
  for (const bytes of [[], [0], [0, 0, 1], [255], [1, 0], Array.from({ length: 47 }, (_, index) => index * 5)])
    it(`turns back what was encoded from ${bytes.length} bytes beginning with ${bytes[0]}`, () =>
      assert.deepEqual([...(decodeBase58(encodeBase58(Uint8Array.from(bytes))) ?? [])], bytes))

  it('refuses other characters', () => assert.equal(decodeBase58('0OIl'), undefined))
})
