import { after, before } from 'node:test'
import { describeAccessKeyStore } from '@latchkey/testkit/access-key-store-conformance'
import { describeAccountStore } from '@latchkey/testkit/account-store-conformance'
import { describeAuditLog } from '@latchkey/testkit/audit-log-conformance'
import { describeChecklistStore } from '@latchkey/testkit/checklist-store-conformance'
import { describeKeyStore } from '@latchkey/testkit/key-store-conformance'
import type { OpenedStore } from '@latchkey/testkit/opened-store'
import { describeProjectStore } from '@latchkey/testkit/project-store-conformance'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { type PostgresServer, startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { emptyTables } from '@latchkey/testkit/sql/emptied-tables'
import { describeUsageStore } from '@latchkey/testkit/usage-store-conformance'
import { describeWebhookStore } from '@latchkey/testkit/webhook-store-conformance'
import { makeSqlStore } from '../sql/sql-store.ts'
import { PostgresDatabase } from './postgres-database.ts'
import { PostgresMigrator } from './postgres-migrator.ts'

let server: PostgresServer
let database: PostgresDatabase

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
  return makeSqlStore({ ...sharedDatabase(database), close: async () => {} })
}

const sharedDatabase = ({ dialect, verification, administration }: PostgresDatabase) => ({
  dialect,
  verification,
  administration,
  transact: <T>(work: Parameters<PostgresDatabase['transact']>[0]) => database.transact(work) as Promise<T>,
  isHealthy: () => database.isHealthy(),
})

describeKeyStore('PostgreSQL', open)
describeProjectStore('PostgreSQL', open)
describeAccessKeyStore('PostgreSQL', open)
describeAccountStore('PostgreSQL', open)
describeChecklistStore('PostgreSQL', open)
describeWebhookStore('PostgreSQL', open)
describeUsageStore('PostgreSQL', open)
describeAuditLog('PostgreSQL', open)
