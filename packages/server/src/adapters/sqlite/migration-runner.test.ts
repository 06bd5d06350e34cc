import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { openTemporaryFolder } from '@latchkey/testkit/temporary-folder'
import type { Migration } from '../sql/migration.ts'
import { openConnection } from './connection.ts'
import { Migrator } from './migration-runner.ts'
import { migrations } from './migrations/index.ts'
import { openSqliteStore } from './sqlite-store.ts'

const child = fileURLToPath(import.meta.resolve('@latchkey/testkit/sqlite/migrate.child'))

const first: Migration = {
  version: 1,
  name: 'first',
  compatibleWith: 1,
  up: ['CREATE TABLE a (id INTEGER PRIMARY KEY)', 'CREATE INDEX a_id ON a (id)'],
  down: ['DROP TABLE a'],
}
const second: Migration = {
  version: 2,
  name: 'second',
  compatibleWith: 2,
  up: ['ALTER TABLE a ADD COLUMN b TEXT'],
  down: ['ALTER TABLE a DROP COLUMN b'],
}

/** Everything the schema says, except for the record of migrations. */
const dumpSchema = (db: DatabaseSync): readonly unknown[] =>
  db
    .prepare(`SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name <> 'schema_migrations' ORDER BY type, name`)
    .all()

const onDatabase = (test: (db: DatabaseSync, path: string) => void | Promise<void>) => async (): Promise<void> => {
  const folder = openTemporaryFolder()
  const path = join(folder.path, 'latchkey.db')
  const db = openConnection(path)
  try {
    await test(db, path)
  } finally {
    db.close()
    folder.remove()
  }
}

const schemaOf = (made: readonly Migration[]): readonly unknown[] => {
  const db = openConnection(':memory:')
  new Migrator(db, { migrations: made }).up()
  const schema = dumpSchema(db)
  db.close()
  return schema
}

describe('the migrations of this program', () => {
  it('are numbered without a gap and have a way back', () => {
    assert.deepEqual(
      migrations.map(({ version }) => version),
      migrations.map((_, index) => index + 1),
    )
    for (const { down } of migrations) assert.ok(down.length > 0)
  })

  it(
    'lead down to nothing, and up again to the same',
    onDatabase((db) => {
      const migrator = new Migrator(db)
      const fresh = schemaOf(migrations)
      assert.deepEqual(
        migrator.up(),
        migrations.map(({ version }) => version),
      )
      assert.deepEqual(dumpSchema(db), fresh)
      migrator.down(migrations.length)
      assert.deepEqual([dumpSchema(db), migrator.status().current], [[], 0])
      migrator.up()
      assert.deepEqual(dumpSchema(db), fresh)
    }),
  )

  it(
    'finish after a kill behind any statement',
    { timeout: 120_000 },
    onDatabase((db, path) => {
      const migrator = new Migrator(db)
      const ends = migrations.map((_, index) => migrations.slice(0, index + 1).reduce((count, { up }) => count + up.length, 0))
      for (const diesAfter of [1, ...ends, ...ends.map((end) => end - 3), ...ends.slice(0, -1).map((end) => end + 1)]) {
        const { signal } = spawnSync(process.execPath, [child, path, `${diesAfter}`])
        assert.equal(signal, 'SIGKILL')
        const whole = ends.filter((end) => end < diesAfter).length
        const left = [dumpSchema(db), migrator.status().current]
        assert.deepEqual(left, [schemaOf(migrations.slice(0, whole)), whole], 'the killed migration left nothing')
        migrator.down(whole)
      }
      assert.equal(spawnSync(process.execPath, [child, path]).status, 0)
      assert.deepEqual(dumpSchema(db), schemaOf(migrations))
    }),
  )

  it(
    'are applied once by many processes at the same time',
    { timeout: 120_000 },
    onDatabase(async (db, path) => {
      // While the lock is held here, all of them see an empty schema and queue up.
      db.exec('BEGIN IMMEDIATE')
      const children = Array.from({ length: 5 }, () => spawn(process.execPath, [child, path]))
      const outputs = children.map(({ stdout }) => text(stdout))
      await Promise.all(children.map(({ stderr }) => once(stderr, 'data')))
      await sleep(200)
      db.exec('COMMIT')
      const applied = (await Promise.all(outputs)).flatMap((output) => JSON.parse(output) as number[])
      assert.deepEqual(
        applied.sort(),
        migrations.map(({ version }) => version),
      )
      assert.deepEqual(dumpSchema(db), schemaOf(migrations))
    }),
  )
})

