import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { describe, it } from 'node:test'
import { formatIssuedKey } from '@latchkey/core/credential/issued-key'
import type { KeyId } from '@latchkey/core/key/api-key'
import { searchShape } from './search-shape.ts'

const keyId = '792b4c1a-1a2d-430b-b733-c789a2b7b1fe'
const secret = formatIssuedKey(
  { prefix: 'ory_ak', keyId: keyId as KeyId, issuedAtSeconds: 1_780_334_005 },
  createSecretKey('a secret of at least thirty-two characters', 'utf8'),
)

const jwt = 'eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJhIn0.c2ln'

const cases = {
  '': { kind: 'nothing' },
  '  ': { kind: 'nothing' },
  [secret]: { kind: 'key', keyId, secret: true },
  [` ${secret} `]: { kind: 'key', keyId, secret: true },
  [keyId]: { kind: 'key', keyId, secret: false },
  [keyId.toUpperCase()]: { kind: 'key', keyId, secret: false },
  'actor:user_42': { kind: 'actor', actor: 'user_42' },
  'actor: user_42 ': { kind: 'actor', actor: 'user_42' },
  'ci-deploy-production-2026-11-22': { kind: 'name', prefix: 'ci-deploy-production-2026-11-22' },
  internationalisation: { kind: 'name', prefix: 'internationalisation' },
  'the key of a team with a long name 2026': { kind: 'name', prefix: 'the key of a team with a long name 2026' },
  sk_live_4eC39HqLyjWDarjt: { kind: 'unknown_secret' },
  [jwt]: { kind: 'unknown_secret' },
  mc_v1_AgEI: { kind: 'unknown_secret' },
  [secret.slice(0, -4)]: { kind: 'unknown_secret' },
  ['0123456789abcdef'.repeat(4)]: { kind: 'unknown_secret' },
}

describe('what is typed into the search', () => {
  for (const [text, shape] of Object.entries(cases))
    it(`takes "${text.slice(0, 40)}" for ${shape.kind}`, () => assert.deepEqual(searchShape(text), shape))
})
