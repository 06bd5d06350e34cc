import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type MariadbServer, startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import type { SqlMigration } from '../sql/migration.ts'
import { sqlMigrations } from '../sql/migrations/index.ts'
import type { NetworkDatabase } from '../sql/network-database.ts'
import { mysqlColumnTypes } from './mysql-column-types.ts'
import { MysqlConnection } from './mysql-connection.ts'
import { MysqlDatabase } from './mysql-database.ts'
import { MysqlMigrator, type MysqlMigratorOptions } from './mysql-migrator.ts'

/** Two steps with a bit of everything, for what does not depend on the real ones. */
const small: readonly SqlMigration[] = [
  {
    version: 1,
    name: 'first',
    compatibleWith: 1,
    up: ({ id, integer, tableOptions }) => [
      `CREATE TABLE people (id ${id} NOT NULL PRIMARY KEY, age ${integer} NOT NULL)${tableOptions}`,
      'CREATE INDEX people_by_age ON people (age, id)',
      `INSERT INTO people (id, age) VALUES ('somebody', 7)`,
    ],
    down: () => ['DROP TABLE people'],
  },
  {
    version: 2,
    name: 'second',
    compatibleWith: 1,
    up: ({ integer, tableOptions }) => [
      `CREATE TABLE pets (legs ${integer} NOT NULL)${tableOptions}`,
      `ALTER TABLE people ADD COLUMN pets ${integer} DEFAULT 0 NOT NULL`,
      `UPDATE people SET pets = pets + 1`,
    ],
    down: () => ['ALTER TABLE people DROP COLUMN pets', 'DROP TABLE pets'],
  },
]
const versions = [1, 2]

const statementsOf = (migrations: readonly SqlMigration[], direction: 'up' | 'down'): number =>
  migrations.reduce((sum, migration) => sum + migration[direction](mysqlColumnTypes).length, 0)

let server: MariadbServer

async function emptyDatabase(name: string): Promise<NetworkDatabase> {
  return networkLocation(await server.createDatabase(name))
}

/** Every table as the server would make it again, and the rows that the schema begins with. */
async function dump(location: NetworkDatabase): Promise<readonly unknown[]> {
  const database = new MysqlDatabase(location)
  try {
    const tables = await database.administration.all<readonly [string]>(
      'SELECT table_name FROM information_schema.tables WHERE table_schema = database() ORDER BY table_name',
    )
    const dumped: unknown[] = []
    for (const [name] of tables) {
      const [made] = await database.administration.all(`SHOW CREATE TABLE ${name}`)
      const columns = name === 'schema_migrations' ? 'version, name, checksum, compatible_with' : '*'
      dumped.push(made, await database.administration.all(`SELECT ${columns} FROM ${name} LIMIT 10`))
    }
    return dumped
  } finally {
    await database.close()
  }
}

async function freshDump(name: string, migrations: readonly SqlMigration[]): Promise<readonly unknown[]> {
  const location = await emptyDatabase(name)
  await new MysqlMigrator(location, { migrations }).up()
  return dump(location)
}

type Migrate = (migrator: MysqlMigrator) => Promise<unknown>

/** Migrates again and again, and each time is cut off after the next statement. Resolves to how often that was. */
async function migrateStumbling(
  location: NetworkDatabase,
  migrations: readonly SqlMigration[],
  migrate: Migrate,
): Promise<number> {
  const seen = new Set<string>()
  const afterStatement = (version: number, statement: number): void => {
    const step = `${version}/${statement}`
    if (seen.has(step)) return
    seen.add(step)
    throw new Error('cut off')
  }
  for (let cuts = 0; ; cuts++) {
    try {
      await migrate(new MysqlMigrator(location, { migrations, afterStatement }))
      return cuts
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'cut off') throw error
    }
  }
}

const onSmall = (location: NetworkDatabase, options: MysqlMigratorOptions = {}): MysqlMigrator =>
  new MysqlMigrator(location, { migrations: small, ...options })

