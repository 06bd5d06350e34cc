import { MysqlMigrator } from '@latchkey/server/adapters/mysql/mysql-migrator'
import { PostgresMigrator } from '@latchkey/server/adapters/postgres/postgres-migrator'
import { startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { startPostgres } from '@latchkey/testkit/servers/postgres-server'
import type { ServerProcess } from '@latchkey/testkit/servers/server-process'
import { backend, openBackend } from '../../support/backend.ts'
import type { Settings } from './child-instances.ts'

/** The backend of this run on a database of its own that, as in production, has on disk what it acknowledged. */
export interface DurableBackend {
  readonly settings: Settings
  /** The database, where it is a server that can be killed. */
  readonly database: ServerProcess | undefined
  stop(): Promise<void>
}

export async function openDurableBackend(): Promise<DurableBackend> {
  const { LATCHKEY_DB_DSN: _, ...caches } = await openBackend({ store: 'memory', cache: backend.cache })
  const database = await startDatabase()
  const store = database === undefined ? {} : { LATCHKEY_DB_DSN: database.dsn }
  return { settings: { ...caches, ...store }, database, stop: async () => database?.stop() }
}

async function startDatabase(): Promise<(ServerProcess & { readonly dsn: string }) | undefined> {
  if (backend.store === 'postgres') {
    const server = await startPostgres({ durable: true })
    await new PostgresMigrator(networkLocation(server.dsn)).up()
    return server
  }
  if (backend.store === 'mariadb') {
    const server = await startMariadb({ durable: true })
    await new MysqlMigrator(networkLocation(server.dsn)).up()
    return server
  }
  return undefined
}
