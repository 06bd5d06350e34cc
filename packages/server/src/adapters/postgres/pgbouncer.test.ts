import { after, before, describe } from 'node:test'
import { describeAuditLog } from '@latchkey/testkit/audit-log-conformance'
import { describeKeyStore } from '@latchkey/testkit/key-store-conformance'
import type { OpenedStore } from '@latchkey/testkit/opened-store'
import { describeProjectStore } from '@latchkey/testkit/project-store-conformance'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { type PgbouncerServer, startPgbouncer } from '@latchkey/testkit/servers/pgbouncer-server'
import { type PostgresServer, startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { emptyTables } from '@latchkey/testkit/sql/emptied-tables'
import { makeSqlStore } from '../sql/sql-store.ts'
import { PostgresDatabase } from './postgres-database.ts'
import { PostgresMigrator } from './postgres-migrator.ts'

// The same statements as without a pooler: for runs that are about PostgreSQL.
const isMeant = process.env['LATCHKEY_TEST_STORE'] === 'postgres'

describe('behind PgBouncer', { skip: !isMeant && 'runs with LATCHKEY_TEST_STORE=postgres' }, () => {
  let server: PostgresServer
  let pgbouncer: PgbouncerServer
  let database: PostgresDatabase
  before(async () => {
    server = await startPostgres()
    pgbouncer = await startPgbouncer(server)
    const location = networkLocation(pgbouncer.dsn)
    await new PostgresMigrator(location).up()
    database = new PostgresDatabase(location)
  })
  after(async () => {
    await database.close()
    await pgbouncer.stop()
    await server.stop()
  })

  async function open(): Promise<OpenedStore> {
    await emptyTables(database)
    return makeSqlStore({
      dialect: database.dialect,
      verification: database.verification,
      administration: database.administration,
      transact: (work) => database.transact(work),
      isHealthy: () => database.isHealthy(),
      isWaitedFor: () => database.isWaitedFor(),
      isRefusal: (error) => database.isRefusal(error),
      close: async () => {},
    })
  }

  describeKeyStore('PostgreSQL behind PgBouncer', open)
  describeProjectStore('PostgreSQL behind PgBouncer', open)
  describeAuditLog('PostgreSQL behind PgBouncer', open)
})
