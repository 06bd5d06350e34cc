import { DomainError } from '@latchkey/core/errors/domain-error'
import type { Config } from './config/config.ts'

/** The file of the embedded database. Throws `failed_precondition` for a database that has tools of its own. */
export function requireEmbedded({ database }: Pick<Config, 'database'>): string {
  if (database.kind === 'sqlite') return database.path
  const tools = database.kind === 'mysql' ? 'mariadb-dump or mysqldump' : 'pg_dump and its replication'
  throw new DomainError('failed_precondition', {
    reason: `this copies the embedded database only; back up a ${database.kind} database with ${tools}`,
  })
}
