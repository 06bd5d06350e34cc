import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ClientIpSource, makeClientIpResolver } from './client-ip.ts'

const client = '203.0.113.7'
const clientV6 = '2001:db8::7'
const proxies = ['10.0.0.0/8', '192.0.2.9', '2001:db8:aaaa::/48', '::1']
/** From the client inwards; the last one is our peer. */
const hops = ['192.0.2.9', '2001:db8:aaaa::2', '10.0.0.3']
const headerOf = {
  CF_CONNECTING_IP: 'cf-connecting-ip',
  X_REAL_IP: 'x-real-ip',
  TRUE_CLIENT_IP: 'true-client-ip',
  X_FORWARDED_FOR: 'x-forwarded-for',
} as const
const headerSources = Object.keys(headerOf) as (keyof typeof headerOf)[]
const unparsable = [
  '',
  ' ',
  'unknown',
  '_hidden',
  'localhost',
  '203.0.113',
  '203.0.113.7.8',
  '203.0.113.256',
  '0203.0.113.7',
  '203.0.113.7/32',
  '203.0.113.7:port',
  ':80',
  'fe80::1%eth0',
  'fe80::1%25eth0',
  '[203.0.113.7]',
  '[::7',
  '::7]',
  '::7:::',
  'for=203.0.113.7',
  '"203.0.113.7"',
  '203.0.113.7 10.0.0.1',
  '203.0.113.7;10.0.0.1',
  '٢.0.0.1',
  '203.0.113.7\u0000',
  '-',
  'x'.repeat(16_000),
]

const resolve = (
  source: ClientIpSource,
  socketAddress: string | undefined,
  headers: Record<string, string | string[]> = {},
  trustedProxies = proxies,
) => makeClientIpResolver({ source, trustedProxies })(socketAddress, headers)

describe('client IP from the connection', () => {
  it('is the canonical address of the peer', () => {
    assert.equal(resolve('remote_addr', client), client)
    assert.equal(resolve('remote_addr', `::ffff:${client}`), client)
    assert.equal(resolve('remote_addr', '2001:DB8:0::7'), clientV6)
  })

  it('believes no header', () => {
    const headers = Object.fromEntries(Object.values(headerOf).map((header) => [header, client]))
    assert.equal(resolve('remote_addr', '10.0.0.3', { ...headers, forwarded: `for=${client}` }), '10.0.0.3')
  })

  it('is unknown without an address, as on a closed or a Unix socket', () => {
    for (const address of [undefined, '', 'fe80::1%eth0', '/run/latchkey.sock'])
      assert.equal(resolve('remote_addr', address), undefined)
  })
})

for (const source of headerSources) {
  const header = headerOf[source]
  describe(`client IP from ${source}`, () => {
    it('is what a trusted proxy says', () => {
      for (const peer of ['10.0.0.3', '::ffff:10.0.0.3', '192.0.2.9', '::1', '2001:db8:aaaa::2']) {
        assert.equal(resolve(source, peer, { [header]: client }), client)
        assert.equal(resolve(source, peer, { [header]: ` ::ffff:${client} ` }), client)
        assert.equal(resolve(source, peer, { [header]: '2001:0DB8::0007' }), clientV6)
      }
    })

    it('is the peer when that is no trusted proxy, whatever it says', () => {
      for (const said of ['10.0.0.1', '127.0.0.1', client, 'garbage', '']) {
        assert.equal(resolve(source, '198.51.100.66', { [header]: said }), '198.51.100.66')
        assert.equal(resolve(source, '192.0.2.10', { [header]: said }), '192.0.2.10')
      }
      assert.equal(resolve(source, '10.0.0.3', { [header]: client }, []), '10.0.0.3')
    })

    it('is unknown when a trusted proxy says nothing, and never the proxy itself', () => {
      assert.equal(resolve(source, '10.0.0.3'), undefined)
      for (const other of Object.values(headerOf)) {
        if (other !== header) assert.equal(resolve(source, '10.0.0.3', { [other]: client }), undefined)
      }
    })

    for (const value of unparsable) {
      it(`is unknown for ${JSON.stringify(value.slice(0, 30))}`, () =>
        assert.equal(resolve(source, '10.0.0.3', { [header]: value }), undefined))
    }

    it('is unknown without a socket address', () => assert.equal(resolve(source, undefined, { [header]: client }), undefined))
  })
}

