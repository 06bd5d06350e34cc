import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, it, mock } from 'node:test'
import { buildAuditEntry, buildInsertion, buildIssuedKey } from '@latchkey/testkit/builders'
import { atMs } from '@latchkey/testkit/fake-clock'
import { insertExpiredKeys } from '@latchkey/testkit/sqlite/insert-expired-keys'
import { onTemporaryDatabase } from '@latchkey/testkit/sqlite/temporary-database'
import { openConnection } from './connection.ts'
import { listEndedSql } from './ended-key-statements.ts'

describe('the search for what has outlived its retention', () => {
  it(
    'reads an index in its order, and no row besides',
    onTemporaryDatabase(async ({ path }) => {
      const db = openConnection(path)
      for (const origin of ['issued', 'imported'] as const) {
        for (const ending of ['expired', 'revoked'] as const) {
          const plan = db.prepare(`EXPLAIN QUERY PLAN ${listEndedSql(origin, ending)}`).all(1, 10)
          const steps = plan.map(({ detail }) => String(detail))
          assert.equal(steps.length, 1, steps.join('; '))
          assert.match(
            steps[0] ?? '',
            new RegExp(`^SEARCH ${origin}_api_keys USING (COVERING )?INDEX ${origin}_api_keys_${ending}_by_end`),
          )
        }
      }
      db.close()
    }),
  )

  it(
    'does not forget request ids by looking at all of them',
    onTemporaryDatabase(async ({ path }) => {
      const prepare = mock.method(DatabaseSync.prototype, 'prepare')
      const db = openConnection(path)
      const { EndedKeyStatements } = await import('./ended-key-statements.ts')
      new EndedKeyStatements(db)
      const sql = prepare.mock.calls
        .map(({ arguments: [text] }) => text)
        .find((text) => text.startsWith('DELETE FROM idempotency'))
      prepare.mock.restore()
      const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(1, 10)
      assert.deepEqual(
        steps.filter(({ detail }) => /SCAN|TEMP B-TREE/.test(String(detail))),
        [],
      )
      db.close()
    }),
  )
})

describe('a sweep of keys on SQLite', () => {
  it(
    'tells nobody of single keys, so that no other process has to forget everything',
    onTemporaryDatabase(async ({ store, path, projectId }) => {
      insertExpiredKeys(path, { projectId, count: 100, expiredAt: atMs(0) })
      const { position } = await store.invalidations.readInvalidations(0)
      const audit = () => buildAuditEntry({ event: 'retention.swept', targetKind: 'project' })
      assert.equal(await store.keys.removeEnded({ ending: 'expired', endedBefore: atMs(1_000), limit: 200, audit }), 100)
      assert.deepEqual((await store.invalidations.readInvalidations(position)).invalidations, [])
    }),
  )

  it(
    'shares a transaction with what others write, and takes nothing of theirs along when it fails',
    onTemporaryDatabase(async ({ store, projectId }) => {
      const key = buildIssuedKey({ projectId, expiresAt: atMs(0) })
      await store.keys.insert(projectId, buildInsertion({ key, keyQuota: 1 }))
      const failing = store.keys.removeEnded({
        ending: 'expired',
        endedBefore: atMs(1),
        limit: 10,
        audit: () => assert.fail('no entry'),
      })
      const other = store.keys.insert(projectId, buildInsertion({ key: buildIssuedKey({ projectId }), keyQuota: 1 }))
      await assert.rejects(failing)
      assert.equal((await other).outcome, 'quota_exceeded')
      assert.equal(await store.projects.countQuotaUse(projectId), 1)
    }),
  )
})
