import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { type MariadbServer, startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import type { NetworkDatabase } from '../sql/network-database.ts'
import type { SqlSession } from '../sql/sql-database.ts'
import { MysqlDatabase } from './mysql-database.ts'

const INSERT = 'INSERT INTO things (id, number) VALUES (?, ?)'
const isOutage = (error: unknown): boolean => error instanceof DomainError && error.code === 'service_unavailable'

let server: MariadbServer
let database: MysqlDatabase

const locationOf = (changes: Partial<NetworkDatabase> = {}): NetworkDatabase => ({
  ...networkLocation(server.dsn),
  maxConnections: 8,
  ...changes,
})

/** Connections of this test file, the one that counts them not among them. */
async function countConnections(): Promise<number> {
  const rows = await database.administration.all<readonly [number]>(
    "SELECT count(*) FROM information_schema.processlist WHERE user = 'latchkey' AND id <> connection_id()",
  )
  return rows[0]?.[0] ?? -1
}

const numberOf = async (id: string): Promise<unknown> =>
  (await database.administration.get('SELECT number FROM things WHERE id = ?', [id]))?.[0]

describe('MysqlDatabase on MariaDB', () => {
  before(async () => {
    server = await startMariadb()
    await server.administer(
      `CREATE TABLE latchkey.things (id VARCHAR(128) NOT NULL PRIMARY KEY, number BIGINT NOT NULL, note LONGTEXT)
      ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`,
    )
  })
  after(() => server.stop())
  beforeEach(async () => {
    await server.administer('DELETE FROM latchkey.things')
    database = new MysqlDatabase(locationOf())
  })
  afterEach(() => database.close())

  test('keeps whole numbers up to 2^53 and any text as they are, and compares text byte by byte', async () => {
    const rows = [
      ['a', Number.MAX_SAFE_INTEGER],
      ['a ', Number.MIN_SAFE_INTEGER],
      ['A', 0],
      ['\u00e9', 1],
      ['e\u0301', 2],
      ['\'; -- \\ " \u0000 ? \u{1f511}', 3],
      ['', 4],
    ] as const
    await database.transact(async (session) => {
      for (const row of rows) await session.run(INSERT, row)
    })
    for (const [id, number] of rows) {
      assert.deepEqual(await database.verification.all('SELECT id, number, note FROM things WHERE id = ?', [id]), [
        [id, number, null],
      ])
    }
    const sorted = await database.administration.all('SELECT id FROM things ORDER BY id')
    assert.deepEqual(
      sorted.map(([id]) => id),
      rows.map(([id]) => id).sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
    )
  })

  test('takes numbers where the engine wants whole ones, and gives sums as numbers', async () => {
    await database.transact(async (session) => {
      for (const number of [1, 2, 3]) await session.run(INSERT, [`thing ${number}`, number])
    })
    const { administration } = database
    assert.deepEqual(await administration.all('SELECT number FROM things ORDER BY number DESC LIMIT ?', [2]), [[3], [2]])
    assert.deepEqual(await administration.all('SELECT sum(number), count(*), max(number) FROM things'), [[6, 3, 3]])
    assert.deepEqual(await administration.all('SELECT sum(number) FROM things WHERE number > ?', [9]), [[null]])
    assert.deepEqual(await administration.get('SELECT number FROM things WHERE number = ?', [9]), undefined)
  })

  test('counts rows that it met, whether they changed or not, and a row once that an upsert changed', async () => {
    const upsert = `${INSERT} ${database.dialect.onConflict('things', ['id'], { number: 'add' })}`
    const two = `INSERT INTO things (id, number) VALUES (?, ?), (?, ?) ${database.dialect.onConflict('things', ['id'], { number: 'greatest' })}`
    const met = await database.transact(async (session) => [
      await session.run(upsert, ['a', 5]),
      await session.run(upsert, ['a', 6]),
      await session.run(two, ['a', 4, 'b', 2]),
      await session.run('UPDATE things SET number = ? WHERE id = ?', [11, 'a']),
      await session.run('UPDATE things SET number = ? WHERE id = ?', [11, 'nobody']),
      await session.run('DELETE FROM things WHERE number < ?', [100]),
    ])
    assert.deepEqual(met, [1, 1, 2, 1, 0, 2])
  })

  test('changes what is there already as the text says', async () => {
    for (const [change, expected] of [
      ['replace', 3],
      ['add', 8],
      ['least', 3],
      ['greatest', 5],
    ] as const) {
      const text = `${INSERT} ${database.dialect.onConflict('things', ['id'], { number: change })}`
      await database.transact(async (session) => {
        await session.run(INSERT, [change, 5])
        await session.run(text, [change, 3])
      })
      assert.equal(await numberOf(change), expected, change)
    }
  })

  test('says false when a unique constraint forbids a row, and goes on', async () => {
    const said = await database.transact(async (session) => [
      await session.insertNew(INSERT, ['a', 1]),
      await session.insertNew(INSERT, ['a', 2]),
      await session.insertNew(INSERT, ['b', 3]),
    ])
    assert.deepEqual(said, [true, false, true])
    assert.equal(await numberOf('a'), 1)
    assert.equal(await numberOf('b'), 3)
  })

  test('refuses what does not fit, without saying the value', async () => {
    const secret = 'not-for-the-log'.repeat(20)
    await assert.rejects(
      database.transact((session) => session.run(INSERT, [secret, 1])),
      (error: Error) =>
        !isOutage(error) && /1406/.test(error.message) && !JSON.stringify([error, error.message]).includes(secret),
    )
    await assert.rejects(database.administration.all('SELECT nothing FROM nowhere'), /1146/)
  })

  test('takes back an attempt that fails, and nothing else', async () => {
    await database.transact(async (session) => {
      await session.run(INSERT, ['a', 1])
      const failed = session.attempt(async () => {
        await session.run(INSERT, ['b', 2])
        await session.attempt(() => session.run(INSERT, ['c', 3]))
        throw new DomainError('conflict')
      })
      await assert.rejects(failed, { code: 'conflict' })
      await session.attempt(() => session.run(INSERT, ['d', 4]))
    })
    assert.deepEqual(await database.administration.all('SELECT id FROM things ORDER BY id'), [['a'], ['d']])
  })

  test('takes back a transaction that fails', async () => {
    const failed = database.transact(async (session) => {
      await session.run(INSERT, ['a', 1])
      throw new DomainError('not_found')
    })
    await assert.rejects(failed, { code: 'not_found' })
    assert.equal(await numberOf('a'), undefined)
  })

  test('runs both transactions again that lock each other out, also when an attempt met the deadlock', async () => {
    await database.transact(async (session) => {
      for (const id of ['a', 'b']) await session.run(INSERT, [id, 0])
    })
    let runs = 0
    const add = (first: string, second: string) => async (session: SqlSession) => {
      runs++
      const lock = (id: string) => session.get('SELECT number FROM things WHERE id = ? FOR UPDATE', [id])
      await lock(first)
      await delay(runs <= 2 ? 100 : 0)
      // A caller that makes the failure its own must not commit the half that is left.
      await session.attempt(() => lock(second)).catch(() => {})
      for (const id of [first, second])
        await session.run('UPDATE things SET number = number + 1 WHERE id = ?', [id]).catch(() => {})
    }
    await Promise.all([database.transact(add('a', 'b')), database.transact(add('b', 'a'))])
    assert.equal(runs, 3)
    assert.equal(await numberOf('a'), 2)
    assert.equal(await numberOf('b'), 2)
  })

  test('sees what others committed between two statements of a transaction', async () => {
    const seen = await database.transact(async (session) => {
      const before = await session.all('SELECT id FROM things')
      await database.transact((other) => other.run(INSERT, ['a', 1]))
      return [before.length, (await session.all('SELECT id FROM things')).length]
    })
    assert.deepEqual(seen, [0, 1])
  })

  test('answers service_unavailable when a statement takes too long, and never gives its answer to another', async () => {
    const slow = database.verification.all('SELECT sleep(?), ?', [3, 'late'])
    await assert.rejects(slow, isOutage)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => database.verification.get('SELECT ?', [`answer ${index}`])),
    )
    assert.deepEqual(
      answers.map((row) => row?.[0]),
      Array.from({ length: 20 }, (_, index) => `answer ${index}`),
    )
  })

  test('keeps administration from taking the connections of verification, and its callers from waiting for long', async () => {
    let release = (): void => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const holders = Array.from({ length: 4 }, () => database.transact(() => held))
    await delay(200)
    const startedMs = performance.now()
    const waiting = await Promise.allSettled(Array.from({ length: 50 }, () => database.administration.get('SELECT 1')))
    assert.ok(waiting.every((each) => each.status === 'rejected' && isOutage(each.reason)))
    assert.ok(performance.now() - startedMs < 2_000)
    assert.deepEqual(await database.verification.get('SELECT 1'), [1])
    release()
    await Promise.all(holders)
    assert.deepEqual(await database.administration.get('SELECT 1'), [1])
  })

  test('opens no more connections than it may, and closes those that nobody needs or that are old', async () => {
    const small = new MysqlDatabase(
      locationOf({ maxConnections: 6, maxIdleConnections: 1, maxIdleMs: 500, maxLifetimeMs: 3_000 }),
    )
    const before = await countConnections()
    await Promise.all(Array.from({ length: 40 }, () => small.administration.get('SELECT 1, sleep(?)', ['0.02'])))
    assert.equal((await countConnections()) - before, 3)
    await delay(2_000)
    assert.equal((await countConnections()) - before, 1)
    const [first] = (await small.administration.get('SELECT connection_id()')) ?? []
    await delay(2_000)
    const [second] = (await small.administration.get('SELECT connection_id()')) ?? []
    assert.notEqual(first, second)
    await small.close()
    await delay(50)
    assert.equal(await countConnections(), before)
  })
})

