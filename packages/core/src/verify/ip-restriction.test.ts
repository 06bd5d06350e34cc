import assert from 'node:assert/strict'
import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { canonicalCidr, canonicalIp, makeCidrMatcher, mayUseFrom } from './ip-restriction.ts'

const hostileAddresses = [
  '',
  ' ',
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.256',
  '01.2.3.4',
  '1.2.3.04',
  '1.2.3.',
  '.1.2.3.4',
  '1..2.3',
  '0x7f.0.0.1',
  '2130706433',
  '127.1',
  ' 1.2.3.4',
  '1.2.3.4 ',
  '1.2.3.4:80',
  '1,2,3,4',
  '-1.2.3.4',
  '1.2.3.4\0',
  '١.2.3.4',
  '1.2.3.4/32',
  'localhost',
  'unknown',
  '_hidden',
  ':',
  ':::',
  '::1::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7:8::',
  '::1:2:3:4:5:6:7:8',
  ':1:2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7:',
  'fe80::1%eth0',
  'fe80::1%25eth0',
  '[::1]',
  '[::1]:80',
  '12345::',
  'g::',
  '::-1',
  '1.2.3.4::',
  '::1.2.3.4:1',
  '1:2:3:4:5:6:7:1.2.3.4',
  '::1.2.3',
  '::01.2.3.4',
  '::ffff:1.2.3.256',
  '::ffff:01.2.3.4',
  '::ffff:1.2.3',
  '0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0',
  '1'.repeat(100_000),
  ':'.repeat(100_000),
]

describe('canonicalIp', () => {
  const spellings: readonly (readonly [string, string])[] = [
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['192.0.2.1', '192.0.2.1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    // RFC 5952 §4.2: the longest run, the first of equals, never a single group.
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:c000:0201', '192.0.2.1'],
    ['::192.0.2.1', '::c000:201'],
    ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
    ['::fffe:1.2.3.4', '::fffe:102:304'],
  ]
  for (const [text, canonical] of spellings)
    it(`writes ${text} as ${canonical}`, () => assert.equal(canonicalIp(text), canonical))

  for (const text of hostileAddresses) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => assert.equal(canonicalIp(text), undefined))
  }

  it('accepts exactly what the operating system’s rules accept, zones aside', () => {
    const piece = fc.constantFrom('0', '1', 'ff', 'FFFF', '10000', ':', '::', '.', '1.2.3.4', '256', '00', 'g')
    const text = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(text, (candidate) =>
        assert.equal(canonicalIp(candidate) !== undefined, isIPv4(candidate) || isIPv6(candidate)),
      ),
      { numRuns: 2000 },
    )
  })

  it('has one spelling per address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const canonical = canonicalIp(text)
        assert.ok(canonical !== undefined)
        assert.equal(canonicalIp(canonical), canonical)
        assert.equal(canonicalIp(text.toUpperCase()), canonical)
      }),
    )
  })
})

describe('canonicalCidr', () => {
  const spellings: readonly (readonly [string, string])[] = [
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['10.0.0.5/32', '10.0.0.5/32'],
    ['255.255.255.255/0', '0.0.0.0/0'],
    ['192.0.2.129/25', '192.0.2.128/25'],
    ['2001:DB8::1/32', '2001:db8::/32'],
    ['::1/128', '::1/128'],
    ['ffff::/1', '8000::/1'],
    ['2001:db8:ffff::/33', '2001:db8:8000::/33'],
    ['::/0', '::/0'],
    ['::ffff:10.1.2.3/104', '10.0.0.0/8'],
    ['::ffff:10.1.2.3/128', '10.1.2.3/32'],
    ['::ffff:10.1.2.3/96', '0.0.0.0/0'],
    ['::ffff:10.1.2.3/95', '::fffe:0:0/95'],
  ]
  for (const [text, canonical] of spellings)
    it(`writes ${text} as ${canonical}`, () => assert.equal(canonicalCidr(text), canonical))

  const refused = [
    '',
    '/',
    '10.0.0.0',
    '::1',
    '10.0.0.0/',
    '/8',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0.0/+8',
    '10.0.0.0/8.0',
    '10.0.0.0/1e1',
    '10.0.0.0/8/8',
    '10.0.0.0/255.0.0.0',
    '10.0.0.0 /8',
    '10.0.0.0/ 8',
    '10.0.0.0/8\n',
    '10.0.0/8',
    '010.0.0.0/8',
    'fe80::%eth0/64',
    '[::]/0',
    '10.0.0.0/٨',
    '1.2.3.4/9999999999',
  ]
  for (const text of refused) it(`refuses ${JSON.stringify(text)}`, () => assert.equal(canonicalCidr(text), undefined))
})

