import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import { insertExpiredKeys } from '@latchkey/testkit/sqlite/insert-expired-keys'
import { onTemporaryDatabase, type TemporaryDatabase } from '@latchkey/testkit/sqlite/temporary-database'
import { type RetentionSweep, type RetentionSweeperOptions, startRetentionSweeper } from './retention-sweeper.ts'

const NEVER_MS = 60_000_000
const LIMIT_MS = 20_000

/** Rows of a kind that do not exist, and what was asked for. */
function openSweep(kind: RetentionSweep['kind'], rows: number) {
  const state = { rows, batches: [] as number[], failures: 0 }
  const sweep: RetentionSweep = {
    kind,
    async removeBatch(limit) {
      state.batches.push(limit)
      if (state.failures > 0) {
        state.failures -= 1
        throw new DomainError('service_unavailable')
      }
      const removed = Math.min(limit, state.rows)
      state.rows -= removed
      return { removed, hasMore: removed === limit }
    },
  }
  return Object.assign(state, { sweep })
}

function start(sweeps: readonly RetentionSweep[], options: Partial<RetentionSweeperOptions> = {}) {
  const lines: string[] = []
  const note =
    (level: string) =>
    (facts: object, message: string): void =>
      void lines.push(`${level} ${(facts as { kind?: string }).kind} ${message}`)
  const logger = { info: note('info'), error: note('error') } as unknown as RetentionSweeperOptions['logger']
  const sweeper = startRetentionSweeper({ sweeps, everyMs: () => NEVER_MS, batchRows: 10, pauseMs: 0, logger, ...options })
  return { sweeper, lines }
}

async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; !isSo(); await delay(2)) assert.ok(Date.now() < end, 'it has not come to that')
}

describe('the retention sweeper', () => {
  it('sweeps kind after kind in small batches, and says how much there was', async () => {
    const [keys, sessions, nothing] = [openSweep('expired_keys', 25), openSweep('sessions', 10), openSweep('usage', 0)]
    const told: [string, number][] = []
    const { sweeper, lines } = start([keys.sweep, sessions.sweep, nothing.sweep], {
      onSwept: (kind, rows) => told.push([kind, rows]),
    })
    await sweeper.sweep()
    await sweeper.stop()
    assert.deepEqual([keys.rows, sessions.rows], [0, 0])
    assert.deepEqual(told, [
      ['expired_keys', 10],
      ['expired_keys', 10],
      ['expired_keys', 5],
      ['sessions', 10],
    ])
    assert.deepEqual([keys.batches, sessions.batches.length, nothing.batches.length], [[10, 10, 10], 2, 1])
    assert.deepEqual(
      lines.map((line) => line.split(' ', 2).join(' ')),
      ['info expired_keys', 'info sessions'],
    )
  })

  it('asks for 200 rows at most', async () => {
    const keys = openSweep('expired_keys', 0)
    const sweeper = startRetentionSweeper({ sweeps: [keys.sweep], everyMs: () => NEVER_MS, logger: { info() {}, error() {} } })
    await sweeper.sweep()
    await sweeper.stop()
    assert.ok((keys.batches[0] ?? 0) > 0 && (keys.batches[0] ?? 0) <= 200)
  })

  it('sweeps again and again, at the interval of the moment', async () => {
    const keys = openSweep('expired_keys', 0)
    let everyMs = 5
    const { sweeper } = start([keys.sweep], { everyMs: () => everyMs })
    await until(() => keys.batches.length >= 3)
    everyMs = NEVER_MS
    await delay(30)
    const { length } = keys.batches
    await delay(50)
    assert.equal(keys.batches.length, length)
    await sweeper.stop()
  })

  it('goes on with the other kinds when the store fails, and tries again', async () => {
    const [keys, sessions] = [openSweep('expired_keys', 5), openSweep('sessions', 5)]
    keys.failures = 2
    const { sweeper, lines } = start([keys.sweep, sessions.sweep], { everyMs: () => 5 })
    await until(() => keys.rows === 0)
    await sweeper.stop()
    assert.equal(sessions.rows, 0)
    assert.deepEqual(
      lines.filter((line) => line.startsWith('error')).map((line) => line.split(' ')[1]),
      ['expired_keys', 'expired_keys'],
    )
  })

  it('stops after the batch under way and goes on from there later', async () => {
    const keys = openSweep('expired_keys', 100)
    const first = start([keys.sweep], { pauseMs: NEVER_MS })
    const sweeping = first.sweeper.sweep()
    await until(() => keys.rows === 90)
    await first.sweeper.stop()
    await sweeping
    assert.equal(keys.rows, 90)
    const second = start([keys.sweep])
    await second.sweeper.sweep()
    await second.sweeper.stop()
    assert.equal(keys.rows, 0)
  })

  it('makes of two sweeps at once one', async () => {
    const keys = openSweep('expired_keys', 15)
    const { sweeper } = start([keys.sweep])
    await Promise.all([sweeper.sweep(), sweeper.sweep()])
    await sweeper.stop()
    assert.equal(keys.batches.length, 2)
  })
})

