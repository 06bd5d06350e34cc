import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { ApiKey, ProjectId } from '@latchkey/core/key/api-key'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { KeyQuery } from '@latchkey/core/ports/key-store'
import { foldConditions } from '../sql/list-filter.ts'
import { type NamedRowStatement, prepareNamedRows } from './connection.ts'
import { type BoundValues, PageQuestion } from './page-question.ts'
import { orderedRoutesFor, PageWalk } from './page-walk.ts'
import { RangeScan, rangeRoutesFor } from './range-scan.ts'
import { reading } from './storage-failure.ts'

type Way = PageWalk | RangeScan

/**
 * Pages of keys. Every text comes from `list-sql`, every value is bound, and no call holds up the others for long.
 *
 * Which index is the short way to a page depends on how the keys are spread, which nobody knows before. So all that may be
 * take their turns, a slice each, and whichever is there first has the page: it costs a few times what the best one costs.
 */
export class KeyList {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, NamedRowStatement<readonly SQLOutputValue[]>>()

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  list(projectId: ProjectId, query: KeyQuery): Awaitable<readonly ApiKey[]> {
    const filter = foldConditions(query.conditions, query.now)
    if (filter === undefined || query.limit < 1) return []
    const question = new PageQuestion(projectId, query, filter)
    const ways: readonly Way[] = [
      ...rangeRoutesFor(filter).map((route) => new RangeScan(question, route)),
      ...orderedRoutesFor(filter).map((route) => new PageWalk(question, route)),
    ]
    return reading(() => ways.find((way) => way.takeSlice(this.#ask))?.found ?? this.#goOn(ways))
  }

  async #goOn(ways: readonly Way[]): Promise<readonly ApiKey[]> {
    for (;;) {
      for (const way of ways) {
        await new Promise((resolve) => {
          setImmediate(resolve)
        })
        if (reading(() => way.takeSlice(this.#ask))) return way.found
      }
    }
  }

  readonly #ask = <Row extends readonly SQLOutputValue[]>(sql: string, values: BoundValues): Row[] => {
    const statement = this.#statements.get(sql) ?? prepareNamedRows(this.#db, sql)
    this.#statements.set(sql, statement)
    return statement.all(values) as unknown as Row[]
  }
}
