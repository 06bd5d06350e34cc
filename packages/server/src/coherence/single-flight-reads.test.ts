import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import type { ApiKey, KeyId } from '@latchkey/core/key/api-key'
import { buildIssuedKey, buildProjectId } from '@latchkey/testkit/builders'
import { FakeClock } from '@latchkey/testkit/fake-clock'
import { type KeyReads, makeSingleFlightReads, type SingleFlightOptions, type SingleFlightReads } from './single-flight-reads.ts'

const key = buildIssuedKey()
const { id, projectId } = key
const unavailable = { code: 'service_unavailable' }

let clock: FakeClock
let asked: { readonly ids: readonly KeyId[]; answer(found: ApiKey | undefined): void; fail(error: Error): void }[]
let reads: SingleFlightReads
const open = (options: Partial<SingleFlightOptions> = {}): SingleFlightReads => {
  const store: KeyReads = {
    find: (_projectId, wanted) => {
      const { promise, resolve, reject } = Promise.withResolvers<ApiKey | undefined>()
      asked.push({ ids: [wanted], answer: resolve, fail: reject })
      return promise
    },
    findMany: (_projectId, ids) => {
      const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<KeyId, ApiKey>>()
      asked.push({ ids, answer: (found) => resolve(new Map(found && [[found.id, found]])), fail: reject })
      return promise
    },
  }
  return makeSingleFlightReads(store, { clock, ...options })
}
beforeEach(() => {
  clock = new FakeClock()
  asked = []
  reads = open()
})

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

describe('reads in single flight', () => {
  it('ask once for all who want the same at one time', async () => {
    const all = Array.from({ length: 100 }, () => reads.keyStore.find(projectId, id))
    assert.equal(asked.length, 1)
    asked[0]?.answer(key)
    assert.deepEqual(new Set(await Promise.all(all)), new Set([key]))
    void reads.keyStore.find(projectId, id)
    assert.equal(asked.length, 2)
  })

  it('keep apart other keys, other projects, and one key from many', () => {
    void reads.keyStore.find(projectId, id)
    void reads.keyStore.find(projectId, buildIssuedKey().id)
    void reads.keyStore.find(buildProjectId(), id)
    void reads.keyStore.findMany(projectId, [id])
    assert.equal(asked.length, 4)
    void reads.keyStore.findMany(projectId, [id])
    assert.equal(asked.length, 4)
  })

  it('let nobody join a read that began 50 ms ago', async () => {
    void reads.keyStore.find(projectId, id)
    clock.advance(49)
    void reads.keyStore.find(projectId, id)
    assert.equal(asked.length, 1)
    clock.advance(1)
    const late = reads.keyStore.find(projectId, id)
    assert.equal(asked.length, 2)
    asked[0]?.answer(undefined)
    asked[1]?.answer(key)
    assert.equal(await late, key)
  })

  it('let nobody join a read that began before a change', async () => {
    void reads.keyStore.find(projectId, id)
    void reads.keyStore.findMany(projectId, [buildIssuedKey().id, id])
    reads.forget(projectId, id)
    void reads.keyStore.find(projectId, id)
    assert.equal(asked.length, 3)
    reads.forgetEverything()
    const fresh = reads.keyStore.find(projectId, id)
    assert.equal(asked.length, 4)
    // That an older read lands does not end the younger one.
    asked[0]?.answer(key)
    await settle()
    assert.equal(await Promise.race([reads.keyStore.find(projectId, id), fresh, 'joined']), 'joined')
    assert.equal(asked.length, 4)
  })

  it('share a failure, and try again after it', async () => {
    const both = [reads.keyStore.find(projectId, id), reads.keyStore.find(projectId, id)]
    asked[0]?.fail(new Error('away'))
    for (const answer of both) await assert.rejects(async () => answer, /away/)
    const again = reads.keyStore.find(projectId, id)
    asked[1]?.answer(key)
    assert.equal(await again, key)
  })

  it('ask for no more at once than they may, in the order of the questions', async () => {
    reads = open({ readsMax: 2 })
    const keys = Array.from({ length: 5 }, () => buildIssuedKey())
    const answers = keys.map((one) => reads.keyStore.find(projectId, one.id))
    assert.equal(asked.length, 2)
    for (const [index, one] of keys.entries()) {
      assert.ok(asked.length <= index + 2)
      assert.deepEqual(asked[index]?.ids, [one.id])
      asked[index]?.answer(one)
      await settle()
    }
    assert.deepEqual(await Promise.all(answers), keys)
  })

  it('let a read that still waits be joined, however long it waits', async () => {
    reads = open({ readsMax: 1 })
    void reads.keyStore.find(projectId, buildIssuedKey().id)
    const first = reads.keyStore.find(projectId, id)
    clock.advance(500)
    const second = reads.keyStore.find(projectId, id)
    asked[0]?.answer(undefined)
    await settle()
    assert.equal(asked.length, 2)
    asked[1]?.answer(key)
    assert.deepEqual(await Promise.all([first, second]), [key, key])
  })

  it('refuse with service_unavailable what would wait behind too many, or for too long', async () => {
    reads = open({ readsMax: 1, waitingMax: 1, waitMaxMs: 20 })
    void reads.keyStore.find(projectId, buildIssuedKey().id)
    const waiting = reads.keyStore.find(projectId, buildIssuedKey().id)
    await assert.rejects(async () => reads.keyStore.find(projectId, buildIssuedKey().id), unavailable)
    await assert.rejects(async () => waiting, unavailable)
    asked[0]?.answer(undefined)
    await settle()
    const next = reads.keyStore.find(projectId, id)
    assert.equal(asked.length, 2)
    asked[1]?.answer(key)
    assert.equal(await next, key)
  })

  it('stay in the same tick with a store that answers at once', () => {
    const store: KeyReads = { find: () => key, findMany: () => new Map([[id, key]]) }
    const direct = makeSingleFlightReads(store, { clock })
    assert.equal(direct.keyStore.find(projectId, id), key)
    assert.deepEqual(direct.keyStore.findMany(projectId, [id]), new Map([[id, key]]))
  })
})