describe('mayUseFrom', () => {
  it('lets a key without a list in from anywhere, known or not', () => {
    assert.equal(mayUseFrom(undefined, '192.0.2.1'), true)
    assert.equal(mayUseFrom(undefined, undefined), true)
  })

  it('refuses an unknown address as soon as there is a list', () => {
    assert.equal(mayUseFrom(['0.0.0.0/0', '::/0'], undefined), false)
    assert.equal(mayUseFrom(['0.0.0.0/0', '::/0'], 'unknown'), false)
    assert.equal(mayUseFrom([], '192.0.2.1'), false)
  })

  it('holds at both edges of a range', () => {
    const list = ['192.0.2.64/26', '2001:db8:8000::/33']
    for (const inside of ['192.0.2.64', '192.0.2.127', '2001:db8:8000::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff']) {
      assert.equal(mayUseFrom(list, inside), true, inside)
    }
    for (const outside of ['192.0.2.63', '192.0.2.128', '2001:db8:7fff:ffff:ffff:ffff:ffff:ffff', '2001:db9::']) {
      assert.equal(mayUseFrom(list, outside), false, outside)
    }
  })

  it('matches a mapped address with its IPv4 range, and never across the families', () => {
    assert.equal(mayUseFrom(['10.0.0.0/8'], '::ffff:10.1.2.3'), true)
    assert.equal(mayUseFrom(['::ffff:10.0.0.0/104'], '10.1.2.3'), true)
    assert.equal(mayUseFrom(['::/0'], '10.1.2.3'), false)
    assert.equal(mayUseFrom(['0.0.0.0/0'], '2001:db8::1'), false)
  })

  it('lets a broken range match nothing', () => {
    assert.equal(mayUseFrom(['10.0.0.0', 'nonsense', '10.0.0.0/99'], '10.0.0.0'), false)
    assert.equal(mayUseFrom(['nonsense', '10.0.0.0/8'], '10.0.0.0'), true)
  })

  it('keeps the lists of two keys apart', () => {
    const office = ['192.0.2.0/24']
    const cluster = ['10.0.0.0/8']
    assert.deepEqual(
      [office, cluster, office].map((list) => mayUseFrom(list, '10.0.0.1')),
      [false, true, false],
    )
  })

  it('agrees with the operating system’s own range check', () => {
    const oracle = (ip: string, base: string, bits: number) => {
      const family = isIPv4(base) ? 'ipv4' : 'ipv6'
      const list = new BlockList()
      list.addSubnet(base, bits, family)
      return isIPv4(ip) === isIPv4(base) && list.check(ip, family)
    }
    // Addresses that share leading bits with the base, or else hardly any would lie inside.
    const v4 = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.nat(255)).map(([a, d]) => `10.${a}.0.${d}`)
    const v6 = fc
      .tuple(fc.constantFrom('0', '8000', 'ffff'), fc.constantFrom('0', '1', '8000'))
      .map(([a, b]) => `2001:db8:${a}:${b}::${b}`)
    fc.assert(
      fc.property(fc.oneof(v4, v6), fc.oneof(v4, v6), fc.nat(128), (ip, base, anyBits) => {
        const bits = isIPv4(base) ? anyBits % 33 : anyBits
        assert.equal(makeCidrMatcher([`${base}/${bits}`])(ip), oracle(ip, base, bits))
      }),
      { numRuns: 2000 },
    )
  })
})