describe('MysqlMigrator on MariaDB', () => {
  before(async () => {
    server = await startMariadb()
  })
  after(() => server.stop())

  test('applies every migration once, and says which', async () => {
    const location = await emptyDatabase('once')
    const migrator = onSmall(location, { now: () => 1_700_000_000_000 })
    await assert.rejects(migrator.check(), { code: 'failed_precondition' })
    assert.equal((await migrator.status()).current, 0)
    assert.deepEqual(await migrator.up(1), [1])
    assert.deepEqual(await migrator.up(), [2])
    assert.deepEqual(await migrator.up(), [])
    await migrator.check()
    const { current, latest, migrations } = await migrator.status()
    assert.deepEqual([current, latest, migrator.latest], [2, 2, 2])
    assert.deepEqual(
      migrations.map(({ appliedAt }) => appliedAt),
      versions.map(() => 1_700_000_000_000),
    )
  })

  for (const [name, migrations] of [
    ['real', sqlMigrations],
    ['small', small],
  ] as const) {
    test(`goes on after every single statement at which it was cut off, to the same ${name} schema`, async () => {
      const fresh = await freshDump(`${name}_fresh`, migrations)
      const location = await emptyDatabase(`${name}_stumbling`)
      const migrate = (work: Migrate): Promise<number> => migrateStumbling(location, migrations, work)
      assert.equal(await migrate((migrator) => migrator.up()), statementsOf(migrations, 'up'))
      assert.deepEqual(await dump(location), fresh)
      assert.equal(await migrate((migrator) => migrator.down(migrations.length)), statementsOf(migrations, 'down'))
      const migrator = new MysqlMigrator(location, { migrations })
      assert.equal((await migrator.status()).current, 0)
      await migrator.up()
      assert.deepEqual(await dump(location), fresh)
    })
  }

  test('finishes what was begun before it goes the other way, and keeps programs away meanwhile', async () => {
    const location = await emptyDatabase('turning')
    const cut = onSmall(location, {
      afterStatement: (version, statement) => {
        if (version === 2 && statement === 0) throw new Error('cut off')
      },
    })
    await assert.rejects(cut.up(), /cut off/)
    await assert.rejects(onSmall(location).check(), { code: 'failed_precondition' })
    assert.deepEqual(await onSmall(location).down(1), [2])
    assert.deepEqual(await onSmall(location).up(), [2])
    await assert.rejects(cut.down(1), /cut off/)
    await assert.rejects(onSmall(location).check(), /begun \(down\) and not finished/)
    assert.deepEqual(await onSmall(location).up(), [2])
    assert.deepEqual(await dump(location), await freshDump('turned', small))
  })

  test('fails on a table that somebody else has made', async () => {
    const location = await emptyDatabase('occupied')
    await server.administer('CREATE TABLE occupied.people (id INT)')
    await assert.rejects(onSmall(location).up(), /1050/)
  })

  test('refuses a schema that other statements have made, or a newer program that does more than add', async () => {
    const location = await emptyDatabase('strange')
    const [first, second] = small
    assert.ok(first && second)
    const breaking = { ...second, version: 3, compatibleWith: 3, up: () => [], down: () => [] }
    await onSmall(location, { migrations: [...small, breaking] }).up()
    await assert.rejects(onSmall(location).check(), /newer program/)
    await assert.rejects(onSmall(location).up(), /newer program/)
    await onSmall(location, { migrations: [...small, breaking] }).down(1)
    await onSmall(location, { migrations: [first] }).check()
    const changed = { ...first, up: () => ['CREATE TABLE people (id INT)'] }
    await assert.rejects(onSmall(location, { migrations: [changed, second] }).check(), /other statements/)
  })

  test('leaves to the program that began it what it does not know', async () => {
    const location = await emptyDatabase('begun')
    const [first] = small
    assert.ok(first)
    const cut = onSmall(location, {
      migrations: [{ ...first, up: () => ['CREATE TABLE people (id INT)', 'CREATE TABLE others (id INT)'] }],
      afterStatement: () => {
        throw new Error('cut off')
      },
    })
    await assert.rejects(cut.up(), /cut off/)
    await assert.rejects(onSmall(location).up(), /let the program finish it/)
    await server.administer('DROP TABLE begun.people')
    await onSmall(location).force(0)
    assert.deepEqual(await onSmall(location).up(), versions)
  })

  test('lets five migrators at once apply each migration once, five times over', async () => {
    const fresh = await freshDump('alone', small)
    for (let round = 0; round < 5; round++) {
      const location = await emptyDatabase(`crowd_${round}`)
      const applied = await Promise.all(Array.from({ length: 5 }, () => onSmall(location).up()))
      assert.deepEqual(applied.flat(), versions)
      assert.deepEqual(await dump(location), fresh)
    }
  })

  test('runs a statement again that the engine has broken off, and rows with what was noted of them', async () => {
    const location = await emptyDatabase('broken_off')
    await onSmall(location).up(1)
    const connection = await MysqlConnection.open(location, 0)
    // No transaction takes an Aria table back, so that it counts what was broken off, too.
    for (const text of [
      'CREATE TABLE attempts (made INT NOT NULL) ENGINE=Aria',
      'INSERT INTO attempts VALUES (0), (0)',
      `CREATE PROCEDURE break_off() BEGIN UPDATE attempts SET made = made + 1; IF (SELECT max(made) FROM attempts) < 3 THEN
        SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213; END IF; END`,
      `CREATE TRIGGER breaking_off BEFORE UPDATE ON people FOR EACH ROW CALL break_off()`,
    ]) {
      await connection.ask(text, [])
    }
    const [first] = small
    const second: SqlMigration = {
      version: 2,
      name: 'second',
      compatibleWith: 1,
      up: () => ['CALL break_off()', 'UPDATE attempts SET made = 0', 'UPDATE people SET age = age + 1'],
      down: () => [],
    }
    const noted: number[] = []
    const migrations = first === undefined ? [second] : [first, second]
    const migrator = new MysqlMigrator(location, { migrations, afterStatement: (_, statement) => void noted.push(statement) })
    assert.deepEqual(await migrator.up(), [2])
    assert.deepEqual(noted, [0, 1, 2])
    assert.deepEqual(await connection.ask('SELECT age FROM people', []), [[8]])
    assert.deepEqual(await connection.ask('SELECT made FROM attempts', []), [[3], [3]])
    connection.end()
  })

  test('frees the lock with the connection of its holder', async () => {
    const location = await emptyDatabase('held')
    const held = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const holder = onSmall(location, {
      afterStatement: () => {
        begun.resolve()
        return held.promise
      },
    }).up()
    holder.catch(() => {})
    await begun.promise
    let isDone = false
    const waiting = onSmall(location).up()
    waiting.then(
      () => {
        isDone = true
      },
      () => {},
    )
    await delay(300)
    assert.equal(isDone, false)
    await server.administer(`KILL ${await holderOf(location)}`)
    assert.deepEqual(await waiting, versions)
    held.resolve()
    await assert.rejects(holder, { code: 'service_unavailable' })
  })
})

/** The connection that does nothing while others wait for its lock. */
async function holderOf(location: NetworkDatabase): Promise<number> {
  const database = new MysqlDatabase(location)
  const row = await database.administration.get<readonly [number]>(
    `SELECT id FROM information_schema.processlist WHERE db = ? AND command = 'Sleep' AND id <> connection_id() ORDER BY id LIMIT 1`,
    [location.database],
  )
  await database.close()
  return row?.[0] ?? 0
}
