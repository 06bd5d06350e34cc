import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { browser, GOOD_PASSWORD, openAccountBench } from '@latchkey/testkit/account-bench'
import { makeSessionReader, SESSION_IDLE_MS, SESSION_LIFE_MS, stepUpUntil } from './session.ts'

const right = { email: 'owner@example.com', password: GOOD_PASSWORD }

async function openSession() {
  const bench = await openAccountBench()
  await bench.claim()
  const { started } = await bench.signIn(browser, right)
  const touches: unknown[] = []
  const accounts = {
    findSession: (hash: string) => bench.store.accounts.findSession(hash),
    touchSession: async (hash: string, times: Parameters<typeof bench.store.accounts.touchSession>[1]) => {
      touches.push(times)
      await bench.store.accounts.touchSession(hash, times)
    },
  }
  return { ...bench, started, touches, value: started.value.reveal(), read: makeSessionReader({ accounts, clock: bench.clock }) }
}

describe('a session', () => {
  it('is found by its value and by nothing else', async () => {
    const { read, value, started } = await openSession()
    assert.equal((await read(value))?.session.id, started.session.id)
    const other = value.startsWith('A') ? `B${value.slice(1)}` : `A${value.slice(1)}`
    for (const wrong of [undefined, '', other, `${value} `, value.slice(1), started.session.hash, started.session.id])
      assert.equal(await read(wrong), undefined, String(wrong))
  })

  it('ends after twelve idle hours, to the millisecond', async () => {
    const { read, value, clock } = await openSession()
    clock.advance(SESSION_IDLE_MS - 1)
    assert.notEqual(await read(value), undefined)
    clock.advance(SESSION_IDLE_MS)
    assert.equal(await read(value), undefined)
  })

  it('ends after seven days however busy it is, to the millisecond', async () => {
    const { read, value, clock } = await openSession()
    const step = SESSION_IDLE_MS / 2
    for (let passed = step; passed < SESSION_LIFE_MS; passed += step) {
      clock.advance(step)
      assert.notEqual(await read(value), undefined)
    }
    clock.advance(step - 1)
    assert.notEqual(await read(value), undefined)
    clock.advance(1)
    assert.equal(await read(value), undefined)
  })

  it('is written down at most once a minute, and keeps when its person was proved', async () => {
    const { read, value, clock, touches, started } = await openSession()
    await read(value)
    clock.advance(59_999)
    await read(value)
    assert.deepEqual(touches, [])
    clock.advance(1)
    const signedIn = await read(value)
    await read(value)
    assert.deepEqual(touches, [{ lastSeenAt: clock.now(), provedAt: started.session.provedAt }])
    assert.equal(signedIn?.session.lastSeenAt, clock.now())
    assert.equal(signedIn && stepUpUntil(signedIn.session), started.session.provedAt + 600_000)
  })

  it('that is not there stays an outage when the store is away', async () => {
    const { clock, value } = await openSession()
    const accounts = { findSession: () => Promise.reject(new Error('away')), touchSession: async () => {} }
    await assert.rejects(makeSessionReader({ accounts, clock })(value), /away/)
  })
})
