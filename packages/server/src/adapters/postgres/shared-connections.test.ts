import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { locationOn } from '@latchkey/testkit/servers/network-location'
import { startPostgres } from '@latchkey/testkit/servers/postgres-server'
import type { SqlReader } from '../sql/sql-database.ts'
import { PostgresDatabase } from './postgres-database.ts'

const server = await startPostgres()
const database = new PostgresDatabase({ ...locationOn(server), maxConnections: 8 })
const { verification, administration } = database
after(async () => {
  await database.close()
  await server.stop()
})

/** SQLSTATE `invalid_sql_statement_name`. */
const UNPREPARED = '26000'

const echo = async (reader: SqlReader, text: string): Promise<string> =>
  (await reader.get<readonly [string]>('SELECT CAST(? AS text)', [text]))?.[0] ?? 'nothing'

const sleep = (seconds: number): Promise<unknown> => verification.get('SELECT CAST(pg_sleep(?) AS text)', [seconds])

/** Process ids of the connections' other ends. */
const backends = async (): Promise<readonly number[]> =>
  (await administration.all<readonly [number]>(`SELECT pid FROM pg_stat_activity WHERE application_name = 'latchkey'`)).flat()

/** What each of many that ask at once is told: their own answer, or why there is none. Throws for an answer to another. */
async function askMany(count: number): Promise<{ readonly answered: number; readonly refused: number }> {
  const told = await Promise.allSettled(
    Array.from({ length: count }, async (_, index) =>
      assert.equal(await echo(verification, `answer ${index}`), `answer ${index}`),
    ),
  )
  const refusals = told.filter((each) => each.status === 'rejected').map(({ reason }) => reason)
  for (const refusal of refusals) assert.equal(refusal.code, 'service_unavailable', refusal)
  return { answered: count - refusals.length, refused: refusals.length }
}

describe('connections that reads share', () => {
  it('answer each with its own, many at once on few connections', async () => {
    assert.deepEqual(await askMany(1_000), { answered: 1_000, refused: 0 })
    assert.ok((await backends()).length <= 8)
  })

  it('are given up to one that is slow: who comes later takes another', async () => {
    const slow = sleep(0.5)
    await delay(20)
    const askedAt = performance.now()
    assert.equal(await echo(verification, 'quick'), 'quick')
    assert.ok(performance.now() - askedAt < 400)
    await slow
  })

  it('refuse what takes too long, and nobody who waited behind it gets another answer', async () => {
    const slow = assert.rejects(sleep(3), { code: 'service_unavailable' })
    const { answered, refused } = await askMany(10)
    assert.equal(answered + refused, 10)
    await slow
    assert.deepEqual(await askMany(50), { answered: 50, refused: 0 })
  })

  it('do not take who waits behind a statement that could not be prepared for a client of a pooler', async () => {
    await administration.all('CREATE TABLE locked (id integer)')
    let told: readonly PromiseSettledResult<unknown>[] = []
    await database.transact(async (session) => {
      await session.run('LOCK TABLE locked IN ACCESS EXCLUSIVE MODE')
      told = await Promise.allSettled(Array.from({ length: 100 }, () => verification.all('SELECT id FROM locked')))
    })
    for (const each of told) {
      assert.equal(each.status, 'rejected')
      assert.equal(each.reason.code, 'service_unavailable')
      assert.doesNotMatch(String(each.reason.cause), /pooler/)
    }
    assert.ok(told.some((each) => each.status === 'rejected' && each.reason.cause?.code === UNPREPARED))
    assert.deepEqual(await verification.all('SELECT id FROM locked'), [])
  })

  it('take a wrong statement without harm to its neighbours', async () => {
    const wrong = assert.rejects(verification.get('SELECT 1 / CAST(? AS integer)', [0]), /division by zero/)
    assert.deepEqual(await askMany(20), { answered: 20, refused: 0 })
    await wrong
  })

  it('may be ended by the server while they are in use', async () => {
    for (let round = 0; round < 5; round++) {
      const asking = askMany(200)
      const ended = administration.all(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'latchkey' AND pid <> pg_backend_pid()`,
      )
      await Promise.all([asking, ended.catch(() => {})])
    }
    await delay(300)
    assert.deepEqual(await askMany(50), { answered: 50, refused: 0 })
  })

  it('refuse in time while the server hangs, and go on after that', async () => {
    const pids = [server.pid, ...(await backends())]
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    const askedAt = performance.now()
    assert.deepEqual(await askMany(100), { answered: 0, refused: 100 })
    assert.ok(performance.now() - askedAt < 2_500)
    for (const pid of pids) process.kill(pid, 'SIGCONT')
    await delay(600)
    assert.deepEqual(await askMany(100), { answered: 100, refused: 0 })
  })
})

it('survives that the server ends a connection in the middle of a transaction', async () => {
  await assert.rejects(
    database.transact(async (session) => {
      const pid = (await session.get<readonly [number]>('SELECT pg_backend_pid()'))?.[0] ?? 0
      await administration.all('SELECT pg_terminate_backend(?)', [pid])
      await delay(100)
      await session.run('SELECT 1')
    }),
    { code: 'service_unavailable' },
  )
  assert.deepEqual(await askMany(10), { answered: 10, refused: 0 })
})
