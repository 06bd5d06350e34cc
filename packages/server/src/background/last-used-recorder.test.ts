import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { KeyUse } from '@latchkey/core/ports/key-store'
import { LastUsedRecorder, type LastUsedRecorderOptions } from './last-used-recorder.ts'

const acme = '11111111-1111-4111-8111-111111111111' as ProjectId
const globex = '22222222-2222-4222-8222-222222222222' as ProjectId
const keyIdOf = (index: number) => `key-${index}` as KeyId
const at = (ms: number) => ms as Instant
const MINUTE_MS = 60_000

/** A recorder over a store that keeps the batches it was given, with a clock that only the test moves. */
function openRecorder(options: Partial<LastUsedRecorderOptions> = {}) {
  const clock = { nowMs: 5_000_000, monotonicMs: () => clock.nowMs }
  const batches: (readonly KeyUse[])[] = []
  const errors: unknown[] = []
  const store = {
    isDown: false,
    recordUses(uses: readonly KeyUse[]): void {
      if (store.isDown) throw new Error('store is down')
      batches.push(uses)
    },
  }
  const recorder = new LastUsedRecorder({ keyStore: store, clock, onError: (error) => errors.push(error), ...options })
  return {
    clock,
    store,
    batches,
    errors,
    recorder,
    written: () => batches.flat().map(({ projectId, id, usedAt }) => ({ projectId, id, usedAt })),
  }
}

