import assert from 'node:assert/strict'
import { createHmac, createSecretKey } from 'node:crypto'
import { it } from 'node:test'
import { formatIssuedKey } from '@latchkey/core/credential/issued-key'
import { encodeBase58 } from '@latchkey/core/crypto/base58'
import type { KeyId } from '@latchkey/core/key/api-key'
import { addFirstPartyCaveat, createMacaroon, encodeMacaroon } from '@latchkey/core/macaroon/macaroon-v2'
import { decodeBase58 } from './base58.ts'
import { readCredential } from './read-credential.ts'

const hmacKey = createSecretKey(Buffer.alloc(32, 7))
const keyId = '792b4c1a-1a2d-430b-b733-c789a2b7b1fe' as KeyId

it('decodes what the server encodes, leading zeros too', () => {
  for (const bytes of [[], [0], [0, 0, 1], [255, 254, 253], [1, 0, 0, 0]]) {
    const decoded = decodeBase58(encodeBase58(Uint8Array.from(bytes)))
    assert.deepEqual([...(decoded ?? [])], bytes)
  }
  assert.equal(decodeBase58('0OIl'), undefined)
})

it('reads id, time and prefix of an issued key, and of nothing that only resembles one', () => {
  for (const prefix of ['prod', 'a_v1_b', '_']) {
    const text = formatIssuedKey({ prefix, keyId, issuedAtSeconds: 1_780_334_005 }, hmacKey)
    assert.deepEqual(readCredential(text), {
      kind: 'issued_key',
      keyId,
      issuedAt: new Date(1_780_334_005_000),
      prefix,
    })
    assert.equal(readCredential(text.slice(0, -3)).kind, 'unknown')
    assert.equal(readCredential(`${text} `).kind, 'unknown')
  }
  const checksum = encodeBase58(createHmac('sha256', 'x').digest())
  const strange = encodeBase58(Buffer.from('1780334005:792b4c1a-1a2d-130b-b733-c789a2b7b1fe'))
  assert.equal(readCredential(`prod_v1_${strange}_${checksum}`).kind, 'unknown')
})

it('reads header and claims of a JWT, names in other scripts too', () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${encode({ alg: 'EdDSA', kid: 'k1' })}.${encode({ sub: 'Zoë 東京', exp: 5 })}.c2ln`
  const reading = readCredential(text)
  assert.ok(reading.kind === 'jwt')
  assert.deepEqual([reading.header['kid'], reading.claims['sub'], reading.claims['exp']], ['k1', 'Zoë 東京', 5])
  assert.equal(readCredential('eyJhbGciOiJub25lIn0.bm9qc29u.x').kind, 'unknown')
})

it('reads prefix, claims and narrowing of a macaroon', () => {
  const bytes = (value: unknown) => Buffer.from(JSON.stringify(value))
  const minted = addFirstPartyCaveat(createMacaroon(Buffer.alloc(32, 1), Buffer.from('id')), bytes({ exp: 9, scp: ['a', 'b'] }))
  const narrowed = addFirstPartyCaveat(minted, bytes({ scp: ['a'] }))
  const text = `mc_v1_${encodeMacaroon(narrowed).toString('base64url')}`
  assert.deepEqual(readCredential(text), {
    kind: 'macaroon',
    prefix: 'mc',
    claims: { exp: 9, scp: ['a', 'b'] },
    narrowedBy: [{ scp: ['a'] }],
  })
  assert.equal(readCredential(text.slice(0, -60)).kind, 'unknown')
})

it('says that a key of the product itself is none of a customer', () => {
  assert.equal(readCredential('ory_pat_abc').kind, 'access_key')
  assert.equal(readCredential('anything else').kind, 'unknown')
})
