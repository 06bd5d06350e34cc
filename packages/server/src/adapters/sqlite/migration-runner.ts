import { hash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { prepareRows } from './connection.ts'
import type { Migration } from './migration.ts'
import { migrations as allMigrations } from './migrations/index.ts'

export interface MigrationStatus {
  /** The version the database is at; 0 is empty. */
  readonly current: number
  /** The newest version this program knows. */
  readonly latest: number
  readonly migrations: readonly { readonly version: number; readonly name: string; readonly appliedAt: number | undefined }[]
}

export interface MigratorOptions {
  readonly migrations?: readonly Migration[]
  /** Milliseconds since the Unix epoch, for the record of when a migration was applied. */
  readonly now?: () => number
  /** Called after each statement, inside its transaction: where a test stops the process. */
  readonly afterStatement?: (version: number, statement: number) => void
}

type AppliedRow = readonly [version: number, name: string, checksum: string, appliedAt: number]

/**
 * Brings the schema up and down. Each migration is one transaction, so a process that dies in the middle leaves nothing
 * half-done; several migrators at once wait for each other and apply each migration once.
 */
export class Migrator {
  readonly #db: DatabaseSync
  readonly #migrations: readonly Migration[]
  readonly #now: () => number
  readonly #afterStatement: (version: number, statement: number) => void

  constructor(db: DatabaseSync, options: MigratorOptions = {}) {
    this.#db = db
    this.#migrations = options.migrations ?? allMigrations
    this.#now = options.now ?? Date.now
    this.#afterStatement = options.afterStatement ?? (() => {})
  }

  /** Applies what is missing up to `target` (default: the latest). Returns the versions it applied. */
  up(target: number = this.#latest()): readonly number[] {
    this.#refuseUnknownVersion(target)
    this.check()
    const wanted = this.#migrations.filter(({ version }) => version <= target && !this.#isApplied(version))
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

  status(): MigrationStatus {
    const applied = this.#readApplied()
    return {
      current: applied.at(-1)?.[0] ?? 0,
      latest: this.#latest(),
      migrations: this.#migrations.map(({ version, name }) => ({
        version,
        name,
        appliedAt: applied.find(([known]) => known === version)?.[3],
      })),
    }
  }

  /** Records that the schema is at `version` without running anything: for an operator who has repaired it by hand. */
  force(version: number): void {
    this.#refuseUnknownVersion(version)
    this.#inTransaction(() => {
      this.#createRecord()
      this.#db.exec('DELETE FROM schema_migrations')
      for (const migration of this.#migrations) if (migration.version <= version) this.#record(migration)
    })
  }

  /** Throws `failed_precondition` when the database is of a newer program or was migrated by other statements than ours. */
  check(): void {
    for (const applied of this.#readApplied()) this.#refuseStranger(applied)
  }

  #applyIfMissing(migration: Migration): boolean {
    this.#createRecord()
    this.check()
    if (this.#isApplied(migration.version)) return false
    this.#execute(migration.version, migration.up)
    this.#record(migration)
    return true
  }

  #revertLast(): number | undefined {
    this.check()
    const version = this.#readApplied().at(-1)?.[0]
    const migration = this.#migrations.find((known) => known.version === version)
    if (migration === undefined) return undefined
    this.#execute(migration.version, migration.down)
    this.#db.prepare('DELETE FROM schema_migrations WHERE version = ?').run(migration.version)
    return version
  }

  #execute(version: number, statements: readonly string[]): void {
    statements.forEach((statement, index) => {
      this.#db.exec(statement)
      this.#afterStatement(version, index)
    })
  }

  #isApplied(version: number): boolean {
    return this.#readApplied().some(([applied]) => applied === version)
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
  applied_at INTEGER NOT NULL
) STRICT`)
  }

  #record(migration: Migration): void {
    this.#db
      .prepare('INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)')
      .run(migration.version, migration.name, checksumOf(migration), this.#now())
  }

  #readApplied(): readonly AppliedRow[] {
    const exists = this.#db.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'`).get()
    if (exists === undefined) return []
    return prepareRows<AppliedRow>(
      this.#db,
      'SELECT version, name, checksum, applied_at FROM schema_migrations ORDER BY version',
    ).all()
  }

  #refuseStranger([version, name, checksum]: AppliedRow): void {
    const migration = this.#migrations.find((known) => known.version === version)
    if (migration === undefined) {
      throw refusal(
        `the database is at schema version ${version} (${name}); this program knows versions up to ${this.#latest()}. ` +
          'Start the newer program, or restore a backup that this one wrote.',
      )
    }
    if (checksumOf(migration) !== checksum) {
      throw refusal(`schema version ${version} (${name}) of the database was made by other statements than this program's.`)
    }
  }

  #refuseUnknownVersion(version: number): void {
    if (version === 0 || this.#migrations.some((known) => known.version === version)) return
    throw refusal(`there is no schema version ${version}; this program knows versions up to ${this.#latest()}.`)
  }

  #latest(): number {
    return this.#migrations.at(-1)?.version ?? 0
  }
}

const checksumOf = ({ up, down }: Migration): string => hash('sha256', JSON.stringify([up, down]), 'base64url')

const refusal = (reason: string): DomainError => new DomainError('failed_precondition', { reason })
