import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { it } from 'node:test'
import { formatIssuedKey } from '@latchkey/core/credential/issued-key'
import type { KeyId } from '@latchkey/core/key/api-key'
import { addFirstPartyCaveat, createMacaroon, encodeMacaroon } from '@latchkey/core/macaroon/macaroon-v2'
import { readCredential } from './read-credential.ts'

const hmacKey = createSecretKey(Buffer.alloc(32, 7))
const keyId = '792b4c1a-1a2d-430b-b733-c789a2b7b1fe' as KeyId

it('reads an issued key, as people paste it', () => {
  const text = formatIssuedKey({ prefix: 'prod', keyId, issuedAtSeconds: 1_780_334_005 }, hmacKey)
  const reading = { kind: 'issued_key', keyId, issuedAt: new Date(1_780_334_005_000), prefix: 'prod' }
  assert.deepEqual(readCredential(text), reading)
  assert.deepEqual(readCredential(` ${text}\n`), reading)
  assert.equal(readCredential(text.slice(0, -3)).kind, 'unknown')
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
