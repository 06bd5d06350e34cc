import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { PoolWorkerOrder } from '@latchkey/testkit/threads/pool-worker.child'
import { pino } from 'pino'
import { WorkerPool } from './worker-pool.ts'

const ENTRY = new URL(import.meta.resolve('@latchkey/testkit/threads/pool-worker.child'))

async function until(isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 10_000; !isSo(); await delay(5)) assert.ok(Date.now() < deadline, isSo.toString())
}

describe('a pool of workers', () => {
  let pool: WorkerPool<PoolWorkerOrder>
  let ended: (readonly [owner: number, figures: readonly string[]])[]
  let crashes: number
  let logs: Record<string, unknown>[]
  let lines: string[]
  const open = (workerData: () => object = () => ({})) => {
    ended = []
    crashes = 0
    logs = []
    lines = []
    pool = new WorkerPool({
      count: 3,
      entry: ENTRY,
      workerData,
      firstOwner: 2,
      stopWithinMs: 500,
      onEnded: (owner, figures) => ended.push([owner, figures.map(({ name }) => name)]),
      onCrash: () => crashes++,
      logLine: (line) => lines.push(line),
      logger: pino({}, { write: (line: string) => logs.push(JSON.parse(line)) }),
      backoff: { firstMs: 10, mostMs: 80, soundMs: 60_000 },
    })
    return pool
  }
  afterEach(() => pool.stop())

  it('listens on the port that the first of them took, and tells which they are', async () => {
    assert.equal(await open().start(0), 40_002)
    assert.equal(pool.listening, 3)
    assert.deepEqual(
      (await pool.readFigures()).map((figures) => figures[0]?.name),
      ['2', '3', '4'],
    )
  })

  it('replaces one that crashed by one with another number, and keeps what it last told', async () => {
    await open().start(5000)
    await pool.readFigures()
    pool.tellAll({ kind: 'reload', reload: { crash: 2 } })
    await until(() => crashes === 1 && pool.listening === 2)
    assert.deepEqual(ended, [[3, ['3']]])
    await until(() => pool.listening === 3)
    assert.deepEqual(
      (await pool.readFigures()).map((figures) => figures[0]?.name),
      ['2', '5', '4'],
    )
    assert.match(JSON.stringify(logs[0]), /"crashed":2.*told to crash/)
  })

  it('loses no line of a thread that ends right after it has logged it', async () => {
    await open().start(5000)
    pool.tellAll({ kind: 'reload', reload: { crash: 2 } })
    await until(() => crashes === 1 && pool.listening === 3)
    assert.deepEqual(lines, ['3 crashes'])
    await pool.stop()
    assert.deepEqual(lines.slice(1).sort(), ['2 stops', '4 stops', '5 stops'])
  })

  it('waits longer each time for one that cannot start any more, and goes on with the others', async () => {
    let failsAtStart = 0
    await open(() => ({ failsAtStart })).start(5000)
    failsAtStart = 1
    pool.tellAll({ kind: 'reload', reload: { crash: 1 } })
    await until(() => crashes === 4)
    assert.equal(pool.listening, 2)
    failsAtStart = 0
    await until(() => pool.listening === 3)
  })

  it('does not start when one of them cannot, says why, and leaves none of them', async () => {
    await assert.rejects(open(() => ({ failsAtStart: 3 })).start(5000), /cannot start/)
    await until(() => ended.length === 3)
    assert.equal(crashes, 0)
  })

  it('does not wait for ever for one that is deaf, neither for its figures nor for its end', async () => {
    await open().start(5000)
    await pool.readFigures()
    pool.tellAll({ kind: 'reload', reload: { becomeDeaf: 2 } })
    const startedAt = performance.now()
    assert.deepEqual(
      (await pool.readFigures()).map((figures) => figures[0]?.name),
      ['2', '3', '4'],
    )
    await Promise.all([pool.stop(), pool.stop()])
    assert.ok(performance.now() - startedAt < 5000)
    assert.deepEqual(ended.map(([owner]) => owner).toSorted(), [2, 3, 4])
    assert.equal(crashes, 0)
  })

  it('replaces nobody once it stops', async () => {
    await open().start(5000)
    pool.tellAll({ kind: 'reload', reload: { crash: 1 } })
    await until(() => crashes === 1)
    await pool.stop()
    await delay(50)
    assert.equal(pool.listening, 0)
    assert.equal(new Set(ended.map(([owner]) => owner)).size, ended.length)
  })
})
