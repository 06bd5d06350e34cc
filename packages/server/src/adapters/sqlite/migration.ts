/** One step of the schema. Applied ones never change: a checksum of their statements is kept in the database. */
export interface Migration {
  readonly version: number
  readonly name: string
  /** One SQL statement each. */
  readonly up: readonly string[]
  readonly down: readonly string[]
}
