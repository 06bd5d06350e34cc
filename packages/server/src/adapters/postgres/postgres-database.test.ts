import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { PostgresDatabase } from './postgres-database.ts'

describe('PostgreSQL that dies', () => {
  it('refuses what is under way, and ends nothing but that', { timeout: 30_000 }, async () => {
    const server = await startPostgres()
    const database = new PostgresDatabase(networkLocation(server.dsn))
    const uncaught: unknown[] = []
    const note = (error: unknown): void => void uncaught.push(error)
    process.on('uncaughtExceptionMonitor', note)
    try {
      const asked = Array.from({ length: 3 }, () => database.verification.all(`SELECT 1 FROM pg_sleep(0.8)`))
      const between = Promise.withResolvers<void>()
      const transaction = database.transact(async (session) => {
        await session.run('SELECT 1')
        between.resolve()
        await delay(400)
        await session.run('SELECT 1')
      })
      const outcomes = Promise.allSettled([...asked, transaction])
      await between.promise
      await delay(100)
      await server.kill()
      for (const outcome of await outcomes) {
        assert.equal(outcome.status, 'rejected')
        assert.equal(outcome.reason.code, 'service_unavailable')
      }
      await delay(100)
      assert.deepEqual(uncaught, [])
    } finally {
      process.removeListener('uncaughtExceptionMonitor', note)
      await database.close()
      await server.stop()
    }
  })
})
