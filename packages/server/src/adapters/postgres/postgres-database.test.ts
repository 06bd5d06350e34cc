import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { buildProjectId } from '@latchkey/testkit/builders'
import { atMs } from '@latchkey/testkit/fake-clock'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { makeSqlStore } from '../sql/sql-store.ts'
import { PostgresDatabase } from './postgres-database.ts'
import { PostgresMigrator } from './postgres-migrator.ts'

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

describe('a page of keys on PostgreSQL', () => {
  it('is planned for what is asked, however often', { timeout: 30_000 }, async () => {
    const server = await startPostgres()
    const location = networkLocation(server.dsn)
    await new PostgresMigrator(location).up()
    const database = new PostgresDatabase(location)
    try {
      const { keys } = makeSqlStore(database)
      const projectId = buildProjectId()
      for (const origin of ['issued', 'imported'] as const)
        for (let page = 0; page < 10; page++)
          assert.deepEqual(await keys.list(projectId, { origin, conditions: [], after: undefined, limit: 10, now: atMs(0) }), [])
      // One after another on one connection, where whatever was prepared still is.
      const unplanned = 'SELECT statement FROM pg_prepared_statements WHERE generic_plans > 0'
      assert.deepEqual(await database.administration.all(unplanned, [], 'anew'), [])
    } finally {
      await database.close()
      await server.stop()
    }
  })
})
