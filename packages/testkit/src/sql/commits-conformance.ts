import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import type { ProjectId } from '@latchkey/core/key/api-key'
import { type Mutation, SqlCommits } from '@latchkey/server/adapters/sql/commits'
import type { SqlDatabase } from '@latchkey/server/adapters/sql/sql-database'
import { makeSqlStore } from '@latchkey/server/adapters/sql/sql-store'
import { buildAuditEntry, buildIssuedKeyId, buildProjectId } from '../builders.ts'
import { TEST_START } from '../fake-clock.ts'
import { emptyTables } from './emptied-tables.ts'

const WRITE = `INSERT INTO idempotency (project_id, origin, request_id, key_id, parameters_hash, created_at)
  VALUES (?, 'issued', ?, 'key', 'hash', 0)`

/** What every engine makes of mutations of one chain that wait for each other. */
export function describeCommits(engine: string, database: () => SqlDatabase): void {
  const open = async () => {
    await emptyTables(database())
    const announced: string[] = []
    const commits = new SqlCommits({
      database: database(),
      reach() {},
      onCommitted: (entries) => announced.push(...entries.map(({ invalidation }) => invalidation.kind)),
    })
    const projectId = buildProjectId()
    const runs: string[] = []
    const write =
      (name: string, fail: () => void = () => {}): Mutation<string> =>
      async (transaction) => {
        runs.push(name)
        await transaction.session.run(WRITE, [projectId, name])
        await transaction.appendAudit(projectId, buildAuditEntry({ targetId: name }))
        transaction.announce({ kind: 'api_key', projectId, keyId: buildIssuedKeyId(), version: 1 }, TEST_START)
        fail()
        return name
      }
    /** The first one is alone; the others wait for it, and share the next transaction. */
    const runAll = async (...mutations: readonly Mutation<string>[]): Promise<readonly string[]> => {
      const settled = await Promise.allSettled(mutations.map((mutate) => commits.run(projectId, mutate)))
      return settled.map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason.code ?? each.reason.message)))
    }
    return { projectId, write, runAll, runs, announced, kept: () => keptOf(database(), projectId) }
  }

  describe(`changes that share a transaction on ${engine}`, () => {
    it('are all there, with an event and an announcement each, in their order', async () => {
      const { write, runAll, runs, announced, kept } = await open()
      const names = ['first', ...Array.from({ length: 170 }, (_, index) => `${index}`)]
      assert.deepEqual(await runAll(...names.map((name) => write(name))), names)
      assert.deepEqual(await kept(), { rows: names.toSorted(), events: names })
      assert.equal(announced.length, names.length)
      assert.equal(runs.length, names.length)
    })

    it('lose nothing by one that is refused before it writes, and are not run again', async () => {
      const { write, runAll, runs, kept } = await open()
      const refused: Mutation<string> = async () => {
        throw new DomainError('conflict', { reason: 'told to' })
      }
      assert.deepEqual(await runAll(write('first'), write('a'), refused, write('b')), ['first', 'a', 'conflict', 'b'])
      assert.deepEqual(await kept(), { rows: ['a', 'b', 'first'], events: ['first', 'a', 'b'] })
      assert.deepEqual(runs, ['first', 'a', 'b'])
    })

    for (const [kind, fail] of [
      ['is refused', () => new DomainError('conflict', { reason: 'told to' })],
      ['fails', () => new TypeError('conflict')],
    ] as const)
      it(`lose nothing by one that ${kind} after it has written, and it leaves nothing`, async () => {
        const { write, runAll, announced, kept } = await open()
        const failing = (name: string) =>
          write(name, () => {
            throw fail()
          })
        const came = await runAll(write('first'), write('a'), failing('one'), write('b'), failing('another'), write('c'))
        assert.deepEqual(came, ['first', 'a', 'conflict', 'b', 'conflict', 'c'])
        assert.deepEqual(await kept(), { rows: ['a', 'b', 'c', 'first'], events: ['first', 'a', 'b', 'c'] })
        assert.equal(announced.length, 4)
      })

    it('lose nothing by one whose event the database does not take', async () => {
      const { write, runAll, announced, kept, projectId } = await open()
      const unwritable: Mutation<string> = async (transaction) => {
        await transaction.appendAudit(projectId, buildAuditEntry({ targetId: randomBytes(8_000).toString('hex') }))
        return 'written'
      }
      const came = await runAll(write('first'), write('a'), unwritable, write('b'))
      assert.deepEqual(came.toSpliced(2, 1), ['first', 'a', 'b'])
      assert.notEqual(came[2], 'written')
      assert.deepEqual(await kept(), { rows: ['a', 'b', 'first'], events: ['first', 'a', 'b'] })
      assert.equal(announced.length, 3)
    })

    it('fail together when the database refuses one of them its place', async () => {
      const { write, runAll, kept } = await open()
      const came = await runAll(write('first'), write('a'), async () => {
        throw new DomainError('service_unavailable', { reason: 'told to' })
      })
      assert.deepEqual(came, ['first', 'service_unavailable', 'service_unavailable'])
      assert.deepEqual(await kept(), { rows: ['first'], events: ['first'] })
    })
  })
}

async function keptOf(database: SqlDatabase, projectId: ProjectId) {
  const rows = await database.administration.all<readonly [string]>(
    'SELECT request_id FROM idempotency WHERE project_id = ? ORDER BY request_id',
    [projectId],
  )
  const store = makeSqlStore(database)
  const events = await store.readAuditEvents(projectId)
  assert.deepEqual(verifyAuditChain(events), { intact: true, last: await store.findAuditHead(projectId) })
  return { rows: rows.map(([name]) => name).toSorted(), events: events.map(({ targetId }) => targetId) }
}
