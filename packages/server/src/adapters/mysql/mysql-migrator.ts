import { hash } from 'node:crypto'
import { runUntilThrough } from '../sql/ask-again.ts'
import { type Migration, migrationsFor, type SqlMigration } from '../sql/migration.ts'
import { sqlMigrations } from '../sql/migrations/index.ts'
import { CONNECT_AT_START_DEADLINE_MS, type NetworkDatabase } from '../sql/network-database.ts'
import { SchemaPlan, type SchemaStatus } from '../sql/schema-version.ts'
import { mysqlColumnTypes } from './mysql-column-types.ts'
import { MysqlConnection } from './mysql-connection.ts'
import { asServiceUnavailable, isDeadlock, isDoneAlready } from './mysql-failure.ts'
import { type BegunMigration, type Direction, halfDone, inTransaction, MysqlMigrationRecord } from './mysql-migration-record.ts'

export interface MysqlMigratorOptions {
  readonly migrations?: readonly SqlMigration[]
  /** Milliseconds since the Unix epoch, for the record of when a migration was applied. */
  readonly now?: () => number
  /** Called after each statement, when it is done and not yet recorded as done: where a test stops the process. */
  readonly afterStatement?: (version: number, statement: number) => void | Promise<void>
}

/** How long one question for the lock takes; who does not get it asks again. */
const LOCK_QUESTION_SECONDS = 10
/** The server closes the connection of a machine that is gone, and with it goes the lock. */
const GONE_AFTER_SECONDS = 25
/** A statement that waits for a table keeps everybody after it waiting, too: rather fail, and be run again. */
const TABLE_WAIT_SECONDS = 30

interface Migrating {
  readonly connection: MysqlConnection
  readonly record: MysqlMigrationRecord
}

/**
 * Brings the schema up and down. The engine commits each statement that changes a table by itself, so that how far a
 * migration got is recorded after each of them, and whoever comes next goes on from there, in the same direction. One
 * migrator at a time holds a lock that ends with its connection.
 */
export class MysqlMigrator {
  readonly #database: NetworkDatabase
  readonly #plan: SchemaPlan
  readonly #options: MysqlMigratorOptions

  constructor(database: NetworkDatabase, options: MysqlMigratorOptions = {}) {
    this.#database = database
    this.#options = options
    this.#plan = new SchemaPlan(migrationsFor(mysqlColumnTypes, options.migrations ?? sqlMigrations))
  }

  /** The newest version that this program knows. */
  get latest(): number {
    return this.#plan.latest
  }

