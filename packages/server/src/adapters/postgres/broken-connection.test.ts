import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { type PostgresServer, startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { PostgresDatabase } from './postgres-database.ts'

describe('a connection that breaks between two statements of a transaction', () => {
  let server: PostgresServer
  let database: PostgresDatabase
  before(async () => {
    server = await startPostgres()
    database = new PostgresDatabase(networkLocation(server.dsn))
  })
  after(async () => {
    await database.close()
    await server.stop()
  })

  it('fails the transaction, not the process, and the next one has another', async () => {
    const broken = database.transact(async (session) => {
      const own = await session.get<readonly [number]>('SELECT pg_backend_pid()')
      await database.administration.all('SELECT pg_terminate_backend(CAST(? AS integer))', [own?.[0] ?? 0])
      // Nobody waits for an answer on it while it ends.
      await delay(100)
      await session.run('SELECT 1')
    })
    await assert.rejects(broken, { code: 'service_unavailable' })
    assert.equal(await database.transact((session) => session.run('SELECT 1')), 1)
  })
})
