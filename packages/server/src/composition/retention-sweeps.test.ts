import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { auditKeysOf } from '@latchkey/core/events/audit-keys'
import { makeVerifyChain } from '@latchkey/core/events/verify-chain'
import type { Instant } from '@latchkey/core/ports/clock'
import { buildAccount, buildSession } from '@latchkey/testkit/account-builders'
import { buildAuditEntry, buildInsertion, buildIssuedKey, buildUuid, buildWorkspaceRecord } from '@latchkey/testkit/builders'
import { FakeClock, TEST_START } from '@latchkey/testkit/fake-clock'
import { SeededRandom } from '@latchkey/testkit/seeded-random'
import { onTemporaryDatabase, type TemporaryDatabase } from '@latchkey/testkit/sqlite/temporary-database'
import { allOf, tallyAt } from '@latchkey/testkit/usage-builders'
import type { SweepKind, SweptBatch } from '../background/retention-sweeper.ts'
import type { RetentionConfig } from '../config/retention-settings.ts'
import { buildRetentionSweeps, type RetentionSurroundings } from './retention-sweeps.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const masterKeys = { current: randomBytes(32), retired: [] }
const forEver: RetentionConfig = {
  intervalMs: 1000,
  revokedKeysMs: undefined,
  expiredKeysMs: undefined,
  idempotencyMs: undefined,
  sessionsMs: undefined,
  usageMs: { minute: undefined, hour: undefined, day: undefined, failures: undefined, sources: undefined },
}

interface Bench extends TemporaryDatabase {
  readonly clock: FakeClock
  config: ReturnType<RetentionSurroundings['config']>
  sweep(kind: SweepKind, limit?: number): Promise<SweptBatch>
}

const onBench = (test: (bench: Bench) => Promise<void>) =>
  onTemporaryDatabase(async (database) => {
    const clock = new FakeClock()
    const random = new SeededRandom('retention')
    const config = () => bench.config
    const sweeps = buildRetentionSweeps({ store: database.store, masterKeys }, { config, clock, random })
    const bench: Bench = {
      ...database,
      clock,
      config: { retention: forEver, audit: { retentionMs: undefined } },
      sweep: (kind, limit = 10) => (sweeps.find((each) => each.kind === kind) ?? assert.fail(kind)).removeBatch(limit),
    }
    await test(bench)
  })

const removedBy = async (batch: Promise<SweptBatch>): Promise<number> => (await batch).removed