  /** Applies what is missing up to `target` (default: the latest). Resolves to the versions it applied. */
  async up(target: number = this.#plan.latest): Promise<readonly number[]> {
    this.#plan.refuseUnknownVersion(target)
    return this.#locked(async (migrating) => {
      const finished = await this.#finishBegun(migrating)
      const { applied } = await migrating.record.read()
      const missing = this.#plan.migrations.filter(
        ({ version }) => version <= target && applied.every((known) => known.version !== version),
      )
      for (const migration of missing) await this.#begin(migrating, migration, 'up')
      return [...versionsOf(finished, 'up'), ...missing.map(({ version }) => version)]
    })
  }

  /** Takes back the last `steps` migrations, newest first. Resolves to the versions it took back. */
  async down(steps: number): Promise<readonly number[]> {
    return this.#locked(async (migrating) => {
      const reverted = [...versionsOf(await this.#finishBegun(migrating), 'down')]
      while (reverted.length < steps) {
        const { applied } = await migrating.record.read()
        const migration = this.#plan.findLast(applied)
        if (migration === undefined) break
        await this.#begin(migrating, migration, 'down')
        reverted.push(migration.version)
      }
      return reverted
    })
  }

  async status(): Promise<SchemaStatus> {
    return this.#connected(async ({ record }) => this.#plan.status((await record.read()).applied))
  }

  /** Rejects with `failed_precondition` unless this program can work with the schema as it is. */
  check(): Promise<void> {
    return this.#connected(async ({ record }) => {
      const { applied, begun } = await record.read()
      this.#plan.refuseStrangers(applied)
      this.#plan.refuseOldSchema(applied)
      if (begun === undefined) return
      if (this.#plan.find(begun.version) !== undefined) throw halfDone(begun, 'run "latchkey migrate up"')
      this.#plan.refuseIncompatible(begun)
    })
  }

  /** Records that the schema is at `version` without running anything: for an operator who has repaired it by hand. */
  async force(version: number): Promise<void> {
    this.#plan.refuseUnknownVersion(version)
    const appliedAt = this.#now()
    const known = this.#plan.migrations.filter((migration) => migration.version <= version)
    await this.#locked(({ record }) =>
      record.replace(known.map((migration) => ({ ...migration, checksum: this.#plan.checksumOf(migration), appliedAt }))),
    )
  }

  async #finishBegun(migrating: Migrating): Promise<BegunMigration | undefined> {
    const { applied, begun } = await migrating.record.read()
    this.#plan.refuseStrangers(applied)
    if (begun === undefined) return undefined
    const migration = this.#plan.find(begun.version)
    if (migration === undefined || this.#plan.checksumOf(migration) !== begun.checksum) {
      throw halfDone(begun, 'let the program finish it that began it')
    }
    await this.#finish(migrating, migration, begun)
    return begun
  }

  async #begin(migrating: Migrating, migration: Migration, direction: Direction): Promise<void> {
    const { version, name, compatibleWith } = migration
    const begun = { version, name, compatibleWith, direction, checksum: this.#plan.checksumOf(migration), done: 0 }
    await migrating.record.begin(begun)
    await this.#finish(migrating, migration, begun, -1)
  }

  /** `unsure`: the statement at which a migrator died, which may have been done without being recorded. */
  async #finish(
    { connection, record }: Migrating,
    migration: Migration,
    begun: BegunMigration,
    unsure = begun.done,
  ): Promise<void> {
    for (const [index, statement] of migration[begun.direction].entries()) {
      if (index < begun.done) continue
      const run = (): Promise<void> => runStatement(connection, statement, index === unsure)
      const note = async (): Promise<void> => {
        await this.#options.afterStatement?.(migration.version, index)
        await record.advance(index + 1)
      }
      // Servers that are at work hold locks, too, and the engine may break either off.
      if (isOfRows(statement)) {
        // Rows are recorded together with what was done to them.
        await runUntilThrough(() => inTransaction(connection, () => run().then(note)), isDeadlock)
      } else {
        await runUntilThrough(run, isDeadlock)
        await note()
      }
    }
    await record.finish(begun, this.#now())
  }

  #now(): number {
    return (this.#options.now ?? Date.now)()
  }

  #locked<T>(work: (migrating: Migrating) => Promise<T>): Promise<T> {
    return this.#connected(async (migrating) => {
      await lock(migrating.connection, this.#database.database)
      await migrating.record.create()
      return work(migrating)
    })
  }

  async #connected<T>(work: (migrating: Migrating) => Promise<T>): Promise<T> {
    let connection: MysqlConnection | undefined
    try {
      // An index over many keys takes as long as it takes.
      connection = await MysqlConnection.open(this.#database, 0, CONNECT_AT_START_DEADLINE_MS)
      await connection.ask(`SET SESSION wait_timeout = ${GONE_AFTER_SECONDS}, lock_wait_timeout = ${TABLE_WAIT_SECONDS}`, [])
      return await work({ connection, record: new MysqlMigrationRecord(connection) })
    } catch (error) {
      throw asServiceUnavailable(error)
    } finally {
      connection?.end()
    }
  }
}

const versionsOf = (begun: BegunMigration | undefined, direction: Direction): readonly number[] =>
  begun?.direction === direction ? [begun.version] : []

const isOfRows = (statement: string): boolean => /^(INSERT|UPDATE|DELETE)\b/.test(statement)

async function runStatement(connection: MysqlConnection, statement: string, isUnsure: boolean): Promise<void> {
  try {
    await connection.ask(statement, [])
  } catch (error) {
    if (!isUnsure || !isDoneAlready(error)) throw error
  }
}

/** Locks are of the whole server, and their names have 64 characters at most. */
async function lock(connection: MysqlConnection, database: string): Promise<void> {
  const name = `latchkey.${hash('sha256', database, 'base64url')}`
  for (;;) {
    const answer = await connection.ask('SELECT GET_LOCK(?, ?)', [name, LOCK_QUESTION_SECONDS])
    if (Array.isArray(answer) && answer[0]?.[0] === 1) return
  }
}
