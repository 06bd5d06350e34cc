import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { describeAccessKeyStore } from '@latchkey/testkit/access-key-store-conformance'
import { describeAccountStore } from '@latchkey/testkit/account-store-conformance'
import { describeAuditLog } from '@latchkey/testkit/audit-log-conformance'
import { describeChecklistStore } from '@latchkey/testkit/checklist-store-conformance'
import { describeKeyStore } from '@latchkey/testkit/key-store-conformance'
import type { OpenedStore } from '@latchkey/testkit/opened-store'
import { describeProjectStore } from '@latchkey/testkit/project-store-conformance'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { type PostgresServer, startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { describeCommits } from '@latchkey/testkit/sql/commits-conformance'
import { emptyTables } from '@latchkey/testkit/sql/emptied-tables'
import { recordStatements } from '@latchkey/testkit/sql/recorded-statements'
import { describeUsageStore } from '@latchkey/testkit/usage-store-conformance'
import { describeWebhookStore } from '@latchkey/testkit/webhook-store-conformance'
import { makeSqlStore } from '../sql/sql-store.ts'
import { PostgresDatabase } from './postgres-database.ts'
import { PostgresMigrator } from './postgres-migrator.ts'

let server: PostgresServer
let database: PostgresDatabase
/** Of everything that the suites have asked. */
const texts = new Set<string>()

before(async () => {
  server = await startPostgres()
  const location = networkLocation(server.dsn)
  await new PostgresMigrator(location).up()
  database = new PostgresDatabase(location)
})

after(async () => {
  await database.close()
  await server.stop()
})

async function open(): Promise<OpenedStore> {
  await emptyTables(database)
  // The connections outlive the store: each test has another one.
  return makeSqlStore({ ...recordStatements(database, texts), close: async () => {} })
}

describeKeyStore('PostgreSQL', open)
describeProjectStore('PostgreSQL', open)
describeAccessKeyStore('PostgreSQL', open)
describeAccountStore('PostgreSQL', open)
describeChecklistStore('PostgreSQL', open)
describeWebhookStore('PostgreSQL', open)
describeUsageStore('PostgreSQL', open)
describeAuditLog('PostgreSQL', open)
describeCommits('PostgreSQL', () => database)

/** Tables whose rows belong to a project, apart from those that name it in another way. */
const ofProjects =
  /\b(issued_api_keys|imported_api_keys|idempotency|project_secrets|project_config|project_hosts|live_issued_keys|usage_\w+|verification_failures|webhook_\w+)\b/
const namingTheProject = /\bproject_id\b\s*(=|IN)|\(project_id|, project_id/

/** What runs beside requests goes through all projects: retention, and deliveries of webhooks. Nothing else may be here. */
const aboutAllProjects = [
  'DELETE FROM usage_buckets WHERE period = ? AND starts_at < ?',
  'DELETE FROM usage_totals WHERE period = ? AND starts_at < ?',
  'DELETE FROM verification_failures WHERE minute >= ? AND minute < ?',
  'DELETE FROM webhook_deliveries WHERE message_ordinal IN (?)',
  'DELETE FROM webhook_messages WHERE ordinal IN (?)',
  "SELECT count(*) FROM (SELECT message_ordinal FROM webhook_deliveries WHERE state = 'pending' LIMIT ?) AS waiting",
  'SELECT id, type, payload, created_at, ordinal FROM webhook_messages WHERE ordinal IN (?)',
  "SELECT message_ordinal FROM webhook_deliveries WHERE state = 'pending' AND next_attempt_at <= ? LIMIT 1",
  'SELECT ordinal FROM webhook_messages WHERE id = ?',
  'SELECT ordinal, created_at FROM webhook_messages ORDER BY ordinal LIMIT ?',
  'SELECT project_id, dedup_key FROM webhook_dedup_keys WHERE spent_at < ? ORDER BY spent_at LIMIT ?',
  "SELECT project_id, endpoint_id, message_ordinal, attempts FROM webhook_deliveries WHERE state = 'pending' AND next_attempt_at <= ? AND endpoint_id NOT IN (?) ORDER BY next_attempt_at LIMIT ? FOR UPDATE SKIP LOCKED",
  "SELECT project_id, endpoint_id, message_ordinal, attempts FROM webhook_deliveries WHERE state = 'pending' AND next_attempt_at <= ? ORDER BY next_attempt_at LIMIT ? FOR UPDATE SKIP LOCKED",
  "SELECT project_id, event_types FROM webhook_endpoints WHERE state = 'enabled' ORDER BY project_id, id",
  ...['imported_api_keys', 'issued_api_keys'].flatMap((table) => [
    `SELECT project_id, id, expired_end FROM ${table} WHERE revoked_at IS NULL AND expires_at IS NOT NULL AND expired_end < ? ORDER BY expired_end LIMIT ?`,
    `SELECT project_id, id, revoked_end FROM ${table} WHERE revoked_at IS NOT NULL AND revoked_end < ? ORDER BY revoked_end LIMIT ?`,
  ]),
  'SELECT project_id, key_id, ip, last_seen_at FROM usage_sources WHERE project_id > ? ORDER BY project_id, key_id, ip LIMIT ?',
  'SELECT project_id, origin, request_id FROM idempotency WHERE created_at < ? ORDER BY created_at LIMIT ? FOR UPDATE SKIP LOCKED',
]

const normalised = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll(/\((\?, )+\?\)/g, '(?)')

describe('the statements of all ports', () => {
  it('name the project whose rows they are about, but for those that are about all projects', () => {
    const without = [...texts].filter((text) => ofProjects.test(text) && !namingTheProject.test(text))
    assert.deepEqual([...new Set(without.map(normalised))].toSorted(), aboutAllProjects.toSorted())
  })

  it('are a small fixed set', () => {
    assert.ok(texts.size > 100 && texts.size < 400, `${texts.size} texts`)
  })
})
