import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import { atMs } from '@latchkey/testkit/fake-clock'
import { onTemporaryDatabase } from '@latchkey/testkit/sqlite/temporary-database'

const child = fileURLToPath(import.meta.resolve('@latchkey/testkit/sqlite/insert-together.child'))

interface Insertion {
  readonly outcome: string
  readonly keyId?: string
  readonly requestId?: string
}

describe('several processes on one database', () => {
  it(
    'keep the quota exact and one key per request id',
    { timeout: 120_000 },
    onTemporaryDatabase(async ({ store, path, projectId }) => {
      const run = promisify(execFile)
      const ran = await Promise.all([1, 2, 3].map(() => run(process.execPath, [child, path, projectId, '200', '100'])))
      const insertions = ran.flatMap(({ stdout }) => JSON.parse(stdout) as Insertion[])
      const countOf = (outcome: string) => insertions.filter((each) => each.outcome === outcome).length
      assert.deepEqual([countOf('inserted'), countOf('exists'), countOf('request_id_reused')], [100, 0, 0])
      assert.equal(countOf('quota_exceeded') + countOf('replayed'), 500)
      const madeBy = Map.groupBy(
        insertions.filter(({ requestId, keyId }) => requestId && keyId),
        ({ requestId }) => requestId,
      )
      for (const made of madeBy.values()) {
        assert.equal(new Set(made.map(({ keyId }) => keyId)).size, 1)
        assert.equal(made.filter(({ outcome }) => outcome === 'inserted').length, 1)
      }
      const listed = await store.keys.list(projectId, {
        origin: 'issued',
        conditions: [],
        after: undefined,
        limit: 1_000,
        now: atMs(0),
      })
      assert.equal(listed.length, 100)
      const events = store.readAuditEvents(projectId)
      assert.equal(events.length, 101)
      assert.deepEqual(verifyAuditChain(events), { intact: true, last: store.findAuditHead(projectId) })
      assert.equal(store.invalidations.hasNews(), true)
    }),
  )
})
