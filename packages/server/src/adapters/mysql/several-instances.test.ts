import { after, before } from 'node:test'
import type { OpenedStore } from '@latchkey/testkit/opened-store'
import { type MariadbServer, startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { describePeopleOnSeveralInstances } from '@latchkey/testkit/several-instances-people'
import { describeProjectsOnSeveralInstances } from '@latchkey/testkit/several-instances-projects'
import { emptyTables } from '@latchkey/testkit/sql/emptied-tables'
import { makeSqlStore } from '../sql/sql-store.ts'
import { MysqlDatabase } from './mysql-database.ts'
import { MysqlMigrator } from './mysql-migrator.ts'

let server: MariadbServer
let databases: readonly [MysqlDatabase, MysqlDatabase]

before(async () => {
  server = await startMariadb()
  const location = networkLocation(server.dsn)
  await new MysqlMigrator(location).up()
  databases = [new MysqlDatabase(location), new MysqlDatabase(location)]
})

after(async () => {
  for (const database of databases) await database.close()
  await server.stop()
})

async function open(): Promise<readonly [OpenedStore, OpenedStore]> {
  await emptyTables(databases[0])
  return [storeOn(databases[0]), storeOn(databases[1])]
}

// The connections outlive the store: each test has another one.
const storeOn = (database: MysqlDatabase): OpenedStore =>
  makeSqlStore({
    dialect: database.dialect,
    verification: database.verification,
    administration: database.administration,
    transact: (work) => database.transact(work),
    isHealthy: () => database.isHealthy(),
    close: async () => {},
  })

describePeopleOnSeveralInstances('MariaDB', open)
describeProjectsOnSeveralInstances('MariaDB', open)
