import { MysqlDatabase } from '../adapters/mysql/mysql-database.ts'
import { MysqlMigrator } from '../adapters/mysql/mysql-migrator.ts'
import { PostgresDatabase } from '../adapters/postgres/postgres-database.ts'
import { PostgresMigrator } from '../adapters/postgres/postgres-migrator.ts'
import { SqlMoveTarget } from '../adapters/sql/move-target.ts'
import { makeSqlStore, type SqlStore } from '../adapters/sql/sql-store.ts'
import { SqliteMoveSource } from '../adapters/sqlite/move-source.ts'
import type { NetworkLocation, SqliteLocation } from '../config/database-dsn.ts'

/** The database that a store is moved to, as the move sees it and as a server will. */
export interface OpenMoveTarget {
  readonly target: SqlMoveTarget
  readonly store: SqlStore
}

export const openMoveSource = ({ path }: SqliteLocation): SqliteMoveSource => new SqliteMoveSource(path)

/**
 * Rejects with `service_unavailable` when it cannot be reached, and with `failed_precondition` when its schema is not up to
 * date. Closed with the store.
 */
export async function openMoveTarget(location: NetworkLocation): Promise<OpenMoveTarget> {
  if (location.kind === 'mysql') {
    await new MysqlMigrator(location).check()
    const database = new MysqlDatabase(location)
    return { target: new SqlMoveTarget(database), store: makeSqlStore(database) }
  }
  await new PostgresMigrator(location, location.kind).check()
  const database = new PostgresDatabase(location, location.kind)
  return { target: new SqlMoveTarget(database), store: makeSqlStore(database) }
}
