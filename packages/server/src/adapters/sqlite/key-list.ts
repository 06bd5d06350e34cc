import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { ApiKey, ProjectId } from '@latchkey/core/key/api-key'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { KeyQuery } from '@latchkey/core/ports/key-store'
import { type NamedRowStatement, prepareNamedRows } from './connection.ts'
import type { ImportedRow, IssuedRow } from './key-rows.ts'
import { foldConditions } from './list-filter.ts'
import { orderedPageSql, type RangeRoute, rangePageSql, rangeProbeSql, sliceEndSql } from './list-sql.ts'
import { PageWalk, RANGE_MAX } from './page-walk.ts'
import { reading } from './storage-failure.ts'

type KeyRow = IssuedRow | ImportedRow

/** Pages of keys. Every text comes from `list-sql`, every value is bound, and no call holds up the others for long. */
export class KeyList {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, NamedRowStatement<readonly SQLOutputValue[]>>()

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  list(projectId: ProjectId, query: KeyQuery): Awaitable<readonly ApiKey[]> {
    const filter = foldConditions(query.conditions)
    if (filter === undefined || query.limit < 1) return []
    const walk = new PageWalk(projectId, query, filter)
    return reading(() => {
      const range = this.#shortRange(walk)
      if (range === undefined) return this.#takeSlice(walk) ? walk.found : this.#walkOn(walk)
      walk.add(this.#rows<KeyRow>(rangePageSql(query.origin, range), walk))
      return walk.found
    })
  }

  async #walkOn(walk: PageWalk): Promise<readonly ApiKey[]> {
    do
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
    while (!reading(() => this.#takeSlice(walk)))
    return walk.found
  }

  /** True when the page is full or there is nothing more. */
  #takeSlice(walk: PageWalk): boolean {
    const { origin, route } = walk
    walk.add(this.#rows<KeyRow>(orderedPageSql(origin, route), walk))
    if (walk.isFull) return true
    // A page that is not full is rare, so the end of the slice is worth a question of its own only then.
    const [end] = this.#rows<readonly [createdAt: number, id: string]>(sliceEndSql(origin, route), walk)
    if (end === undefined) return true
    walk.goOnAfter(...end)
    return false
  }

  /** A range that holds so few keys that sorting them is cheaper than walking past all others. */
  #shortRange(walk: PageWalk): RangeRoute | undefined {
    if (walk.route !== 'by_creation') return undefined
    return walk.ranges.find((range) => this.#rows(rangeProbeSql(walk.origin, range), walk).length <= RANGE_MAX)
  }

  #rows<Row extends readonly SQLOutputValue[]>(sql: string, walk: PageWalk): Row[] {
    const statement = this.#statements.get(sql) ?? prepareNamedRows(this.#db, sql)
    this.#statements.set(sql, statement)
    return statement.all(walk.values()) as unknown as Row[]
  }
}