for (const source of ['CF_CONNECTING_IP', 'X_REAL_IP', 'TRUE_CLIENT_IP'] as const) {
  it(`${source}: a repeated header, a list and a port leave the caller unknown`, () => {
    for (const value of [
      `${client}, ${client}`,
      `${client},`,
      `,${client}`,
      `${client}:80`,
      `[${clientV6}]`,
      `[${clientV6}]:80`,
    ]) {
      assert.equal(resolve(source, '10.0.0.3', { [headerOf[source]]: value }), undefined, value)
    }
    assert.equal(resolve(source, '10.0.0.3', { [headerOf[source]]: [client, client] }), undefined)
  })
}

describe('client IP from a chain of proxies', () => {
  const spoofs = [
    '',
    '127.0.0.1',
    '10.0.0.1',
    'garbage',
    'unknown',
    '1.1.1.1, 2.2.2.2',
    '192.0.2.9, 10.0.0.1',
    '::1',
    ',',
    'fe80::1%eth0',
  ]
  const written = [
    client,
    clientV6,
    `${client}:4711`,
    `[${clientV6}]:4711`,
    `[${clientV6}]`,
    `::ffff:${client}`,
    clientV6.toUpperCase(),
  ]

  for (let count = 1; count <= hops.length; count++) {
    for (const spoof of spoofs) {
      it(`is the rightmost untrusted hop behind ${count}, with ${JSON.stringify(spoof)} to its left`, () => {
        const chain = hops.slice(hops.length - count)
        const peer = chain.at(-1)
        for (const address of written) {
          const list = [...(spoof === '' ? [] : [spoof]), address, ...chain.slice(0, -1)]
          const expected = address.toLowerCase().includes('db8') ? clientV6 : client
          // Node joins repeated headers with a comma and a space; proxies may leave the space out.
          assert.equal(resolve('X_FORWARDED_FOR', peer, { 'x-forwarded-for': list.join(', ') }), expected)
          assert.equal(resolve('X_FORWARDED_FOR', peer, { 'x-forwarded-for': list.join(',') }), expected)
        }
      })
    }
  }

  it('stops at an untrusted hop in the middle', () => {
    assert.equal(
      resolve('X_FORWARDED_FOR', '10.0.0.3', { 'x-forwarded-for': `${client}, 198.51.100.66, 192.0.2.9` }),
      '198.51.100.66',
    )
  })

  it('is unknown when a hop on the way cannot be read', () => {
    for (const hop of unparsable.filter((value) => value !== '')) {
      assert.equal(resolve('X_FORWARDED_FOR', '10.0.0.3', { 'x-forwarded-for': `${client}, ${hop}, 192.0.2.9` }), undefined, hop)
    }
    for (const list of [`${client},`, `${client}, `, `${client},,192.0.2.9`, ',', ',,']) {
      assert.equal(resolve('X_FORWARDED_FOR', '10.0.0.3', { 'x-forwarded-for': list }), undefined, list)
    }
  })

  it('is unknown when there are only trusted proxies', () => {
    for (const list of ['10.0.0.1', '10.0.0.1, 192.0.2.9', ',10.0.0.1']) {
      assert.equal(resolve('X_FORWARDED_FOR', '10.0.0.3', { 'x-forwarded-for': list }), undefined, list)
    }
  })

  it('is not fooled by 500 forged left sides', () => {
    const resolver = makeClientIpResolver({ source: 'X_FORWARDED_FOR', trustedProxies: proxies })
    for (let index = 0; index < 500; index++) {
      const forged = Array.from({ length: (index % 7) + 1 }, (_, hop) =>
        hop % 2 === 0 ? `10.0.${index % 256}.${hop}` : spoofs[index % spoofs.length],
      )
      assert.equal(resolver('10.0.0.3', { 'x-forwarded-for': `${forged.join(', ')}, 198.51.100.66` }), '198.51.100.66')
      assert.equal(resolver('198.51.100.66', { 'x-forwarded-for': forged.join(', ') }), '198.51.100.66')
    }
  })
})

describe('makeClientIpResolver', () => {
  it('refuses a trusted proxy that is neither address nor range', () => {
    for (const proxy of ['', 'proxy.local', '10.0.0.0/33', '10.0.0', '*', '0.0.0.0/0/0']) {
      assert.throws(() => makeClientIpResolver({ source: 'X_REAL_IP', trustedProxies: [proxy] }), RangeError)
    }
  })

  it('remembers no answer for another question', () => {
    const resolver = makeClientIpResolver({ source: 'X_REAL_IP', trustedProxies: proxies })
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 3000; index++) {
        const address = `198.51.${index >> 8}.${index & 255}`
        assert.equal(resolver('10.0.0.3', { 'x-real-ip': address }), address)
      }
    }
  })
})