describe('what is swept', () => {
  const keys: readonly { kind: SweepKind; age: Partial<RetentionConfig>; facts: Parameters<typeof buildIssuedKey>[0] }[] = [
    { kind: 'expired_keys', age: { expiredKeysMs: 40 * DAY_MS }, facts: { expiresAt: TEST_START } },
    {
      kind: 'revoked_keys',
      age: { revokedKeysMs: 40 * DAY_MS },
      facts: { revocation: { at: TEST_START, reason: 'unspecified', description: undefined } },
    },
    { kind: 'idempotency', age: { idempotencyMs: 40 * DAY_MS }, facts: {} },
  ]
  for (const { kind, age, facts } of keys) {
    it(
      `are ${kind} from a millisecond after their age on, and nothing while they are kept for ever`,
      onBench(async (bench) => {
        const { store, projectId, clock } = bench
        const key = buildIssuedKey({ projectId, ...facts })
        const idempotency = { requestId: 'once', parametersHash: 'same' }
        await store.keys.insert(projectId, buildInsertion({ key, idempotency }))
        clock.advance(40 * DAY_MS)
        bench.config = { ...bench.config, retention: { ...forEver, ...age } }
        assert.deepEqual(await bench.sweep(kind), { removed: 0, hasMore: false })
        clock.advance(1)
        bench.config = { ...bench.config, retention: forEver }
        assert.equal(await removedBy(bench.sweep(kind)), 0)
        bench.config = { ...bench.config, retention: { ...forEver, ...age } }
        assert.deepEqual(await bench.sweep(kind, 1), { removed: 1, hasMore: true })
        assert.deepEqual(await bench.sweep(kind, 1), { removed: 0, hasMore: false })
      }),
    )
  }

  it(
    'are sessions that ended longer ago than their age',
    onBench(async (bench) => {
      const { store, clock } = bench
      const account = buildAccount()
      const workspace = buildWorkspaceRecord()
      const membership = { accountId: account.id, workspaceId: workspace.id, projectId: undefined, role: 'owner' } as const
      const entry = buildAuditEntry({ event: 'account.created', targetKind: 'account' })
      await store.accounts.createAccount(
        { account, workspace, memberships: [{ ...membership, createdAt: TEST_START }] },
        { chainId: workspace.id, entry },
      )
      await store.accounts.createSession(buildSession({ accountId: account.id, expiresAt: TEST_START }))
      bench.config = { ...bench.config, retention: { ...forEver, sessionsMs: HOUR_MS } }
      clock.advance(HOUR_MS)
      assert.equal(await removedBy(bench.sweep('sessions')), 0)
      clock.advance(1)
      assert.equal(await removedBy(bench.sweep('sessions')), 1)
    }),
  )

  it(
    'are figures of each length by their own age',
    onBench(async (bench) => {
      const { store, projectId, clock } = bench
      const tally = tallyAt(projectId, TEST_START, { keyId: buildUuid() })
      await store.usage.recordUsage([tally])
      const slots = async (period: 'minute' | 'hour') =>
        (await store.usage.queryUsage(projectId, allOf({ period }))).groups.flatMap((group) => group.slots).length
      clock.jumpTo((tally.minute + HOUR_MS) as Instant)
      bench.config = { ...bench.config, retention: { ...forEver, usageMs: { ...forEver.usageMs, minute: HOUR_MS } } }
      await bench.sweep('usage')
      assert.deepEqual([await slots('minute'), await slots('hour')], [1, 1])
      clock.advance(1)
      await bench.sweep('usage')
      assert.deepEqual([await slots('minute'), await slots('hour')], [0, 1])
    }),
  )

  it(
    'are invalidations after an hour, a few at a time, but for the last one',
    onBench(async (bench) => {
      const { store, projectId, clock } = bench
      const key = buildIssuedKey({ projectId })
      await store.keys.insert(projectId, buildInsertion({ key }))
      for (let round = 0; round < 5; round++) {
        const audit = [buildAuditEntry()]
        await store.keys.change(projectId, key.id, (it) => ({ update: { ...it, version: it.version + 1 }, audit }))
      }
      clock.advance(HOUR_MS)
      assert.equal(await removedBy(bench.sweep('outbox')), 0)
      clock.advance(1)
      assert.deepEqual(await bench.sweep('outbox', 3), { removed: 3, hasMore: true })
      assert.equal((await bench.sweep('outbox', 3)).hasMore, false)
    }),
  )

  it(
    'are the old ends of audit chains, batch after batch, and what is left can be proved',
    onBench(async (bench) => {
      const { store, projectId, clock } = bench
      for (let day = 0; day < 6; day++) {
        const audit = buildAuditEntry({ at: (TEST_START + day * DAY_MS) as Instant })
        await store.keys.insert(projectId, buildInsertion({ key: buildIssuedKey({ projectId }), audit }))
      }
      clock.advance(5 * DAY_MS)
      assert.deepEqual(await bench.sweep('audit', 2), { removed: 0, hasMore: false })
      bench.config = { ...bench.config, audit: { retentionMs: 2 * DAY_MS } }
      let removed = 0
      for (let hasMore = true; hasMore; ) {
        const batch = await bench.sweep('audit', 2)
        assert.ok(batch.removed <= 2)
        removed += batch.removed
        hasMore = batch.hasMore
      }
      const left = store.readAuditEvents(projectId)
      assert.deepEqual(
        left.map(({ at }) => at),
        [3, 4, 5].map((day) => TEST_START + day * DAY_MS),
      )
      assert.ok(removed >= 4, `${removed} events`)
      const verifyChain = makeVerifyChain({ auditLog: store.auditLog, keys: auditKeysOf(masterKeys) })
      assert.equal((await verifyChain(projectId, { mustExist: true })).problem, undefined)
    }),
  )
})
