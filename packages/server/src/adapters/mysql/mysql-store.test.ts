import { after, before } from 'node:test'
import { describeAccessKeyStore } from '@latchkey/testkit/access-key-store-conformance'
import { describeAccountStore } from '@latchkey/testkit/account-store-conformance'
import { describeAuditLog } from '@latchkey/testkit/audit-log-conformance'
import { describeChecklistStore } from '@latchkey/testkit/checklist-store-conformance'
import { describeKeyStore } from '@latchkey/testkit/key-store-conformance'
import type { OpenedStore } from '@latchkey/testkit/opened-store'
import { describeProjectStore } from '@latchkey/testkit/project-store-conformance'
import { type MariadbServer, startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { describePeopleOnSeveralInstances } from '@latchkey/testkit/several-instances-people'
import { describeProjectsOnSeveralInstances } from '@latchkey/testkit/several-instances-projects'
import { emptyTables } from '@latchkey/testkit/sql/emptied-tables'
import { describeUsageStore } from '@latchkey/testkit/usage-store-conformance'
import { describeWebhookStore } from '@latchkey/testkit/webhook-store-conformance'
import { makeSqlStore } from '../sql/sql-store.ts'
import { MysqlDatabase } from './mysql-database.ts'
import { MysqlMigrator } from './mysql-migrator.ts'

let server: MariadbServer
/** Of the test itself; the stores close their own. */
let database: MysqlDatabase

before(async () => {
  server = await startMariadb()
  const location = networkLocation(server.dsn)
  await new MysqlMigrator(location).up()
  database = new MysqlDatabase(location)
})
after(async () => {
  await database.close()
  await server.stop()
})

const openAgain = (): OpenedStore => makeSqlStore(new MysqlDatabase(networkLocation(server.dsn)))

async function open(): Promise<OpenedStore> {
  await emptyTables(database)
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
