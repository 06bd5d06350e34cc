import { hash } from 'node:crypto'
import type { QueryArrayConfig } from 'pg'
import type { Planning, SqlValue } from '../sql/sql-database.ts'

interface Statement {
  readonly name: string
  readonly text: string
}

/**
 * Turns our texts, with a `?` per value, into those of PostgreSQL, each prepared under a name of its own, unless it is to be
 * planned anew: of one with a name PostgreSQL soon takes a plan for any values.
 */
export class PostgresStatements {
  readonly #known = new Map<string, Statement>()
  readonly #prepares: boolean

  constructor(prepares: boolean) {
    this.#prepares = prepares
  }

  query(text: string, values: readonly SqlValue[], planning?: Planning): QueryArrayConfig {
    const statement = this.#known.get(text) ?? this.#translate(text)
    return this.#prepares && planning === undefined
      ? { name: statement.name, text: statement.text, values: values as SqlValue[], rowMode: 'array' }
      : { text: statement.text, values: values as SqlValue[], rowMode: 'array' }
  }

  #translate(text: string): Statement {
    let position = 0
    const translated = text.replaceAll('?', () => `$${++position}`)
    const statement = { name: hash('sha256', translated, 'base64url').slice(0, 20), text: translated }
    this.#known.set(text, statement)
    return statement
  }
}
