import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startTcpProxy } from '@latchkey/testkit/fault/tcp-proxy'
import { startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { MysqlMigrator } from '../mysql/mysql-migrator.ts'
import { PostgresMigrator } from '../postgres/postgres-migrator.ts'
import { CONNECT_AT_START_DEADLINE_MS, CONNECT_DEADLINE_MS } from './network-database.ts'

const engines = {
  PostgreSQL: { start: startPostgres, migratorOf: (dsn: string) => new PostgresMigrator(networkLocation(dsn)) },
  MariaDB: { start: startMariadb, migratorOf: (dsn: string) => new MysqlMigrator(networkLocation(dsn)) },
}

describe('a start', { concurrency: true }, () => {
  for (const [name, { start, migratorOf }] of Object.entries(engines))
    it(`waits for a ${name} that is slow to accept connections, and not for ever for one that does not`, async () => {
      const server = await start()
      const proxy = await startTcpProxy(server.port)
      try {
        const migrator = migratorOf(server.dsn.replace(`:${server.port}`, `:${proxy.port}`))
        proxy.delay(CONNECT_DEADLINE_MS / 2)
        assert.equal((await migrator.status()).current, 0)
        proxy.blackhole()
        const askedAtMs = performance.now()
        await assert.rejects(migrator.status(), { code: 'service_unavailable' })
        const tookMs = performance.now() - askedAtMs
        assert.ok(tookMs > CONNECT_AT_START_DEADLINE_MS - 10 && tookMs < 2 * CONNECT_AT_START_DEADLINE_MS, `${tookMs} ms`)
      } finally {
        await proxy.stop()
        await server.stop()
      }
    })
})
