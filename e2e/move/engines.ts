import { MysqlMigrator } from '@latchkey/server/adapters/mysql/mysql-migrator'
import { PostgresMigrator } from '@latchkey/server/adapters/postgres/postgres-migrator'
import { startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { locationOn, networkLocation } from '@latchkey/testkit/servers/network-location'
import { startPostgres } from '@latchkey/testkit/servers/postgres-server'

/** A database server to move to. */
export interface Engine {
  /** A new, migrated, empty database. */
  open(): Promise<string>
  openUnmigrated(): Promise<string>
  stop(): Promise<void>
}

export const engines = {
  async PostgreSQL(): Promise<Engine> {
    const server = await startPostgres()
    await new PostgresMigrator(locationOn(server)).up()
    let made = 0
    return {
      open: () => server.createDatabase(`moved_${++made}`, 'latchkey'),
      openUnmigrated: () => server.createDatabase(`moved_${++made}`),
      stop: () => server.stop(),
    }
  },
  async MariaDB(): Promise<Engine> {
    const server = await startMariadb()
    let made = 0
    const openUnmigrated = (): Promise<string> => server.createDatabase(`moved_${++made}`)
    return {
      openUnmigrated,
      async open() {
        const dsn = await openUnmigrated()
        await new MysqlMigrator(networkLocation(dsn)).up()
        return dsn
      },
      stop: () => server.stop(),
    }
  },
}
