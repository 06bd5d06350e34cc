/** How the engines name what the schema needs. */
export interface ColumnTypes {
  /** Text of at most 128 characters, compared byte by byte: ids, hashes, words of a closed set. */
  readonly id: string
  /** Text of at most 256 characters, compared byte by byte; may be indexed. */
  readonly name: string
  /** Text of any length, never indexed. */
  readonly text: string
  /** 64 bits: numbers, instants in milliseconds, truth as 0 and 1. */
  readonly integer: string
  /** A number that the engine gives out, larger for later rows; the primary key. */
  readonly ordinal: string
  /** What follows the closing bracket of a table. */
  readonly tableOptions: string
  /** The end of an index over some of the rows only; nothing where the engine has no such indexes. */
  onlyWhere(condition: string): string
}

interface MigrationHead {
  readonly version: number
  readonly name: string
  /**
   * The oldest schema whose programs can still work with this one, so that they may go on (and start anew) while an upgrade
   * is under way: its own version when it only fits new programs, less when it only adds.
   */
  readonly compatibleWith: number
}

/** One step of the schema. Applied ones never change: a checksum of their statements is kept in the database. */
export interface Migration extends MigrationHead {
  /** One SQL statement each. */
  readonly up: readonly string[]
  readonly down: readonly string[]
}

/** One that is written once for several engines. */
export interface SqlMigration extends MigrationHead {
  readonly up: (types: ColumnTypes) => readonly string[]
  readonly down: (types: ColumnTypes) => readonly string[]
}

/** Migrations in the words of one engine. */
export const migrationsFor = (types: ColumnTypes, migrations: readonly SqlMigration[]): readonly Migration[] =>
  migrations.map((migration) => ({ ...migration, up: migration.up(types), down: migration.down(types) }))
