import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { it } from 'node:test'
import { formatIssuedKey } from '@latchkey/core/credential/issued-key'
import type { KeyId } from '@latchkey/core/key/api-key'
import { pastedSecret } from './pasted-secret.ts'

const keyId = '792b4c1a-1a2d-430b-b733-c789a2b7b1fe' as KeyId
const issuedAt = new Date(1_780_334_005_000)
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = (claims: unknown): string => `${part({ alg: 'EdDSA' })}.${part(claims)}.c2ln`

it('finds the key that was pasted, and the one that a token was derived from', () => {
  const key = formatIssuedKey({ prefix: 'ory_ak', keyId, issuedAtSeconds: 1_780_334_005 }, createSecretKey(Buffer.alloc(32, 7)))
  const found = pastedSecret(`${key}\n`)
  assert.deepEqual([found?.kind, found?.keyId, found?.issuedAt], ['issued_key', keyId, issuedAt])
  assert.deepEqual(pastedSecret(jwt({ akid: keyId, iat: 1_780_334_005 })), { kind: 'derived_token', keyId, issuedAt })
})

it('takes nothing for an id that a forged token only calls one', () => {
  assert.equal(pastedSecret(jwt({ akid: '../../audit', iat: 1e300 }))?.keyId, undefined)
  assert.equal(pastedSecret(jwt({ akid: '../../audit', iat: 1e300 }))?.issuedAt, undefined)
})

it('holds back what looks like a secret without telling whose, and lets names pass', () => {
  for (const text of ['sk_live_4eC39HqLyjWDarjtT1zdp7dc', 'ory_pat_abc', '0123456789abcdef'.repeat(4)])
    assert.equal(pastedSecret(text)?.kind, 'unknown')
  for (const text of ['rev ci', 'ci-deploy-production-2026-11-22', keyId]) assert.equal(pastedSecret(text), undefined)
})
