import assert from 'node:assert/strict'
import { it } from 'node:test'
import { cidrsOf, readIpList } from './ip-list.ts'

it('reads many addresses at once, each in its one spelling and once', () => {
  const lines = readIpList(' 10.0.0.5, 10.0.0.5/32;2001:DB8::1\n10.0.0.9/8\t::ffff:10.1.2.3 ')
  assert.deepEqual(cidrsOf(lines), ['10.0.0.5/32', '2001:db8::1/128', '10.0.0.0/8', '10.1.2.3/32'])
  assert.deepEqual(
    lines.map(({ hadHostBits }) => hadHostBits),
    [false, false, true, false],
  )
})

it('keeps what is no address, so that it can be shown', () => {
  for (const bad of ['10.0.0.0/33', '010.0.0.1', 'localhost', '10.0.0', '::1/129', '10.0.0.1/']) {
    const [line] = readIpList(bad)
    assert.equal(line?.cidr, undefined, bad)
    assert.equal(line?.text, bad)
  }
  assert.deepEqual(readIpList(' \n,; '), [])
})

it('tells a range that restricts nothing', () => {
  assert.deepEqual(
    readIpList('0.0.0.0/0 ::/0 10.0.0.0/10').map(({ isEverything }) => isEverything),
    [true, true, false],
  )
})
