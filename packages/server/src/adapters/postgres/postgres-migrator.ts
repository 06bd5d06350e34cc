import { Client } from 'pg'
import { type ColumnTypes, type Migration, migrationsFor, type SqlMigration } from '../sql/migration.ts'
import { sqlMigrations } from '../sql/migrations/index.ts'
import { CONNECT_AT_START_DEADLINE_MS, type NetworkDatabase } from '../sql/network-database.ts'
import { type AppliedMigration, SchemaPlan, type SchemaStatus } from '../sql/schema-version.ts'
import type { PostgresEngine } from './postgres-dialect.ts'
import { asServiceUnavailable } from './postgres-failure.ts'
import { clientConfig } from './postgres-pool.ts'

export interface PostgresMigratorOptions {
  readonly migrations?: readonly SqlMigration[]
  /** Milliseconds since the Unix epoch, for the record of when a migration was applied. */
  readonly now?: () => number
  /** Called after each statement, inside its transaction: where a test stops the process. */
  readonly afterStatement?: (version: number, statement: number) => void | Promise<void>
}

/** Any number that no other program on the same database takes for its own lock: "latchkey" in ASCII, cut to 63 bits. */
const ADVISORY_LOCK = '7809644653742417209'

/** The server ends the transaction of a machine that is gone, and with it goes the lock. */
const GONE_AFTER_SECONDS = 25
/** A statement that waits for a table keeps everybody after it waiting, too: rather fail, and be run again. */
const TABLE_WAIT_SECONDS = 30

/**
 * In this order, for the lock itself is waited for as long as it takes. CockroachDB has no advisory locks; its transactions are
 * serialisable, so of two migrators one is told to begin anew.
 */
const LOCK = [
  `SET LOCAL idle_in_transaction_session_timeout = '${GONE_AFTER_SECONDS}s'`,
  `SELECT pg_advisory_xact_lock(${ADVISORY_LOCK})`,
  `SET LOCAL lock_timeout = '${TABLE_WAIT_SECONDS}s'`,
]

const CREATE_RECORD = `CREATE TABLE IF NOT EXISTS schema_migrations (
  version bigint PRIMARY KEY,
  name text NOT NULL,
  checksum text NOT NULL,
  compatible_with bigint NOT NULL,
  applied_at bigint NOT NULL
)`

/**
 * Brings the schema up and down. Each migration is one transaction under a lock that ends with it, so a process that dies in
 * the middle leaves nothing half done and nothing locked, and several migrators apply each migration once.
 */
export class PostgresMigrator {
  readonly #database: NetworkDatabase
  readonly #plan: SchemaPlan
  readonly #engine: PostgresEngine
  readonly #options: PostgresMigratorOptions

  constructor(database: NetworkDatabase, engine: PostgresEngine = 'postgres', options: PostgresMigratorOptions = {}) {
    this.#database = database
    this.#engine = engine
    this.#options = options
    this.#plan = new SchemaPlan(migrationsFor(columnTypes(engine), options.migrations ?? sqlMigrations))
  }

  /** The newest version that this program knows. */
  get latest(): number {
    return this.#plan.latest
  }

