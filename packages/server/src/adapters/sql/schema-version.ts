import { hash } from 'node:crypto'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { Migration } from './migration.ts'

/** What the database remembers of a migration. */
export interface AppliedMigration {
  readonly version: number
  readonly name: string
  readonly checksum: string
  /** See `Migration`; what an older program needs to know of a newer one. */
  readonly compatibleWith: number
  readonly appliedAt: number
}

export interface SchemaStatus {
  /** The version the database is at; 0 is empty. */
  readonly current: number
  /** The newest version this program knows. */
  readonly latest: number
  readonly migrations: readonly { readonly version: number; readonly name: string; readonly appliedAt: number | undefined }[]
}

/** The migrations of this program for one engine. */
export class SchemaPlan {
  readonly migrations: readonly Migration[]

  constructor(migrations: readonly Migration[]) {
    this.migrations = migrations
  }

  get latest(): number {
    return this.migrations.at(-1)?.version ?? 0
  }

  find(version: number): Migration | undefined {
    return this.migrations.find((known) => known.version === version)
  }

  checksumOf({ up, down }: Migration): string {
    return hash('sha256', JSON.stringify([up, down]), 'base64url')
  }

  /** The newest that was applied, to be taken back. Throws `failed_precondition` when this program does not know it. */
  findLast(applied: readonly AppliedMigration[]): Migration | undefined {
    const last = applied.at(-1)
    const migration = this.find(last?.version ?? 0)
    if (last !== undefined && migration === undefined) throw this.#unknown(last)
    return migration
  }

  status(applied: readonly AppliedMigration[]): SchemaStatus {
    return {
      current: applied.at(-1)?.version ?? 0,
      latest: this.latest,
      migrations: this.migrations.map(({ version, name }) => ({
        version,
        name,
        appliedAt: applied.find((known) => known.version === version)?.appliedAt,
      })),
    }
  }

  /**
   * Throws `failed_precondition` when this program cannot work with what was applied: other statements than its own, or a
   * newer schema that says it does more than add.
   */
  refuseStrangers(applied: readonly AppliedMigration[]): void {
    for (const one of applied) this.#refuseStranger(one)
  }

  refuseUnknownVersion(version: number): void {
    if (version === 0 || this.find(version) !== undefined) return
    throw refusal(`there is no schema version ${version}; this program knows versions up to ${this.latest}.`)
  }

  /** Throws `failed_precondition` unless everything that this program knows is applied. */
  refuseOldSchema(applied: readonly AppliedMigration[]): void {
    const { current, latest } = this.status(applied)
    if (current >= latest) return
    throw refusal(`the database is at schema version ${current}, this program needs ${latest}: run "latchkey migrate up"`)
  }

  /** Throws `failed_precondition` for a step of a newer program, begun or done, that does more than add. */
  refuseIncompatible(migration: Pick<AppliedMigration, 'version' | 'name' | 'compatibleWith'>): void {
    if (this.find(migration.version) === undefined && migration.compatibleWith > this.latest) throw this.#unknown(migration)
  }

  #refuseStranger(applied: AppliedMigration): void {
    this.refuseIncompatible(applied)
    const { version, name, checksum } = applied
    const migration = this.find(version)
    if (migration !== undefined && this.checksumOf(migration) !== checksum) {
      throw refusal(`schema version ${version} (${name}) of the database was made by other statements than this program's.`)
    }
  }

  #unknown({ version, name }: Pick<AppliedMigration, 'version' | 'name'>): DomainError {
    return refusal(
      `the database is at schema version ${version} (${name}); this program knows versions up to ${this.latest}. ` +
        'Start the newer program, or restore a backup that this one wrote.',
    )
  }
}

export const refusal = (reason: string): DomainError => new DomainError('failed_precondition', { reason })
