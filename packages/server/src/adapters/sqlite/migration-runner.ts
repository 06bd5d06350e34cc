import type { DatabaseSync } from 'node:sqlite'
import type { Migration } from '../sql/migration.ts'
import { type AppliedMigration, SchemaPlan, type SchemaStatus } from '../sql/schema-version.ts'
import { prepareRows } from './connection.ts'
import { migrations as allMigrations } from './migrations/index.ts'

export interface MigratorOptions {
  readonly migrations?: readonly Migration[]
  /** Milliseconds since the Unix epoch, for the record of when a migration was applied. */
  readonly now?: () => number
  /** Called after each statement, inside its transaction: where a test stops the process. */
  readonly afterStatement?: (version: number, statement: number) => void
}

type AppliedRow = readonly [version: number, name: string, checksum: string, compatibleWith: number, appliedAt: number]

/**
 * Brings the schema up and down. Each migration is one transaction, so a process that dies in the middle leaves nothing
 * half-done; several migrators at once wait for each other and apply each migration once.
 */
export class Migrator {
  readonly #db: DatabaseSync
  readonly #plan: SchemaPlan
  readonly #now: () => number
  readonly #afterStatement: (version: number, statement: number) => void

  constructor(db: DatabaseSync, options: MigratorOptions = {}) {
    this.#db = db
    this.#plan = new SchemaPlan(options.migrations ?? allMigrations)
    this.#now = options.now ?? Date.now
    this.#afterStatement = options.afterStatement ?? (() => {})
  }

  /** Applies what is missing up to `target` (default: the latest). Returns the versions it applied. */
  up(target: number = this.#plan.latest): readonly number[] {
    this.#plan.refuseUnknownVersion(target)
    const applied = this.#readApplied()
    this.#plan.refuseStrangers(applied)
    const wanted = this.#plan.migrations.filter(({ version }) => version <= target && !includes(applied, version))
    return wanted.filter((migration) => this.#inTransaction(() => this.#applyIfMissing(migration))).map(({ version }) => version)
  }

  /** Takes back the last `steps` migrations, newest first. Returns the versions it took back. */
  down(steps: number): readonly number[] {
    const reverted: number[] = []
    for (let step = 0; step < steps; step++) {
      const version = this.#inTransaction(() => this.#revertLast())
      if (version === undefined) break
      reverted.push(version)
    }
    return reverted
  }

  status(): SchemaStatus {
    return this.#plan.status(this.#readApplied())
  }

  /** Records that the schema is at `version` without running anything: for an operator who has repaired it by hand. */
  force(version: number): void {
    this.#plan.refuseUnknownVersion(version)
    this.#inTransaction(() => {
      this.#createRecord()
      this.#db.exec('DELETE FROM schema_migrations')
      for (const migration of this.#plan.migrations) if (migration.version <= version) this.#record(migration)
    })
  }

  /**
   * Throws `failed_precondition` when the database was migrated by other statements than ours, or by a newer program that
   * did more than add.
   */
  refuseStrangers(): void {
    this.#plan.refuseStrangers(this.#readApplied())
  }

  /** Throws `failed_precondition` unless this program can work with the schema as it is. */
  check(): void {
    const applied = this.#readApplied()
    this.#plan.refuseStrangers(applied)
    this.#plan.refuseOldSchema(applied)
  }

  #applyIfMissing(migration: Migration): boolean {
    this.#createRecord()
    const applied = this.#readApplied()
    this.#plan.refuseStrangers(applied)
    if (includes(applied, migration.version)) return false
    this.#execute(migration.version, migration.up)
    this.#record(migration)
    return true
  }

  #revertLast(): number | undefined {
    const applied = this.#readApplied()
    this.#plan.refuseStrangers(applied)
    const migration = this.#plan.findLast(applied)
    if (migration === undefined) return undefined
    this.#execute(migration.version, migration.down)
    this.#db.prepare('DELETE FROM schema_migrations WHERE version = ?').run(migration.version)
    return migration.version
  }

  #execute(version: number, statements: readonly string[]): void {
    statements.forEach((statement, index) => {
      this.#db.exec(statement)
      this.#afterStatement(version, index)
    })
  }

  #inTransaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
  }

  #createRecord(): void {
    this.#db.exec(`CREATE TABLE IF NOT EXISTS schema_migrations (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at INTEGER NOT NULL,
  compatible_with INTEGER
) STRICT`)
    // Programs that did not know the column have made the table, and still write to it.
    if (!this.#hasColumn('compatible_with')) this.#db.exec('ALTER TABLE schema_migrations ADD COLUMN compatible_with INTEGER')
  }

  #record(migration: Migration): void {
    const { version, name, compatibleWith } = migration
    this.#db
      .prepare('INSERT INTO schema_migrations (version, name, checksum, applied_at, compatible_with) VALUES (?, ?, ?, ?, ?)')
      .run(version, name, this.#plan.checksumOf(migration), this.#now(), compatibleWith)
  }

  #readApplied(): readonly AppliedMigration[] {
    if (!this.#hasColumn('version')) return []
    // What does not say that it only adds fits nobody older.
    const compatibleWith = this.#hasColumn('compatible_with') ? 'coalesce(compatible_with, version)' : 'version'
    return prepareRows<AppliedRow>(
      this.#db,
      `SELECT version, name, checksum, ${compatibleWith}, applied_at FROM schema_migrations ORDER BY version`,
    )
      .all()
      .map(([version, name, checksum, compatible, appliedAt]) => ({
        ...{ version, name, checksum, appliedAt },
        compatibleWith: compatible,
      }))
  }

  #hasColumn(column: string): boolean {
    const found = this.#db.prepare(`SELECT 1 FROM pragma_table_info('schema_migrations') WHERE name = ?`)
    return found.get(column) !== undefined
  }
}

const includes = (applied: readonly AppliedMigration[], wanted: number): boolean =>
  applied.some(({ version }) => version === wanted)
