import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { describe, it } from 'node:test'
import { sleep } from './sleep.ts'

describe('sleep', () => {
  it('lasts as long as it should, and leaves nothing at the signal', async () => {
    const { signal } = new AbortController()
    const startedAt = performance.now()
    await sleep(30, signal)
    assert.ok(performance.now() - startedAt >= 29)
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })

  it('ends with the reason of the signal, now or before it begins', async () => {
    const controller = new AbortController()
    const sleeping = sleep(60_000, controller.signal)
    controller.abort(new Error('enough'))
    await assert.rejects(sleeping, /enough/)
    await assert.rejects(sleep(60_000, controller.signal), /enough/)
  })
})
