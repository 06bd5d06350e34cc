import { after, before } from 'node:test'
import { describeAccessKeyStore } from '@latchkey/testkit/access-key-store-conformance'
import { describeAccountStore } from '@latchkey/testkit/account-store-conformance'
import { describeAuditLog } from '@latchkey/testkit/audit-log-conformance'
import { describeChecklistStore } from '@latchkey/testkit/checklist-store-conformance'
import { describeKeyStore } from '@latchkey/testkit/key-store-conformance'
import type { OpenedStore } from '@latchkey/testkit/opened-store'
import { describeProjectStore } from '@latchkey/testkit/project-store-conformance'
import { type MariadbServer, startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { locationOn } from '@latchkey/testkit/servers/network-location'
import { describePeopleOnSeveralInstances } from '@latchkey/testkit/several-instances-people'
import { describeProjectsOnSeveralInstances } from '@latchkey/testkit/several-instances-projects'
import { describeRecordsOnSeveralInstances } from '@latchkey/testkit/several-instances-records'
import { describeUsageStore } from '@latchkey/testkit/usage-store-conformance'
import { describeWebhookStore } from '@latchkey/testkit/webhook-store-conformance'
import { makeSqlStore } from '../sql/sql-store.ts'
import { MysqlDatabase } from './mysql-database.ts'
import { MysqlMigrator } from './mysql-migrator.ts'

let server: MariadbServer
/** Statements that leave the database as it was after its migration. */
let emptying: readonly string[]

before(async () => {
  server = await startMariadb()
  const location = locationOn(server)
  await new MysqlMigrator(location).up()
  emptying = await statementsToEmpty(new MysqlDatabase(location))
})
after(() => server.stop())

async function statementsToEmpty(database: MysqlDatabase): Promise<readonly string[]> {
  const tables = await database.administration.all<readonly [string]>(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = database() AND table_name NOT LIKE 'schema%'",
  )
  const head = await database.administration.all('SELECT * FROM outbox_head')
  await database.close()
  return [
    'USE latchkey',
    'SET SESSION foreign_key_checks = 0',
    ...tables.map(([table]) => `DELETE FROM ${table}`),
    ...head.map((row) => `INSERT INTO outbox_head VALUES (${row.join(', ')})`),
  ]
}

const openAgain = (): OpenedStore => makeSqlStore(new MysqlDatabase(locationOn(server)))

async function open(): Promise<OpenedStore> {
  await server.administer(...emptying)
  return openAgain()
}

const openTwice = async (): Promise<readonly [OpenedStore, OpenedStore]> => [await open(), openAgain()]

describeKeyStore('MariaDB', open)
describeProjectStore('MariaDB', open)
describeAccessKeyStore('MariaDB', open)
describeAccountStore('MariaDB', open)
describeChecklistStore('MariaDB', open)
describeWebhookStore('MariaDB', open)
describeUsageStore('MariaDB', open)
describeAuditLog('MariaDB', open)
describePeopleOnSeveralInstances('MariaDB', openTwice)
describeProjectsOnSeveralInstances('MariaDB', openTwice)
describeRecordsOnSeveralInstances('MariaDB', openTwice)
