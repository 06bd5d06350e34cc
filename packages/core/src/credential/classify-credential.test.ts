import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fuzzRuns, hmacKeyOf, newEd25519Key, sampleGrant } from '../../vectors/sample-token.ts'
import { buildDerivedTokenClaims } from '../derive/derived-token-claims.ts'
import { signJwt } from '../derive/jwt.ts'
import { mintMacaroon } from '../derive/macaroon-token.ts'
import type { KeyId } from '../key/api-key.ts'
import { classifyCredential } from './classify-credential.ts'
import { formatIssuedKey, parseIssuedKey } from './issued-key.ts'

const hmacKey = hmacKeyOf('c0ffee'.repeat(10))
const keyId = '6ba7b810-9dad-41d1-80b4-00c04fd430c8' as KeyId
const jwt = signJwt(buildDerivedTokenClaims(sampleGrant('jwt')), newEd25519Key('k1'))
const macaroon = mintMacaroon(buildDerivedTokenClaims(sampleGrant('macaroon')), 'mc', hmacKey)
const issuedKey = formatIssuedKey({ prefix: 'ory_ak', keyId, issuedAtSeconds: 1_795_000_000 }, hmacKey)

/** The routing rules of the contract, once more and independently. */
function expectedKind(text: string, macaroonPrefixes: readonly string[]): string {
  const parts = text.split('.')
  if (text.startsWith('eyJ') && parts.length === 3) return 'jwt'
  if (macaroonPrefixes.some((prefix) => text.startsWith(`${prefix}_v1_`))) return 'macaroon'
  return parseIssuedKey(text) === undefined ? 'imported_key' : 'issued_key'
}

describe('classifyCredential', () => {
  it('knows each kind', () => {
    assert.deepEqual(classifyCredential(jwt, ['mc']), { kind: 'jwt' })
    assert.deepEqual(classifyCredential(macaroon, ['mc']), { kind: 'macaroon', prefix: 'mc' })
    assert.deepEqual(classifyCredential(issuedKey, ['mc']), { kind: 'issued_key', parsed: parseIssuedKey(issuedKey) })
    assert.deepEqual(classifyCredential('sk_live_abc', ['mc']), { kind: 'imported_key' })
    assert.deepEqual(classifyCredential('', ['mc']), { kind: 'imported_key' })
  })

  it('takes an unsigned or emptied token for a token still', () => {
    for (const text of ['eyJ..', 'eyJhbGciOiJub25lIn0.e30.', 'eyJ.\n.', 'eyJ a.b.c '])
      assert.equal(classifyCredential(text, ['mc']).kind, 'jwt', text)
    for (const text of ['eyJ', 'eyJ.', 'eyJ.a.b.c', ' eyJ.a.b', 'eyj.a.b', 'Bearer eyJ.a.b']) {
      assert.equal(classifyCredential(text, ['mc']).kind, 'imported_key', text)
    }
  })

  it('lets the first rule win', () => {
    assert.equal(classifyCredential('eyJ_v1_.a.b', ['eyJ']).kind, 'jwt')
    assert.deepEqual(classifyCredential(issuedKey, ['ory_ak']), { kind: 'macaroon', prefix: 'ory_ak' })
    assert.equal(classifyCredential(issuedKey, ['ory']).kind, 'issued_key')
    assert.equal(classifyCredential(macaroon, []).kind, 'imported_key')
    assert.equal(classifyCredential(macaroon, ['MC', 'm', 'mcx']).kind, 'imported_key')
  })

  it('means the longest macaroon prefix that fits, in whichever order they come', () => {
    const text = 'mc_v1_a_v1_Ag'
    for (const prefixes of [
      ['mc', 'mc_v1_a'],
      ['mc_v1_a', 'mc'],
    ]) {
      assert.deepEqual(classifyCredential(text, prefixes), { kind: 'macaroon', prefix: 'mc_v1_a' })
    }
  })

  it('takes an issued key that is not canonical for an imported one', () => {
    for (const text of [`${issuedKey} `, issuedKey.toLowerCase(), issuedKey.slice(0, -1), issuedKey.replace('_v1_', '_v2_')]) {
      assert.equal(classifyCredential(text, ['mc']).kind, 'imported_key', text)
    }
  })

  it('gives every text exactly one kind: the first rule that applies', () => {
    const piece = fc.constantFrom(
      'eyJ',
      '.',
      '_v1_',
      'mc',
      'ory_ak',
      '_',
      'Ag',
      issuedKey,
      macaroon,
      jwt,
      issuedKey.slice(10),
      ' ',
      '\ud800',
    )
    const text = fc.oneof(
      fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'binary', maxLength: 60 }),
    )
    const prefixes = fc.subarray(['mc', 'mc_v1_Ag', 'ory_ak', 'eyJ', '_'])
    fc.assert(
      fc.property(text, prefixes, (value, macaroonPrefixes) => {
        const classified = classifyCredential(value, macaroonPrefixes)
        assert.equal(classified.kind, expectedKind(value, macaroonPrefixes))
        if (classified.kind === 'macaroon') assert.ok(value.startsWith(`${classified.prefix}_v1_`))
        assert.deepEqual(classifyCredential(value, macaroonPrefixes.toReversed()), classified)
      }),
      { numRuns: fuzzRuns(3000) },
    )
  })

  it('stays fast on hostile lengths', () => {
    const startedAt = performance.now()
    for (const unit of ['eyJ', '.', '_', '_v1_', 'eyJ.', '1', '\ud800']) classifyCredential(unit.repeat(100_000), ['mc'])
    classifyCredential(`eyJ${'a'.repeat(300_000)}`, ['mc'])
    assert.ok(performance.now() - startedAt < 500)
  })
})
