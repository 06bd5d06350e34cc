import { hash } from 'node:crypto'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { ColumnTypes, SqlMigration } from './migration.ts'

/** What the database remembers of a migration. */
export interface AppliedMigration {
  readonly version: number
  readonly name: string
  readonly checksum: string
  /** See `SqlMigration`; what an older program needs to know of a newer one. */
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
  readonly migrations: readonly SqlMigration[]
  readonly types: ColumnTypes

  constructor(migrations: readonly SqlMigration[], types: ColumnTypes) {
    this.migrations = migrations
    this.types = types
  }

  get latest(): number {
    return this.migrations.at(-1)?.version ?? 0
  }

  find(version: number): SqlMigration | undefined {
    return this.migrations.find((known) => known.version === version)
  }

  checksumOf({ up, down }: SqlMigration): string {
    return hash('sha256', JSON.stringify([up(this.types), down(this.types)]), 'base64url')
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

  #refuseStranger({ version, name, checksum, compatibleWith }: AppliedMigration): void {
    const migration = this.find(version)
    if (migration === undefined && compatibleWith > this.latest) {
      throw refusal(
        `the database is at schema version ${version} (${name}); this program knows versions up to ${this.latest}. ` +
          'Start the newer program, or restore a backup that this one wrote.',
      )
    }
    if (migration !== undefined && this.checksumOf(migration) !== checksum) {
      throw refusal(`schema version ${version} (${name}) of the database was made by other statements than this program's.`)
    }
  }
}

export const refusal = (reason: string): DomainError => new DomainError('failed_precondition', { reason })
