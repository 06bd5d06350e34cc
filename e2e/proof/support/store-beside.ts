import { MysqlDatabase } from '@latchkey/server/adapters/mysql/mysql-database'
import { PostgresDatabase } from '@latchkey/server/adapters/postgres/postgres-database'
import type { SqlDatabase } from '@latchkey/server/adapters/sql/sql-database'
import { makeSqlStore, type SqlStore } from '@latchkey/server/adapters/sql/sql-store'
import type { CommitStep } from '@latchkey/server/adapters/sql/transaction'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { emptyTables } from '@latchkey/testkit/sql/emptied-tables'
import { openBackend } from '../../support/backend.ts'
import { openSideDoor, type SideDoor } from '../../support/side-door.ts'

/** A new database on the network with no server: only two stores, as of two processes, and an operator. */
export interface BareDatabase {
  /** Tells each step of its commits. */
  readonly changing: SqlStore
  readonly looking: SqlStore
  readonly door: SideDoor
  /** As after the migrations. */
  empty(): Promise<void>
  close(): Promise<void>
}

export async function openBareDatabase(onCommitStep: (step: CommitStep) => void): Promise<BareDatabase> {
  const { LATCHKEY_DB_DSN: dsn = '' } = await openBackend()
  const location = networkLocation(dsn)
  const open = (): SqlDatabase => (location.kind === 'mysql' ? new MysqlDatabase(location) : new PostgresDatabase(location))
  const [first, second] = [open(), open()]
  const [changing, looking] = [makeSqlStore(first, onCommitStep), makeSqlStore(second)]
  const door = await openSideDoor(dsn)
  return {
    changing,
    looking,
    door,
    empty: () => emptyTables(second),
    async close() {
      await door.close()
      await changing.close()
      await looking.close()
    },
  }
}
