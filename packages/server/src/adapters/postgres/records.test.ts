import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { ProjectId } from '@latchkey/core/key/api-key'
import { buildAuditEntry, buildIssuedKeyId, buildWorkspaceEntry, buildWorkspaceRecord } from '@latchkey/testkit/builders'
import { atMs } from '@latchkey/testkit/fake-clock'
import { findFreePort } from '@latchkey/testkit/servers/free-port'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { type PostgresServer, startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { describeRecordsOnSeveralInstances } from '@latchkey/testkit/several-instances-records'
import { emptyTables } from '@latchkey/testkit/sql/emptied-tables'
import { allOf, FOREVER, tallyAt, USAGE_DAY } from '@latchkey/testkit/usage-builders'
import { buildPublishedMessage } from '@latchkey/testkit/webhook-builders'
import { makeAuditAdministration } from '../../verify-audit.ts'
import type { NetworkDatabase } from '../sql/network-database.ts'
import { makeSqlStore } from '../sql/sql-store.ts'
import { PostgresDatabase } from './postgres-database.ts'
import { PostgresMigrator } from './postgres-migrator.ts'

let server: PostgresServer
let location: NetworkDatabase
let database: PostgresDatabase

before(async () => {
  server = await startPostgres()
  location = networkLocation(server.dsn)
  await new PostgresMigrator(location).up()
  database = new PostgresDatabase(location)
})

after(async () => {
  await database.close()
  await server.stop()
})

const openStore = () => makeSqlStore(new PostgresDatabase(location))

describeRecordsOnSeveralInstances('PostgreSQL', async () => {
  await emptyTables(database)
  return [openStore(), openStore()]
})

describe('records on PostgreSQL that cannot be reached', () => {
  it('are never taken for absent, and nothing counts as written', async () => {
    const store = makeSqlStore(new PostgresDatabase({ ...location, port: await findFreePort() }))
    const { usage, webhooks, auditLog } = store
    const projectId = buildIssuedKeyId() as string as ProjectId
    const delivery = { projectId, endpointId: 'e', messageId: 'm' }
    const time = { field: 'time', comparison: '<', instant: atMs(1) } as const
    const calls: readonly (() => unknown)[] = [
      () => usage.recordUsage([tallyAt(projectId, USAGE_DAY)]),
      () => usage.queryUsage(projectId, allOf({ groupBy: 'key' })),
      () => usage.listSources(projectId, 'k'),
      () => usage.listFailures(projectId, { keyId: undefined, ...FOREVER, after: undefined, limit: 1 }),
      () => webhooks.listEndpoints(projectId),
      () => webhooks.findEndpoint(projectId, 'e'),
      () => webhooks.findSpent(projectId, ['k']),
      () => webhooks.publish(projectId, [buildPublishedMessage()]),
      () => webhooks.listDeliveries(projectId, 'e', { state: undefined, after: 'm', limit: 1 }),
      () => webhooks.findDelivery(delivery),
      () => webhooks.replay(delivery, atMs(1)),
      () => webhooks.hasDue(atMs(1)),
      () => webhooks.claim({ claimer: 'c', now: atMs(1), until: atMs(2), limit: 1, perEndpoint: 1, busy: [] }),
      () => auditLog.listEvents(projectId, { conditions: [time], before: undefined, limit: 1 }),
      () => auditLog.readChain(projectId, { after: 0, limit: 1 }),
      () => auditLog.findHead(projectId),
      () => auditLog.readCheckpoint(projectId),
      () => auditLog.listChains(),
    ]
    try {
      for (const call of calls) await assert.rejects(async () => call(), { code: 'service_unavailable' }, `${call}`)
    } finally {
      await store.close()
    }
  })
})

/** Writes past the program, as whoever has the password of the database can. */
const tamper = (text: string): Promise<number> => database.transact((session) => session.run(text))

describe('audit verify on PostgreSQL', () => {
  const tamperings = [
    ['nothing', 'SELECT 1', undefined],
    ['a changed event', `UPDATE audit_events SET caller_name = 'somebody else' WHERE sequence = 2`, ['content', 2]],
    ['text that is no JSON', `UPDATE audit_events SET after_change = '{' WHERE sequence = 3`, ['content', 3]],
    ['a number beyond all that we write', `UPDATE audit_events SET at = 9223372036854775807 WHERE sequence = 3`, ['content', 3]],
    ['a missing event', 'DELETE FROM audit_events WHERE sequence = 3', ['gap', 3]],
    ['events that changed places', 'UPDATE audit_events SET sequence = sequence + 10 WHERE sequence = 3', ['gap', 3]],
    ['a cut end', 'DELETE FROM audit_events WHERE sequence > 3', ['head', 4]],
    ['a head that was put back', 'UPDATE audit_chains SET sequence = 3', ['head', 3]],
    ['a head that is gone', 'DELETE FROM audit_chains', ['head', 6]],
    [
      'a beginning cut off by somebody else',
      `INSERT INTO audit_checkpoints SELECT chain_id, sequence, hash, 0, 'forged' FROM audit_events WHERE sequence = 2`,
      ['checkpoint', 2],
    ],
  ] as const

  for (const [name, statement, found] of tamperings) {
    it(`says of ${name} where it is`, async () => {
      await emptyTables(database)
      const store = openStore()
      try {
        const workspace = buildWorkspaceRecord()
        await store.projects.createWorkspace(workspace, buildWorkspaceEntry())
        for (let at = 0; at < 4; at++) {
          const audit = buildAuditEntry({ at: atMs(at), event: 'workspace.updated', targetKind: 'workspace' })
          await store.projects.changeWorkspace(workspace.id, (current) => ({ workspace: current, audit }))
        }
        await tamper(statement)
        const { verifyAudit } = makeAuditAdministration(store, { current: new Uint8Array(32), retired: [] })
        const [{ kind, report } = assert.fail('no chain'), ...others] = await verifyAudit({})
        assert.deepEqual([kind, report.chainId, others], ['workspace', workspace.id, []])
        assert.deepEqual(report.problem && [report.problem.kind, report.problem.sequence], found)
      } finally {
        await store.close()
      }
    })
  }

  it('finds chains of which only events are left, however many there are', async () => {
    await emptyTables(database)
    await tamper(
      `INSERT INTO audit_events SELECT 'chain ' || chain, n, 'id', 0, 'e', 'k', 'c', 'n', 't', 'i', NULL, 'r', NULL, NULL, 'p', 'h'
      FROM generate_series(1, 1200) AS chain, generate_series(1, 3) AS n`,
    )
    await tamper(`INSERT INTO audit_checkpoints VALUES ('only a checkpoint', 1, 'h', 0, 's')`)
    const store = openStore()
    try {
      const chains = await store.auditLog.listChains()
      assert.deepEqual([chains.length, new Set(chains).size, chains.includes('only a checkpoint')], [1201, 1201, true])
    } finally {
      await store.close()
    }
  })
})
