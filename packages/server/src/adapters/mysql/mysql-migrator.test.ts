import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type MariadbServer, startMariadb } from '@latchkey/testkit/servers/mariadb-server'
import { locationOn } from '@latchkey/testkit/servers/network-location'
import type { SqlMigration } from '../sql/migration.ts'
import { sqlMigrations } from '../sql/migrations/index.ts'
import type { NetworkDatabase } from '../sql/network-database.ts'
import { mysqlColumnTypes } from './mysql-column-types.ts'
import { MysqlDatabase } from './mysql-database.ts'
import { MysqlMigrator } from './mysql-migrator.ts'

const versions = sqlMigrations.map(({ version }) => version)
const statementsOf = (direction: 'up' | 'down'): number =>
  sqlMigrations.reduce((sum, migration) => sum + migration[direction](mysqlColumnTypes).length, 0)

let server: MariadbServer

async function emptyDatabase(name: string): Promise<NetworkDatabase> {
  await server.createDatabase(name)
  return locationOn(server, name)
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

async function freshDump(name: string): Promise<readonly unknown[]> {
  const location = await emptyDatabase(name)
  await new MysqlMigrator(location).up()
  return dump(location)
}

/** Migrates again and again, and each time is cut off after the next statement. Resolves to how often that was. */
async function migrateStumbling(
  location: NetworkDatabase,
  migrate: (migrator: MysqlMigrator) => Promise<unknown>,
): Promise<number> {
  const seen = new Set<string>()
  const stumble = (version: number, statement: number): void => {
    const step = `${version}/${statement}`
    if (seen.has(step)) return
    seen.add(step)
    throw new Error('cut off')
  }
  for (let cuts = 0; ; cuts++) {
    try {
      await migrate(new MysqlMigrator(location, { afterStatement: stumble }))
      return cuts
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'cut off') throw error
    }
  }
}

describe('MysqlMigrator on MariaDB', () => {
  before(async () => {
    server = await startMariadb()
  })
  after(() => server.stop())

  test('applies every migration once, and says which', async () => {
    const location = await emptyDatabase('once')
    const migrator = new MysqlMigrator(location, { now: () => 1_700_000_000_000 })
    await assert.rejects(migrator.check(), { code: 'failed_precondition' })
    assert.equal((await migrator.status()).current, 0)
    assert.deepEqual(await migrator.up(), versions)
    assert.deepEqual(await migrator.up(), [])
    await migrator.check()
    const status = await migrator.status()
    assert.equal(status.current, status.latest)
    assert.deepEqual(
      status.migrations.map(({ appliedAt }) => appliedAt),
      versions.map(() => 1_700_000_000_000),
    )
  })

  test('goes on after every single statement at which it was cut off, up and down, to the same schema', async () => {
    const fresh = await freshDump('fresh')
    const location = await emptyDatabase('stumbling')
    assert.equal(await migrateStumbling(location, (migrator) => migrator.up()), statementsOf('up'))
    assert.deepEqual(await dump(location), fresh)
    assert.equal(await migrateStumbling(location, (migrator) => migrator.down(versions.length)), statementsOf('down'))
    assert.equal((await new MysqlMigrator(location).status()).current, 0)
    assert.deepEqual(await new MysqlMigrator(location).up(), versions)
    assert.deepEqual(await dump(location), fresh)
  })

  test('finishes what was begun before it goes the other way, and keeps programs away meanwhile', async () => {
    const location = await emptyDatabase('turning')
    const cut = new MysqlMigrator(location, {
      afterStatement: (_version, statement) => {
        if (statement === 9) throw new Error('cut off')
      },
    })
    await assert.rejects(cut.up(), /cut off/)
    await assert.rejects(new MysqlMigrator(location).check(), { code: 'failed_precondition' })
    assert.deepEqual(await new MysqlMigrator(location).down(1), [versions.at(-1)])
    assert.deepEqual(await new MysqlMigrator(location).up(), versions.slice(-1))
    await assert.rejects(cut.down(1), /cut off/)
    await assert.rejects(new MysqlMigrator(location).check(), /begun \(down\) and not finished/)
    assert.deepEqual(await new MysqlMigrator(location).up(), versions.slice(-1))
    assert.deepEqual(await dump(location), await freshDump('turned'))
  })

  test('fails on a table that somebody else has made', async () => {
    const location = await emptyDatabase('occupied')
    await server.administer('CREATE TABLE occupied.workspaces (id INT)')
    await assert.rejects(new MysqlMigrator(location).up(), /1050/)
  })

  test('refuses a schema that other statements have made, or a newer program', async () => {
    const location = await emptyDatabase('strange')
    const [first] = sqlMigrations
    assert.ok(first)
    const newer: SqlMigration = { ...first, version: 99, name: 'later', compatibleWith: 99, up: () => [], down: () => [] }
    await new MysqlMigrator(location, { migrations: [...sqlMigrations, newer] }).up()
    await assert.rejects(new MysqlMigrator(location).check(), /newer program/)
    await assert.rejects(new MysqlMigrator(location).up(), /newer program/)
    const other = await emptyDatabase('other')
    await new MysqlMigrator(other, { migrations: [{ ...first, up: () => ['CREATE TABLE workspaces (id INT)'] }] }).up()
    await assert.rejects(new MysqlMigrator(other).check(), /other statements/)
  })

  test('leaves to the program that began it what it does not know', async () => {
    const location = await emptyDatabase('begun')
    const [first] = sqlMigrations
    assert.ok(first)
    const cut = new MysqlMigrator(location, {
      migrations: [{ ...first, up: () => ['CREATE TABLE workspaces (id INT)', 'CREATE TABLE others (id INT)'] }],
      afterStatement: () => {
        throw new Error('cut off')
      },
    })
    await assert.rejects(cut.up(), /cut off/)
    await assert.rejects(new MysqlMigrator(location).up(), /let the program finish it/)
    await server.administer('DROP TABLE begun.workspaces')
    await new MysqlMigrator(location).force(0)
    assert.deepEqual(await new MysqlMigrator(location).up(), versions)
  })

  test('lets five migrators at once apply each migration once, five times over', async () => {
    const fresh = await freshDump('alone')
    for (let round = 0; round < 5; round++) {
      const location = await emptyDatabase(`crowd_${round}`)
      const applied = await Promise.all(Array.from({ length: 5 }, () => new MysqlMigrator(location).up()))
      assert.deepEqual(applied.flat(), versions)
      assert.deepEqual(await dump(location), fresh)
    }
  })

  test('frees the lock with the connection of its holder', async () => {
    const location = await emptyDatabase('held')
    let release = (): void => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const holder = new MysqlMigrator(location, { afterStatement: () => held }).up()
    holder.catch(() => {})
    await delay(200)
    let isDone = false
    const waiting = new MysqlMigrator(location).up().then((applied) => {
      isDone = true
      return applied
    })
    await delay(300)
    assert.equal(isDone, false)
    await server.administer(`KILL ${await holderOf(location)}`)
    assert.deepEqual(await waiting, versions)
    release()
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