const child = fileURLToPath(import.meta.resolve('@latchkey/testkit/sqlite/sweep-keys.child'))
const AGE_MS = 1000
const KEYS = 3000

const startSweeping = ({ path, projectId }: TemporaryDatabase): ChildProcess =>
  spawn(process.execPath, [child, path, projectId, String(AGE_MS)], { stdio: ['ignore', 'pipe', 'inherit'] })

async function removedBy(process: ChildProcess): Promise<number> {
  const [output] = await Promise.all([text(process.stdout ?? assert.fail()), once(process, 'close')])
  assert.equal(process.exitCode, 0)
  return output.split('\n').reduce((sum, line) => sum + Number(line), 0)
}

/** How many keys the chain says are gone; throws when it does not hold together. */
function removedByChain({ store, projectId }: TemporaryDatabase): number {
  const events = store.readAuditEvents(projectId)
  assert.deepEqual(verifyAuditChain(events), { intact: true, last: store.findAuditHead(projectId) })
  return events
    .filter(({ event }) => event === 'retention.swept')
    .reduce((sum, { after }) => sum + Number(after?.['issued_api_keys']), 0)
}

describe('processes that sweep one database', () => {
  it(
    'at the same time take each key once',
    { timeout: 60_000 },
    onTemporaryDatabase(async (database) => {
      const { store, path, projectId } = database
      insertExpiredKeys(path, { projectId, count: KEYS, expiredAt: Date.now() - 10 * NEVER_MS })
      const removed = await Promise.all([removedBy(startSweeping(database)), removedBy(startSweeping(database))])
      assert.ok(
        removed.every((count) => count > 0),
        `${removed}`,
      )
      assert.equal(removed[0] + removed[1], KEYS)
      assert.equal(removedByChain(database), KEYS)
      assert.equal(await store.projects.countQuotaUse(projectId), 0)
    }),
  )

  it(
    'leave a true state behind when they are killed, and the next goes on from there',
    { timeout: 60_000 },
    onTemporaryDatabase(async (database) => {
      const { store, path, projectId } = database
      insertExpiredKeys(path, { projectId, count: KEYS, expiredAt: Date.now() - 10 * NEVER_MS })
      const victim = startSweeping(database)
      await once(victim.stdout ?? assert.fail(), 'data')
      victim.kill('SIGKILL')
      await once(victim, 'close')
      const left = await store.projects.countQuotaUse(projectId)
      assert.ok(left > 0 && left < KEYS, `${left} left`)
      assert.equal(removedByChain(database), KEYS - left)
      assert.equal(await removedBy(startSweeping(database)), left)
      assert.equal(await store.projects.countQuotaUse(projectId), 0)
      assert.equal(removedByChain(database), KEYS)
    }),
  )
})