describe('Migrator', () => {
  it(
    'goes up to a version, on to the latest, and is then content',
    onDatabase((db) => {
      const migrator = new Migrator(db, { migrations: [first, second], now: () => 42 })
      assert.deepEqual(migrator.status(), {
        current: 0,
        latest: 2,
        migrations: [
          { version: 1, name: 'first', appliedAt: undefined },
          { version: 2, name: 'second', appliedAt: undefined },
        ],
      })
      assert.deepEqual([migrator.up(1), migrator.status().current], [[1], 1])
      assert.deepEqual([migrator.up(), migrator.up()], [[2], []])
      assert.deepEqual(
        migrator.status().migrations.map(({ appliedAt }) => appliedAt),
        [42, 42],
      )
    }),
  )

  it(
    'goes down step by step and stops at nothing',
    onDatabase((db) => {
      const migrator = new Migrator(db, { migrations: [first, second] })
      migrator.up()
      assert.deepEqual(migrator.down(1), [2])
      assert.deepEqual(dumpSchema(db), schemaOf([first]))
      assert.deepEqual([migrator.down(9), migrator.status().current, dumpSchema(db)], [[1], 0, []])
    }),
  )

  it(
    'keeps the rows',
    onDatabase((db) => {
      const migrator = new Migrator(db, { migrations: [first, second] })
      migrator.up(1)
      db.exec('INSERT INTO a VALUES (7)')
      migrator.up()
      migrator.down(1)
      assert.deepEqual({ ...db.prepare('SELECT * FROM a').get() }, { id: 7 })
    }),
  )

  it(
    'takes back a migration that fails in the middle',
    onDatabase((db) => {
      const broken: Migration = { ...second, up: ['CREATE TABLE half (id INTEGER)', 'CREATE NONSENSE'] }
      const migrator = new Migrator(db, { migrations: [first, broken] })
      assert.throws(() => migrator.up())
      assert.deepEqual([migrator.status().current, dumpSchema(db)], [1, schemaOf([first])])
      assert.equal(db.isTransaction, false)
    }),
  )

  const refused = { name: 'DomainError', code: 'failed_precondition' }

  it(
    'refuses a database of a newer program, whatever it is asked',
    onDatabase((db) => {
      new Migrator(db, { migrations: [first, second] }).up()
      const older = new Migrator(db, { migrations: [first] })
      for (const ask of [() => older.up(), () => older.down(1), () => older.check(), () => older.refuseStrangers()]) {
        assert.throws(
          ask,
          (error) =>
            error instanceof DomainError && error.code === 'failed_precondition' && /version 2 \(second\)/.test(error.message),
        )
      }
      assert.deepEqual([older.status().current, dumpSchema(db)], [2, schemaOf([first, second])])
    }),
  )

  it(
    'works on a newer schema that only adds, and leaves it to others to take back',
    onDatabase((db) => {
      new Migrator(db, { migrations: [first, { ...second, compatibleWith: 1 }] }).up()
      const older = new Migrator(db, { migrations: [first] })
      older.check()
      assert.deepEqual([older.up(), older.status().current, older.status().latest], [[], 2, 1])
      assert.throws(() => older.down(1), /version 2 \(second\)/)
      new Migrator(db, { migrations: [first, { ...second, compatibleWith: 1 }] }).down(1)
      assert.deepEqual(older.down(1), [1])
    }),
  )

  it(
    'takes the record of a program that knew no compatibility for one that allows none, and goes on with it',
    onDatabase((db) => {
      new Migrator(db, { migrations: [first] }).up()
      db.exec('ALTER TABLE schema_migrations DROP COLUMN compatible_with')
      const newer = new Migrator(db, { migrations: [first, { ...second, compatibleWith: 1 }] })
      assert.throws(() => new Migrator(db, { migrations: [] }).check(), refused)
      assert.deepEqual([newer.status().current, newer.up()], [1, [2]])
      new Migrator(db, { migrations: [first] }).check()
      assert.throws(() => new Migrator(db, { migrations: [] }).check(), refused)
      assert.deepEqual(newer.down(2), [2, 1])
    }),
  )

  it(
    'refuses a database that was migrated by other statements',
    onDatabase((db) => {
      new Migrator(db, { migrations: [first] }).up()
      const changed = new Migrator(db, {
        migrations: [{ ...first, up: [...first.up, 'CREATE TABLE more (id INTEGER)'] }, second],
      })
      assert.throws(() => changed.up(), refused)
      assert.deepEqual(dumpSchema(db), schemaOf([first]))
      changed.force(1)
      assert.deepEqual(changed.up(), [2])
    }),
  )

  it(
    'records a version by force without running anything',
    onDatabase((db) => {
      const migrator = new Migrator(db, { migrations: [first, second] })
      migrator.force(2)
      assert.deepEqual([migrator.status().current, dumpSchema(db), migrator.up()], [2, [], []])
      migrator.force(0)
      assert.equal(migrator.status().current, 0)
      assert.throws(() => migrator.force(3), refused)
      assert.throws(() => migrator.up(3), refused)
    }),
  )
})

describe('opening a store', () => {
  it('refuses a schema that is missing or old when it may not migrate', () => {
    const folder = openTemporaryFolder()
    const path = join(folder.path, 'latchkey.db')
    assert.throws(() => openSqliteStore({ path, migrations: 'require' }), { code: 'failed_precondition' })
    folder.remove()
  })

  it(
    'refuses a schema that it does not know, and leaves it alone',
    onDatabase((db, path) => {
      new Migrator(db).up()
      db.exec(`INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (999, 'from the future', 'x', 1)`)
      for (const mode of ['apply', 'require'] as const) {
        assert.throws(() => openSqliteStore({ path, migrations: mode }), { code: 'failed_precondition' })
      }
      assert.deepEqual(dumpSchema(db), schemaOf(migrations))
    }),
  )
})
