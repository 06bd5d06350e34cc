import assert from 'node:assert/strict'
import diagnostics from 'node:diagnostics_channel'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import type { ApiKey } from '@latchkey/core/key/api-key'
import { buildAuditEntry, buildInsertion, buildIssuedKey } from '@latchkey/testkit/builders'
import { atMs } from '@latchkey/testkit/fake-clock'
import { fill, type Mutation, mutationsOf, renamed, snapshotOf } from '@latchkey/testkit/sqlite/mutations'
import { onTemporaryDatabase } from '@latchkey/testkit/sqlite/temporary-database'
import type { SqliteStore } from './sqlite-store.ts'

const everything = { conditions: [], after: undefined, limit: 100, now: atMs(0) } as const

/** Runs SQL beside the store, as an operator with a shell on the file would. */
function sabotage(path: string, sql: string): void {
  const db = new DatabaseSync(path)
  db.exec(sql)
  db.close()
}

/** What a trigger may refuse, and which mutations write there. */
const all: readonly Mutation[] = [
  'issue',
  'import',
  'batch',
  'update',
  'rotate',
  'delete',
  'createAccessKey',
  'deleteAccessKey',
  'changeProject',
]
const announced: readonly Mutation[] = ['update', 'rotate', 'delete', 'deleteAccessKey', 'changeProject']
const counted: readonly Mutation[] = ['issue', 'import', 'batch', 'delete']
const failing = [
  { statement: 'INSERT ON audit_events', mutations: all },
  { statement: 'UPDATE ON audit_chains', mutations: all },
  { statement: 'INSERT ON outbox', mutations: announced },
  { statement: 'UPDATE OF live_keys ON projects', mutations: counted },
  { statement: 'INSERT ON idempotency', mutations: ['issue'] },
  { statement: 'INSERT ON issued_api_keys', mutations: ['issue', 'rotate'] },
] as const satisfies readonly { statement: string; mutations: readonly Mutation[] }[]

describe('when the storage fails', () => {
  for (const { statement, mutations: affected } of failing) {
    it(
      `changes nothing and is unavailable when ${statement} fails`,
      onTemporaryDatabase(async ({ store, path, projectId }) => {
        const attempts = mutationsOf(store, projectId, await fill(store, projectId))
        const before = await snapshotOf(store, projectId)
        sabotage(path, `CREATE TRIGGER failing BEFORE ${statement} BEGIN SELECT RAISE(ABORT, 'no'); END`)
        for (const mutation of affected) {
          await assert.rejects(attempts[mutation](), { code: 'service_unavailable' }, mutation)
          assert.deepEqual(await snapshotOf(store, projectId), before, mutation)
        }
        sabotage(path, 'DROP TRIGGER failing')
        for (const mutation of affected) await attempts[mutation]()
        assert.equal(verifyAuditChain(store.readAuditEvents(projectId)).intact, true)
      }),
    )
  }

  it(
    'fails only the mutation that failed, when the others are sound',
    onTemporaryDatabase(async ({ store, path, projectId }) => {
      sabotage(
        path,
        `CREATE TRIGGER failing BEFORE INSERT ON audit_events WHEN new.request_id = 'bad' BEGIN SELECT RAISE(ABORT, 'no'); END`,
      )
      const made = Array.from({ length: 9 }, (_, index) =>
        buildInsertion({
          key: buildIssuedKey({ projectId }),
          keyQuota: 6,
          audit: buildAuditEntry({ requestId: index % 3 === 0 ? 'bad' : 'good' }),
        }),
      )
      const settled = await Promise.allSettled(made.map((insertion) => store.keys.insert(projectId, insertion)))
      assert.deepEqual(
        settled.map(({ status }) => status[0]),
        [...'rffrffrff'],
      )
      for (const [index, { key }] of made.entries())
        assert.equal(store.keys.find(projectId, key.id) !== undefined, index % 3 !== 0)
      // The failed ones took no place in the chain nor in the quota.
      assert.equal(verifyAuditChain(store.readAuditEvents(projectId)).intact, true)
      const full = await store.keys.insert(projectId, buildInsertion({ key: buildIssuedKey({ projectId }), keyQuota: 6 }))
      assert.deepEqual(full, { outcome: 'quota_exceeded', limit: 6, used: 6 })
    }),
  )

  it(
    'rejects everyone when the commit fails',
    onTemporaryDatabase(async ({ store, path, projectId }) => {
      sabotage(
        path,
        `CREATE TABLE parent (id INTEGER PRIMARY KEY);
      CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
      CREATE TRIGGER failing AFTER INSERT ON issued_api_keys WHEN new.name = 'bad' BEGIN INSERT INTO child VALUES (1); END`,
      )
      const before = await snapshotOf(store, projectId)
      const made = ['good', 'bad', 'good'].map((name) => buildInsertion({ key: buildIssuedKey({ projectId, name }) }))
      const settled = await Promise.allSettled(made.map((insertion) => store.keys.insert(projectId, insertion)))
      assert.ok(settled.every((each) => each.status === 'rejected' && each.reason.code === 'service_unavailable'))
      assert.deepEqual(await snapshotOf(store, projectId), before)
      const [good] = made
      assert.equal(good && (await store.keys.insert(projectId, good)).outcome, 'inserted')
    }),
  )
})

