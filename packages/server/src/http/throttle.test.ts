import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FakeClock } from '@latchkey/testkit/fake-clock'
import { MemoryRateLimiter } from '../adapters/memory/memory-rate-limiter.ts'
import { makeThrottle, PUBLIC_POLICY } from './throttle.ts'

const { quota, windowMs } = PUBLIC_POLICY

function open() {
  const clock = new FakeClock()
  const throttle = makeThrottle(new MemoryRateLimiter({ clock }))
  const passes = async (ip: string | undefined): Promise<boolean> =>
    throttle(ip).then(
      () => true,
      () => false,
    )
  const useUp = async (ip: string | undefined): Promise<void> => {
    for (let turn = 0; turn < quota; turn++) assert.ok(await passes(ip), `turn ${turn}`)
  }
  return { clock, throttle, passes, useUp }
}

describe('the throttle of the public surface', () => {
  it('lets an address ask so often and no more, and says when to come back', async () => {
    const { clock, throttle, passes, useUp } = open()
    await useUp('192.0.2.1')
    await assert.rejects(throttle('192.0.2.1'), { code: 'too_many_requests', retryAfterSeconds: 1 })
    clock.advance(windowMs / quota - 1)
    assert.equal(await passes('192.0.2.1'), false)
    clock.advance(1)
    assert.equal(await passes('192.0.2.1'), true)
  })

  it('does not let one address pay for another', async () => {
    const { passes, useUp } = open()
    await useUp('192.0.2.1')
    assert.equal(await passes('192.0.2.2'), true)
  })

  it('takes all who hide in one IPv6 network for one, for it is given to one customer', async () => {
    const { passes, useUp } = open()
    await useUp('2001:db8:1:2::1')
    assert.equal(await passes('2001:db8:1:2:ffff::9'), false)
    assert.equal(await passes('2001:db8:1:2:3:4:5:6'), false)
    assert.equal(await passes('2001:db8:1:3::1'), true)
    await useUp('::1')
    assert.equal(await passes('::2'), false)
    await useUp('2001:db8::1')
    assert.equal(await passes('2001:db8:0:0:9::'), false)
    assert.equal(await passes('2001:db8:0:9::'), true)
  })

  it('gives callers without a known address one allowance together', async () => {
    const { passes, useUp } = open()
    await useUp(undefined)
    assert.equal(await passes(undefined), false)
  })

  it('stands in nobody’s way when the limiter cannot answer', async () => {
    await makeThrottle({ consume: () => undefined })('192.0.2.1')
  })
})
