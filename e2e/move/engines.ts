import { startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { migrated } from '../support/migrated.ts'

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
    await migrated(server.dsn)
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
    return { openUnmigrated, open: async () => migrated(await openUnmigrated()), stop: () => server.stop() }
  },
}