describe('when the storage is full, locked or gone', () => {
  it(
    'refuses writes while the disk is full, goes on reading, and heals by itself',
    onTemporaryDatabase(async ({ store, projectId }) => {
      const { issued } = await fill(store, projectId)
      const db = connectionOf(store)
      db.exec(`PRAGMA max_page_count = ${Number(db.prepare('PRAGMA page_count').get()?.['page_count'])}`)
      const acknowledged: ApiKey[] = []
      const insert = async (): Promise<void> => {
        const key = buildIssuedKey({ projectId, metadata: { padding: 'x'.repeat(2_000) } })
        await store.keys.insert(projectId, buildInsertion({ key }))
        acknowledged.push(key)
      }
      const settled = await Promise.allSettled(Array.from({ length: 300 }, insert))
      assert.ok(settled.some((each) => each.status === 'rejected'))
      for (const each of settled) if (each.status === 'rejected') assert.equal(each.reason.code, 'service_unavailable')
      await assert.rejects(insert(), { code: 'service_unavailable' })
      assert.deepEqual(store.keys.find(projectId, issued.id), issued)
      assert.deepEqual([store.isHealthy(), store.isWritable()], [true, false])
      db.exec('PRAGMA max_page_count = 1000000')
      await insert()
      assert.equal(store.isWritable(), true)
      const listed = await store.keys.list(projectId, { origin: 'issued', ...everything, limit: 1_000 })
      assert.deepEqual(listed.map(({ id }) => id).sort(), [issued.id, ...acknowledged.map(({ id }) => id)].sort())
      assert.equal(verifyAuditChain(store.readAuditEvents(projectId)).intact, true)
    }),
  )

  it(
    'is unavailable when another process holds the lock for too long',
    onTemporaryDatabase(
      async ({ store, path, projectId }) => {
        const holder = new DatabaseSync(path)
        holder.exec('BEGIN IMMEDIATE')
        const insertion = buildInsertion({ key: buildIssuedKey({ projectId }) })
        await assert.rejects(store.keys.insert(projectId, insertion), { code: 'service_unavailable' })
        assert.equal(store.keys.find(projectId, insertion.key.id), undefined)
        holder.close()
        assert.equal((await store.keys.insert(projectId, insertion)).outcome, 'inserted')
      },
      { busyTimeoutMs: 20 },
    ),
  )

  it(
    'never takes an unreadable table for an absent key',
    onTemporaryDatabase(async ({ store, path, projectId }) => {
      const { issued } = await fill(store, projectId)
      sabotage(
        path,
        'ALTER TABLE issued_api_keys RENAME TO lost; ALTER TABLE access_keys RENAME TO lost_too; ALTER TABLE projects RENAME TO gone',
      )
      const unavailable = { code: 'service_unavailable' }
      await assert.rejects(async () => store.keys.find(projectId, issued.id), unavailable)
      await assert.rejects(async () => store.keys.findMany(projectId, [issued.id]), unavailable)
      await assert.rejects(async () => store.keys.list(projectId, { origin: 'issued', ...everything }), unavailable)
      await assert.rejects(store.keys.change(projectId, issued.id, renamed), unavailable)
      await assert.rejects(async () => store.keys.recordUses([{ projectId, id: issued.id, usedAt: atMs(0) }]), unavailable)
      await assert.rejects(async () => store.accessKeys.findByHash('hash'), unavailable)
      await assert.rejects(async () => store.projects.findProject({ id: projectId }), unavailable)
      assert.equal(store.isHealthy(), false)
    }),
  )

  it(
    'is unavailable once it is closed',
    onTemporaryDatabase(async ({ store, projectId }) => {
      const { id } = buildIssuedKey()
      await store.close()
      await store.close()
      await assert.rejects(async () => store.keys.find(projectId, id), DomainError)
      await assert.rejects(async () => store.invalidations.hasNews(), { code: 'service_unavailable' })
      await assert.rejects(store.keys.change(projectId, id, renamed), { code: 'service_unavailable' })
      assert.equal(store.isHealthy(), false)
    }),
  )
})

/** The store's own connection, as the runtime shows it to whoever traces queries. */
function connectionOf(store: SqliteStore): DatabaseSync {
  const seen: DatabaseSync[] = []
  const watch = (message: unknown): void => {
    seen.push((message as { database: DatabaseSync }).database)
  }
  diagnostics.subscribe('sqlite.db.query', watch)
  store.isHealthy()
  diagnostics.unsubscribe('sqlite.db.query', watch)
  const [db] = seen
  assert.ok(db)
  return db
}
