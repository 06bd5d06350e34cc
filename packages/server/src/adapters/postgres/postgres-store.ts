import type { InvalidationChannel } from '@latchkey/core/ports/invalidations'
import { refuseUnfinishedMove } from '../sql/move-progress.ts'
import type { NetworkDatabase } from '../sql/network-database.ts'
import type { SchemaStatus } from '../sql/schema-version.ts'
import { makeSqlStore, type SqlStore } from '../sql/sql-store.ts'
import type { CommitStep } from '../sql/transaction.ts'
import { PostgresDatabase } from './postgres-database.ts'
import type { PostgresEngine } from './postgres-dialect.ts'
import { PostgresInvalidationChannel } from './postgres-invalidation-channel.ts'
import { PostgresMigrator } from './postgres-migrator.ts'

export interface PostgresStoreOptions {
  readonly database: NetworkDatabase
  readonly engine?: PostgresEngine
  /** `require` (the default) refuses with `failed_precondition` when the schema is not up to date; `apply` brings it there. */
  readonly migrations?: 'apply' | 'require'
  /** Told of each step of a commit, so that a test can stop the process there. */
  readonly onCommitStep?: (step: CommitStep) => void
}

export interface PostgresStore extends SqlStore {
  readonly latestSchema: number
  readSchema(): Promise<Pick<SchemaStatus, 'current' | 'latest'>>
  /** Its own quick way for invalidations, where it has one. */
  openChannel?(): InvalidationChannel
}

/**
 * Opens a store in PostgreSQL or CockroachDB. Rejects with `service_unavailable` when it cannot be reached, and with
 * `failed_precondition` when its schema is not one this program can work with.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { database, engine = 'postgres', migrations = 'require', onCommitStep } = options
  const migrator = new PostgresMigrator(database, engine)
  if (migrations === 'apply') await migrator.up()
  await migrator.check()
  const opened = new PostgresDatabase(database, engine)
  await refuseUnfinishedMove(opened)
  const store = makeSqlStore(opened, onCommitStep)
  const openChannel = (): InvalidationChannel => new PostgresInvalidationChannel(database, opened.administration)
  // CockroachDB has no LISTEN, and a pooler that changes connections loses it.
  const canListen = engine === 'postgres' && database.preparesStatements
  return { ...store, ...(canListen ? { openChannel } : {}), latestSchema: migrator.latest, readSchema: () => migrator.status() }
}
