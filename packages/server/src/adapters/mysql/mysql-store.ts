import { refuseUnfinishedMove } from '../sql/move-progress.ts'
import type { NetworkDatabase } from '../sql/network-database.ts'
import type { SchemaStatus } from '../sql/schema-version.ts'
import { makeSqlStore, type SqlStore } from '../sql/sql-store.ts'
import type { CommitStep } from '../sql/transaction.ts'
import { MysqlDatabase } from './mysql-database.ts'
import { MysqlMigrator } from './mysql-migrator.ts'

export interface MysqlStoreOptions {
  readonly database: NetworkDatabase
  /** `require` (the default) refuses with `failed_precondition` when the schema is not up to date; `apply` brings it there. */
  readonly migrations?: 'apply' | 'require'
  /** Told of each step of a commit, so that a test can stop the process there. */
  readonly onCommitStep?: (step: CommitStep) => void
}

export interface MysqlStore extends SqlStore {
  readonly latestSchema: number
  readSchema(): Promise<Pick<SchemaStatus, 'current' | 'latest'>>
}

/**
 * Opens a store in MariaDB or MySQL. Rejects with `service_unavailable` when it cannot be reached, and with
 * `failed_precondition` when its schema is not one this program can work with.
 */
export async function openMysqlStore(options: MysqlStoreOptions): Promise<MysqlStore> {
  const { database, migrations = 'require', onCommitStep } = options
  const migrator = new MysqlMigrator(database)
  if (migrations === 'apply') await migrator.up()
  await migrator.check()
  const opened = new MysqlDatabase(database)
  await refuseUnfinishedMove(opened)
  const store = makeSqlStore(opened, onCommitStep)
  return { ...store, latestSchema: migrator.latest, readSchema: () => migrator.status() }
}
