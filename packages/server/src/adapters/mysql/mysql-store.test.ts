import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
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
import { describeRecordsOnSeveralInstances } from '@latchkey/testkit/several-instances-records'
import { describeCommits } from '@latchkey/testkit/sql/commits-conformance'
import { emptyTables } from '@latchkey/testkit/sql/emptied-tables'
import { describeUsageStore } from '@latchkey/testkit/usage-store-conformance'
import { describeWebhookStore } from '@latchkey/testkit/webhook-store-conformance'
import type { NetworkDatabase } from '../sql/network-database.ts'
import { makeSqlStore } from '../sql/sql-store.ts'
import { MysqlDatabase } from './mysql-database.ts'
import { MysqlMigrator } from './mysql-migrator.ts'

const SERVING = 'latchkey_serve:another%20long'

let server: MariadbServer
/** Of the test itself; the stores close their own. */
let database: MysqlDatabase

before(async () => {
  server = await startMariadb()
  await server.administer(...accountsOfTheGuide())
  await new MysqlMigrator(locationFor('latchkey_migrate:a%20long')).up()
  database = new MysqlDatabase(locationFor(SERVING))
})
after(async () => {
  await database.close()
  await server.stop()
})

/** The statements by which the guide makes its accounts: nothing needs more rights than these. */
function accountsOfTheGuide(): readonly string[] {
  const page = readFileSync(new URL('../../../../../docs/operate/mysql.md', import.meta.url), 'utf8')
  const statements = /^```text file=accounts\.sql\n([^`]*);\n```$/m.exec(page)?.[1]?.split(';\n')
  assert(statements !== undefined, 'the guide makes its accounts')
  return statements
}

const locationFor = (account: string): NetworkDatabase =>
  networkLocation(`mysql://${account}%20random%20password@127.0.0.1:${server.port}/latchkey`)

const openAgain = (): OpenedStore => makeSqlStore(new MysqlDatabase(locationFor(SERVING)))

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
describeCommits('MariaDB', () => database)
describePeopleOnSeveralInstances('MariaDB', openTwice)
describeProjectsOnSeveralInstances('MariaDB', openTwice)
describeRecordsOnSeveralInstances('MariaDB', openTwice)