describe('MysqlDatabase while MariaDB is down', () => {
  before(async () => {
    server = await startMariadb()
  })
  after(() => server.stop())
  beforeEach(() => {
    database = new MysqlDatabase(locationOf())
  })
  afterEach(() => database.close())

  const firstAnswer = async (): Promise<number> => {
    const startedMs = performance.now()
    for (;;) {
      const answered = await database.verification.get('SELECT 1').then(
        () => true,
        (error: unknown) => !isOutage(error),
      )
      if (answered) return performance.now() - startedMs
      await delay(20)
    }
  }

  test('refuses at once while nobody listens, and comes back by itself', async () => {
    assert.deepEqual(await database.verification.get('SELECT ?', ['up']), ['up'])
    await server.kill()
    await assert.rejects(database.verification.get('SELECT 1'), isOutage)
    await assert.rejects(
      database.transact((session) => session.run('SELECT 1')),
      isOutage,
    )
    await delay(50)
    assert.equal(database.isHealthy(), false)
    const startedMs = performance.now()
    const refused = await Promise.allSettled(Array.from({ length: 500 }, () => database.verification.get('SELECT 1')))
    assert.ok(refused.every((each) => each.status === 'rejected' && isOutage(each.reason)))
    assert.ok(performance.now() - startedMs < 500)
    await server.restart()
    assert.ok((await firstAnswer()) < 2_000)
    assert.equal(database.isHealthy(), true)
  })

  test('uses another connection when the idle ones broke with a restart', async () => {
    await Promise.all(Array.from({ length: 8 }, () => database.verification.get('SELECT sleep(?)', ['0.01'])))
    await server.kill()
    await server.restart()
    assert.deepEqual(await database.verification.get('SELECT ?', ['up']), ['up'])
    assert.deepEqual(await database.transact((session) => session.get('SELECT ?', ['up'])), ['up'])
  })

  test('gives up within its deadlines on a server that keeps silent, and comes back by itself', async () => {
    await Promise.all([database.verification.get('SELECT 1'), database.administration.get('SELECT 1')])
    server.pause()
    try {
      const startedMs = performance.now()
      const asked = await Promise.allSettled(Array.from({ length: 50 }, () => database.verification.get('SELECT 1')))
      assert.ok(asked.every((each) => each.status === 'rejected' && isOutage(each.reason)))
      assert.ok(performance.now() - startedMs < 2_500)
      await delay(1_500)
      assert.equal(database.isHealthy(), false)
      const refusedMs = performance.now()
      await assert.rejects(database.administration.get('SELECT 1'), isOutage)
      assert.ok(performance.now() - refusedMs < 200)
    } finally {
      server.resume()
    }
    assert.ok((await firstAnswer()) < 3_000)
  })

  test('says service_unavailable when the connection is lost during the commit', async () => {
    const lost = database.transact(async (session) => {
      await session.get('SELECT 1')
      await server.kill()
    })
    await assert.rejects(lost, isOutage)
    await server.restart()
  })

  test('closes although the server keeps silent', async () => {
    await database.verification.get('SELECT 1')
    server.pause()
    try {
      const startedMs = performance.now()
      await database.close()
      assert.ok(performance.now() - startedMs < 2_000)
    } finally {
      server.resume()
    }
  })
})
