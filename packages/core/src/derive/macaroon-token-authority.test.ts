import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fuzzRuns } from '../../vectors/sample-token.ts'
import { mayUseFrom } from '../verify/ip-restriction.ts'
import { coversScopes } from '../verify/scopes.ts'
import { intersectCidrs, intersectScopes } from './macaroon-token-authority.ts'

describe('intersectScopes', () => {
  it('keeps the narrower of two that overlap', () => {
    assert.deepEqual(intersectScopes(['read:*', 'write:a'], ['read:orders', 'write:b']), ['read:orders'])
    assert.deepEqual(intersectScopes(['read:orders', 'write:a'], ['read:*']), ['read:orders'])
    assert.deepEqual(intersectScopes(['*'], ['read:*', 'x']), ['read:*', 'x'])
    assert.deepEqual(intersectScopes(['read:orders:eu'], ['read:*', 'read:orders:*']), ['read:orders:eu'])
    assert.deepEqual(intersectScopes(['a', 'b'], ['b', 'c']), ['b'])
    assert.deepEqual(intersectScopes(['a'], []), [])
    assert.deepEqual(intersectScopes([], ['a', '*']), [])
    assert.deepEqual(intersectScopes(['read'], ['read:*']), [])
  })

  it('covers exactly what both cover', () => {
    const scope = fc
      .array(fc.constantFrom('a', 'b', 'read', '*', ''), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join(':'))
    const scopes = fc.array(scope, { maxLength: 6 })
    fc.assert(
      fc.property(scopes, scopes, scope, (held, wanted, required) => {
        const both = coversScopes(held, [required]) && coversScopes(wanted, [required])
        assert.equal(coversScopes(intersectScopes(held, wanted), [required]), both)
      }),
      { numRuns: fuzzRuns(5000) },
    )
  })
})

describe('intersectCidrs', () => {
  it('keeps the narrower of two that overlap', () => {
    assert.deepEqual(intersectCidrs(undefined, ['10.0.0.9/8']), ['10.0.0.0/8'])
    assert.deepEqual(intersectCidrs(['10.0.0.0/8'], ['10.1.0.0/16', '11.0.0.0/8']), ['10.1.0.0/16'])
    assert.deepEqual(intersectCidrs(['10.1.0.0/16', '10.2.0.0/16'], ['10.0.0.0/8']), ['10.1.0.0/16', '10.2.0.0/16'])
    assert.deepEqual(intersectCidrs(['10.0.0.0/8'], ['::ffff:10.1.0.0/112']), ['10.1.0.0/16'])
    assert.deepEqual(intersectCidrs(['::/0'], ['10.0.0.0/8']), [])
    assert.deepEqual(intersectCidrs(['0.0.0.0/0'], ['::/0']), [])
    assert.deepEqual(intersectCidrs(['2001:db8::/32'], ['2001:db8:1::/48', '2001:db9::/48']), ['2001:db8:1::/48'])
    assert.deepEqual(intersectCidrs(['not a range'], ['0.0.0.0/0']), [])
  })

  it('admits exactly the addresses that both admit', () => {
    const octets = fc.tuple(
      fc.constantFrom(10, 11, 192),
      fc.constantFrom(0, 1, 255),
      fc.constantFrom(0, 128),
      fc.constantFrom(0, 1, 7),
    )
    const v4 = octets.map((parts) => parts.join('.'))
    const v6 = fc
      .tuple(fc.constantFrom('2001:db8', 'fe80', '::ffff:10.0'), fc.constantFrom('::1', '::', ':1::', '.0.1'))
      .map((parts) => parts.join(''))
      .filter((text) => mayUseFrom(['::/0', '0.0.0.0/0'], text))
    const cidr = fc.oneof(fc.tuple(v4, fc.nat(32)), fc.tuple(v6, fc.nat(128))).map((parts) => parts.join('/'))
    const cidrs = fc.array(cidr, { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(cidrs, cidrs, fc.oneof(v4, v6), (held, wanted, ip) => {
        const both = mayUseFrom(held, ip) && mayUseFrom(wanted, ip)
        assert.equal(mayUseFrom(intersectCidrs(held, wanted), ip), both)
      }),
      { numRuns: fuzzRuns(5000) },
    )
  })

  it('stays fast on the longest lists that a token holds', () => {
    const v4 = Array.from({ length: 256 }, (_, index) => `10.${index}.0.0/16`)
    const v6 = Array.from({ length: 256 }, (_, index) => `2001:db8:${index.toString(16)}::/128`)
    const scopes = Array.from({ length: 256 }, (_, index) => `s${index}:*`)
    const startedAt = performance.now()
    for (let run = 0; run < 10; run++) {
      intersectCidrs(v4, v4)
      intersectCidrs(v6, v6)
      intersectScopes(scopes, scopes)
    }
    assert.ok(performance.now() - startedAt < 2000)
  })
})