describe('LastUsedRecorder', () => {
  it('writes nothing on the request path, and the latest use at the next flush', async () => {
    const { recorder, written } = openRecorder()
    recorder.note(acme, keyIdOf(1), at(10))
    recorder.note(acme, keyIdOf(1), at(30))
    recorder.note(acme, keyIdOf(1), at(20))
    assert.deepEqual(written(), [])
    await recorder.flush()
    assert.deepEqual(written(), [{ projectId: acme, id: keyIdOf(1), usedAt: 30 }])
  })

  it('writes the address of the latest use, known or not', async () => {
    const { recorder, batches } = openRecorder()
    recorder.note(acme, keyIdOf(1), at(10), '10.0.0.1')
    recorder.note(acme, keyIdOf(1), at(30), '10.0.0.3')
    recorder.note(acme, keyIdOf(1), at(20), '10.0.0.2')
    recorder.note(acme, keyIdOf(2), at(10), '10.0.0.1')
    recorder.note(acme, keyIdOf(2), at(11))
    await recorder.flush()
    assert.deepEqual(
      batches.flat().map(({ ip }) => ip),
      ['10.0.0.3', undefined],
    )
  })

  it('keeps one key id in two projects apart', async () => {
    const { recorder, written } = openRecorder()
    recorder.note(acme, keyIdOf(1), at(1))
    recorder.note(globex, keyIdOf(1), at(2))
    await recorder.flush()
    assert.deepEqual(written(), [
      { projectId: acme, id: keyIdOf(1), usedAt: 1 },
      { projectId: globex, id: keyIdOf(1), usedAt: 2 },
    ])
  })

  it('writes nothing when nothing was used', async () => {
    const { recorder, batches } = openRecorder()
    await recorder.flush()
    recorder.note(acme, keyIdOf(1), at(1))
    await recorder.flush()
    await recorder.flush()
    assert.equal(batches.length, 1)
  })

  it('writes a key at most once a minute, and then its latest use', async () => {
    const { clock, recorder, written } = openRecorder()
    recorder.note(acme, keyIdOf(1), at(1))
    await recorder.flush()
    recorder.note(acme, keyIdOf(1), at(2))
    clock.nowMs += MINUTE_MS - 1
    recorder.note(acme, keyIdOf(1), at(3))
    await recorder.flush()
    assert.equal(written().length, 1)
    clock.nowMs += 1
    await recorder.flush()
    assert.deepEqual(
      written().map((use) => use.usedAt),
      [1, 3],
    )
  })

  it('writes a busy key once a minute, whatever the flushes', async () => {
    const { clock, recorder, written } = openRecorder()
    for (let second = 0; second < 600; second++) {
      recorder.note(acme, keyIdOf(1), at(second))
      if (second % 10 === 0) await recorder.flush()
      clock.nowMs += 1000
    }
    assert.deepEqual(
      written().map((use) => use.usedAt),
      [0, 60, 120, 180, 240, 300, 360, 420, 480, 540],
    )
  })

  it('writes everything at the end, the minute notwithstanding', async () => {
    const { recorder, written } = openRecorder()
    recorder.note(acme, keyIdOf(1), at(1))
    await recorder.flush()
    recorder.note(acme, keyIdOf(1), at(2))
    recorder.note(acme, keyIdOf(2), at(3))
    await recorder.stop()
    assert.deepEqual(
      written().map((use) => use.usedAt),
      [1, 2, 3],
    )
    await recorder.stop()
    assert.equal(written().length, 3)
  })

  it('waits at the end for a flush under way and writes what came in meanwhile', async () => {
    const released = Promise.withResolvers<void>()
    const written: number[] = []
    const keyStore = {
      async recordUses(uses: readonly KeyUse[]): Promise<void> {
        await released.promise
        written.push(...uses.map((use) => use.usedAt))
      },
    }
    const { recorder } = openRecorder({ keyStore })
    recorder.note(acme, keyIdOf(1), at(1))
    const flushed = recorder.flush()
    recorder.note(acme, keyIdOf(1), at(2))
    const stopped = recorder.stop()
    assert.deepEqual(written, [])
    released.resolve()
    await Promise.all([flushed, stopped])
    assert.deepEqual(written, [1, 2])
  })

  it('tries once more at the end what a flush under way could not write', async () => {
    const released = Promise.withResolvers<void>()
    const written: number[] = []
    let calls = 0
    const keyStore = {
      async recordUses(uses: readonly KeyUse[]): Promise<void> {
        calls++
        if (calls === 1) await released.promise
        written.push(...uses.map((use) => use.usedAt))
      },
    }
    const { recorder } = openRecorder({ keyStore })
    recorder.note(acme, keyIdOf(1), at(1))
    void recorder.flush()
    const stopped = recorder.stop()
    released.reject(new Error('store is down'))
    await stopped
    assert.deepEqual(written, [1])
  })

  it('keeps uses that could not be written, with what came later, for the next flush', async () => {
    const { recorder, store, errors, written } = openRecorder()
    for (let index = 0; index < 450; index++) recorder.note(acme, keyIdOf(index), at(1))
    store.isDown = true
    await recorder.flush()
    await recorder.flush()
    assert.equal(errors.length, 2)
    recorder.note(acme, keyIdOf(0), at(2))
    store.isDown = false
    await recorder.flush()
    assert.equal(written().length, 450)
    assert.equal(new Set(written().map((use) => use.id)).size, 450)
    assert.equal(written().find((use) => use.id === keyIdOf(0))?.usedAt, 2)
  })

  it('treats a rejecting store like a throwing one', async () => {
    const { recorder, errors } = openRecorder({ keyStore: { recordUses: () => Promise.reject(new Error('down')) } })
    recorder.note(acme, keyIdOf(1), at(1))
    await recorder.flush()
    await recorder.stop()
    assert.equal(errors.length, 2)
  })

  it('writes in short batches and lets other work run in between', async () => {
    const { recorder, batches } = openRecorder()
    for (let index = 0; index < 1000; index++) recorder.note(acme, keyIdOf(index), at(1))
    const flushed = recorder.flush()
    const batchesAtTurn = await new Promise((resolve) => setImmediate(() => resolve(batches.length)))
    await flushed
    assert.ok(Number(batchesAtTurn) < 5)
    assert.deepEqual(
      batches.map((batch) => batch.length),
      [200, 200, 200, 200, 200],
    )
  })

  it('drops new keys when it is full, counts them, and has room again after a flush', async () => {
    const { recorder, written } = openRecorder({ maxKeys: 2 })
    for (let index = 0; index < 5; index++) recorder.note(acme, keyIdOf(index), at(1))
    assert.equal(recorder.droppedUses, 3)
    await recorder.flush()
    recorder.note(acme, keyIdOf(3), at(2))
    recorder.note(acme, keyIdOf(4), at(2))
    recorder.note(acme, keyIdOf(5), at(2))
    assert.equal(recorder.droppedUses, 4)
    await recorder.flush()
    assert.deepEqual(
      written().map((use) => use.id),
      [0, 1, 3, 4].map(keyIdOf),
    )
  })

  it('forgets keys a minute after their last write', async () => {
    const { clock, recorder } = openRecorder({ maxKeys: 1000 })
    for (let round = 0; round < 20; round++) {
      for (let index = 0; index < 1000; index++) recorder.note(acme, keyIdOf(round * 1000 + index), at(round))
      await recorder.flush()
      clock.nowMs += MINUTE_MS
      await recorder.flush()
    }
    assert.equal(recorder.droppedUses, 0)
  })

  it('flushes on its own between start and stop, and does not keep the process alive', async () => {
    const first = Promise.withResolvers<void>()
    const seen: number[] = []
    const keyStore = {
      recordUses(uses: readonly KeyUse[]): void {
        seen.push(...uses.map((use) => use.usedAt))
        first.resolve()
      },
    }
    const { recorder } = openRecorder({ keyStore, flushEveryMs: 1 })
    const keepingAlive = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
    const before = keepingAlive()
    recorder.start()
    recorder.start()
    assert.equal(keepingAlive(), before)
    recorder.note(acme, keyIdOf(1), at(1))
    const keepAlive = setInterval(() => {}, 1000)
    await first.promise
    clearInterval(keepAlive)
    await recorder.stop()
    recorder.note(acme, keyIdOf(2), at(2))
    await new Promise((resolve) => setTimeout(resolve, 10))
    assert.deepEqual(seen, [1])
  })
})
