import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { otherMacaroons } from '../../vectors/macaroon-package.ts'
import { expiresAtSeconds, fuzzRuns, hmacKeyOf, sampleGrant } from '../../vectors/sample-token.ts'
import { buildDerivedTokenClaims } from '../derive/derived-token-claims.ts'
import { macaroonRootKey, mintMacaroon } from '../derive/macaroon-token.ts'
import { attenuateMacaroon } from './attenuate.ts'
import { macaroonPrefixOf, parseMacaroon } from './macaroon-text.ts'

const hmacKey = hmacKeyOf('c0ffee'.repeat(10))
const mint = (prefix: string): string => mintMacaroon(buildDerivedTokenClaims(sampleGrant('macaroon')), prefix, hmacKey)
const token = mint('mc')

describe('attenuateMacaroon', () => {
  it('adds one caveat as JSON and keeps the rest', () => {
    const narrowed = attenuateMacaroon(token, { exp: expiresAtSeconds - 1, scp: ['read:orders'] })
    const caveats = (parseMacaroon(narrowed, 'mc') ?? assert.fail()).caveats.map(({ identifier }) =>
      Buffer.from(identifier).toString(),
    )
    assert.equal(caveats.length, 2)
    assert.equal(caveats[1], JSON.stringify({ exp: expiresAtSeconds - 1, scp: ['read:orders'] }))
  })

  it('makes what another implementation verifies', () => {
    const narrowed = attenuateMacaroon(attenuateMacaroon(token, { scp: ['read:orders'] }), { acl: ['10.0.0.0/8'] })
    const seen: string[] = []
    otherMacaroons.importMacaroon(narrowed.slice('mc_v1_'.length)).verify(macaroonRootKey(hmacKey), (condition) => {
      seen.push(condition)
      return null
    })
    assert.deepEqual(seen.slice(1), ['{"scp":["read:orders"]}', '{"acl":["10.0.0.0/8"]}'])
  })

  it('leaves out members that are undefined', () => {
    const caveat = { exp: 1, ...JSON.parse('{}'), nbf: undefined }
    const { caveats } = parseMacaroon(attenuateMacaroon(token, caveat), 'mc') ?? assert.fail()
    assert.equal(Buffer.from(caveats[1]?.identifier ?? []).toString(), '{"exp":1}')
  })

  it('refuses caveats that a server would refuse', () => {
    const refused: readonly object[] = [
      {},
      { unknown: 1 },
      { exp: 1, unknown: 1 },
      { exp: '1' },
      { exp: -1 },
      { exp: 1.5 },
      { exp: NaN },
      { exp: Infinity },
      { exp: 8.65e12 },
      { exp: null },
      { nbf: '0' },
      { scp: 'read' },
      { scp: [1] },
      { scp: { 0: 'read' } },
      { scp: Array.from({ length: 257 }, String) },
      { acl: [] },
      { acl: ['10.0.0.1'] },
      { acl: ['10.0.0.0/33'] },
      { acl: ['nonsense/8'] },
      { acl: '10.0.0.0/8' },
      { exp: undefined },
      [],
    ]
    for (const caveat of refused) assert.throws(() => attenuateMacaroon(token, caveat), RangeError, JSON.stringify(caveat))
  })

  it('refuses what is no macaroon token', () => {
    const other = otherMacaroons.newMacaroon({ identifier: 'x', rootKey: Buffer.from('r'), version: 2 })
    assert.ok(attenuateMacaroon(`x_v1_${Buffer.from(other.exportBinary()).toString('base64url')}`, { exp: 1 }))
    for (const text of [
      '',
      'mc_v1_',
      'mc_v1_Ag',
      token.slice(3),
      token.slice(0, -1),
      `${token}A`,
      `${token}=`,
      ` ${token}`,
      `ö${token}`,
      `long_prefix${token}`,
    ]) {
      assert.throws(() => attenuateMacaroon(text, { exp: 1 }), RangeError, text)
    }
  })

  it('stops at 32 caveats and at 8 KiB', () => {
    let narrowed = token
    for (let count = 1; count < 32; count++) narrowed = attenuateMacaroon(narrowed, { exp: count })
    assert.throws(() => attenuateMacaroon(narrowed, { exp: 1 }), RangeError)
    const long = Array.from({ length: 100 }, () => 'x'.repeat(60))
    assert.throws(() => attenuateMacaroon(token, { scp: long }), RangeError)
  })

  it('finds the prefix of any token, even one that looks like more than a prefix', () => {
    for (const prefix of ['a', '_v1_', 'mc_v1_Ag', '_v1__v1_', 'v1_', '________']) {
      assert.equal(macaroonPrefixOf(mint(prefix)), prefix)
      assert.equal(macaroonPrefixOf(attenuateMacaroon(mint(prefix), { exp: 1 })), prefix)
    }
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9_]{1,8}$/), (prefix) => assert.equal(macaroonPrefixOf(mint(prefix)), prefix)),
      { numRuns: fuzzRuns(200) },
    )
  })
})