  /** Applies what is missing up to `target` (default: the latest). Resolves to the versions it applied. */
  up(target: number = this.#plan.latest): Promise<readonly number[]> {
    this.#plan.refuseUnknownVersion(target)
    return this.#connected(async (client) => {
      const done: number[] = []
      for (const migration of this.#plan.migrations) {
        if (migration.version > target) break
        if (await this.#locked(client, () => this.#applyIfMissing(client, migration))) done.push(migration.version)
      }
      return done
    })
  }

  /** Takes back the last `steps` migrations, newest first. Resolves to the versions it took back. */
  down(steps: number): Promise<readonly number[]> {
    return this.#connected(async (client) => {
      const reverted: number[] = []
      for (let step = 0; step < steps; step++) {
        const version = await this.#locked(client, () => this.#revertLast(client))
        if (version === undefined) break
        reverted.push(version)
      }
      return reverted
    })
  }

  status(): Promise<SchemaStatus> {
    return this.#connected(async (client) => this.#plan.status(await readApplied(client)))
  }

  /** Rejects with `failed_precondition` unless this program can work with the schema as it is. */
  check(): Promise<void> {
    return this.#connected(async (client) => {
      const applied = await readApplied(client)
      this.#plan.refuseStrangers(applied)
      this.#plan.refuseOldSchema(applied)
    })
  }

  /** Records that the schema is at `version` without running anything: for an operator who has repaired it by hand. */
  async force(version: number): Promise<void> {
    this.#plan.refuseUnknownVersion(version)
    await this.#connected((client) =>
      this.#locked(client, async () => {
        await client.query(CREATE_RECORD)
        await client.query('DELETE FROM schema_migrations')
        for (const migration of this.#plan.migrations) if (migration.version <= version) await this.#record(client, migration)
      }),
    )
  }

  async #applyIfMissing(client: Client, migration: Migration): Promise<boolean> {
    await client.query(CREATE_RECORD)
    const applied = await readApplied(client)
    this.#plan.refuseStrangers(applied)
    if (applied.some(({ version }) => version === migration.version)) return false
    await this.#execute(client, migration.version, migration.up)
    await this.#record(client, migration)
    return true
  }

  async #revertLast(client: Client): Promise<number | undefined> {
    const applied = await readApplied(client)
    this.#plan.refuseStrangers(applied)
    const migration = this.#plan.findLast(applied)
    if (migration === undefined) return undefined
    await this.#execute(client, migration.version, migration.down)
    await client.query('DELETE FROM schema_migrations WHERE version = $1', [migration.version])
    return migration.version
  }

  async #execute(client: Client, version: number, statements: readonly string[]): Promise<void> {
    for (const [index, statement] of statements.entries()) {
      await client.query(statement)
      await this.#options.afterStatement?.(version, index)
    }
  }

  async #record(client: Client, migration: Migration): Promise<void> {
    const { version, name, compatibleWith } = migration
    await client.query(
      'INSERT INTO schema_migrations (version, name, checksum, compatible_with, applied_at) VALUES ($1, $2, $3, $4, $5)',
      [version, name, this.#plan.checksumOf(migration), compatibleWith, (this.#options.now ?? Date.now)()],
    )
  }

  async #connected<T>(work: (client: Client) => Promise<T>): Promise<T> {
    // An index over many keys takes as long as it takes.
    const client = new Client({
      ...clientConfig({ ...this.#database, preparesStatements: false }, 0),
      connectionTimeoutMillis: CONNECT_AT_START_DEADLINE_MS,
    })
    client.on('error', () => {})
    try {
      await client.connect()
      return await work(client)
    } catch (error) {
      throw asServiceUnavailable(error)
    } finally {
      await client.end().catch(() => {})
    }
  }

  async #locked<T>(client: Client, work: () => Promise<T>): Promise<T> {
    await client.query('BEGIN')
    try {
      if (this.#engine === 'postgres') for (const statement of LOCK) await client.query(statement)
      const result = await work()
      await client.query('COMMIT')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {})
      throw error
    }
  }
}

async function readApplied(client: Client): Promise<readonly AppliedMigration[]> {
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT count(*) > 0 AS found FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_name = 'schema_migrations'`,
  )
  if (rows[0]?.found !== true) return []
  const applied = await client.query<AppliedMigration>(
    `SELECT version, name, checksum, compatible_with AS "compatibleWith", applied_at AS "appliedAt"
    FROM schema_migrations ORDER BY version`,
  )
  return applied.rows
}

const columnTypes = (engine: PostgresEngine): ColumnTypes => {
  // CockroachDB compares text by its bytes anyway.
  const text = engine === 'postgres' ? 'text COLLATE "C"' : 'text'
  return {
    id: text,
    name: text,
    text,
    integer: 'bigint',
    ordinal: 'bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY',
    tableOptions: '',
    onlyWhere: (condition) => ` WHERE ${condition}`,
  }
}
