import { after, before } from 'node:test'
import type { OpenedStore } from '@latchkey/testkit/opened-store'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { type PostgresServer, startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { describePeopleOnSeveralInstances } from '@latchkey/testkit/several-instances-people'
import { describeProjectsOnSeveralInstances } from '@latchkey/testkit/several-instances-projects'
import { emptyTables } from '@latchkey/testkit/sql/emptied-tables'
import { makeSqlStore } from '../sql/sql-store.ts'
import { PostgresDatabase } from './postgres-database.ts'
import { PostgresMigrator } from './postgres-migrator.ts'

let server: PostgresServer
let databases: readonly [PostgresDatabase, PostgresDatabase]

before(async () => {
  server = await startPostgres()
  const location = networkLocation(server.dsn)
  await new PostgresMigrator(location).up()
  databases = [new PostgresDatabase(location), new PostgresDatabase(location)]
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
const storeOn = (database: PostgresDatabase): OpenedStore =>
  makeSqlStore({
    dialect: database.dialect,
    verification: database.verification,
    administration: database.administration,
    transact: (work) => database.transact(work),
    isHealthy: () => database.isHealthy(),
    isWaitedFor: () => database.isWaitedFor(),
    isRefusal: (error) => database.isRefusal(error),
    close: async () => {},
  })

describePeopleOnSeveralInstances('PostgreSQL', open)
describeProjectsOnSeveralInstances('PostgreSQL', open)
