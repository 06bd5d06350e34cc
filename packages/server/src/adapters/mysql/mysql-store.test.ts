import { after, before } from 'node:test'
import { describeAccessKeyStore } from '@latchkey/testkit/access-key-store-conformance'
import { describeAccountStore } from '@latchkey/testkit/account-store-conformance'
import { describeChecklistStore } from '@latchkey/testkit/checklist-store-conformance'
import { describeKeyStore } from '@latchkey/testkit/key-store-conformance'
import type { OpenedStore } from '@latchkey/testkit/opened-store'
import { describeProjectStore } from '@latchkey/testkit/project-store-conformance'
import { type MariadbServer, startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { SqlAccessKeyStore } from '../sql/access-key-store.ts'
import { SqlAccountStore } from '../sql/account-store.ts'
import { type EventRow, SQL_COLUMNS, toEvent } from '../sql/audit-rows.ts'
import { SqlChecklistStore } from '../sql/checklist-store.ts'
import { SqlCommits } from '../sql/commits.ts'
import { SqlKeyStore } from '../sql/key-store.ts'
import type { NetworkDatabase } from '../sql/network-database.ts'
import { SqlOutbox } from '../sql/outbox.ts'
import { SqlProjectStore } from '../sql/project-store.ts'
import { MysqlDatabase } from './mysql-database.ts'
import { MysqlMigrator } from './mysql-migrator.ts'

let server: MariadbServer
let location: NetworkDatabase
let emptying: readonly string[]
before(async () => {
  server = await startMariadb()
  location = {
    host: '127.0.0.1',
    port: server.port,
    user: 'latchkey',
    password: undefined,
    database: 'latchkey',
    tls: { mode: 'disable', caFile: undefined, certificateFile: undefined, keyFile: undefined },
    maxConnections: 10,
    maxIdleConnections: 2,
    maxLifetimeMs: 0,
    maxIdleMs: 0,
    preparesStatements: true,
  }
  await new MysqlMigrator(location).up()
  const database = new MysqlDatabase(location)
  const tables = await database.administration.all<readonly [string]>(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = database() AND table_name NOT LIKE 'schema%'",
  )
  await database.close()
  emptying = [
    'USE latchkey',
    'SET SESSION foreign_key_checks = 0',
    ...tables.map(([table]) => `DELETE FROM ${table}`),
    'INSERT INTO outbox_head (only_row, last_sequence) VALUES (1, 0)',
    'INSERT INTO setup_token (only_row, hash, expires_at) VALUES (1, NULL, NULL)',
  ]
})
after(() => server.stop())

async function open(): Promise<OpenedStore> {
  await server.administer(...emptying)
  const database = new MysqlDatabase(location)
  const commits = new SqlCommits({ database, reach: () => {}, onCommitted: () => {} })
  const parts = { database, commits }
  const none = undefined as never
  return {
    keys: new SqlKeyStore(parts),
    projects: new SqlProjectStore(parts),
    accessKeys: new SqlAccessKeyStore(parts),
    accounts: new SqlAccountStore(parts),
    checklists: new SqlChecklistStore(parts),
    usage: none,
    auditLog: none,
    webhooks: none,
    invalidations: new SqlOutbox(database.administration),
    readAuditEvents: async (chainId) =>
      (
        await database.administration.all<EventRow>(
          `SELECT ${SQL_COLUMNS} FROM audit_events WHERE chain_id = ? ORDER BY sequence`,
          [chainId],
        )
      ).map((r) => toEvent(chainId, r)),
    close: async () => {
      await commits.close()
      await database.close()
    },
  }
}

describeKeyStore('MariaDB', open)
describeProjectStore('MariaDB', open)
describeAccessKeyStore('MariaDB', open)
describeAccountStore('MariaDB', open)
describeChecklistStore('MariaDB', open)
