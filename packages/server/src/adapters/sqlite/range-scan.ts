import type { ApiKey } from '@latchkey/core/key/api-key'
import type { ImportedRow, IssuedRow } from '../sql/key-rows.ts'
import type { KeyFilter } from '../sql/list-filter.ts'
import { type RangeRoute, rangeEndSql, rangePageSql } from './list-sql.ts'
import { AFTER_ALL_TEXT, type AskRows, type PageQuestion, rangeIn } from './page-question.ts'
import { Slices } from './page-walk.ts'

/** Where in an index: the value that it is ordered by, the time of creation, the id. */
type Place = readonly [value: string | number | Uint8Array<ArrayBuffer>, at: number, id: string]

const BEFORE_ALL = Number.MIN_SAFE_INTEGER

/** Looks through a range of an index that has another order, and keeps the newest keys: the page is there at the end of it. */
export class RangeScan {
  found: ApiKey[] = []
  readonly #question: PageQuestion
  readonly #route: RangeRoute
  readonly #needsRows: boolean
  readonly #slices: Slices
  #place: Place

  constructor(question: PageQuestion, route: RangeRoute) {
    this.#question = question
    this.#route = route
    this.#needsRows = needsRows(question.filter, route)
    this.#slices = new Slices(this.#needsRows)
    this.#place = [endOf(question.filter, route), BEFORE_ALL, '']
  }

  /** True when the range was looked through. */
  takeSlice(ask: AskRows): boolean {
    const { origin, filter } = this.#question
    const values = this.#values(this.#slices.next())
    const [end] = ask<Place>(rangeEndSql(origin, this.#route), values)
    const [place, endAt, endId] = end ?? [beginningOf(filter, this.#route), BEFORE_ALL, '']
    this.#keep(ask<IssuedRow | ImportedRow>(rangePageSql(origin, this.#route), { ...values, end: place, endAt, endId }))
    this.#place = [place, endAt, endId]
    return end === undefined
  }

  #keep(rows: readonly (IssuedRow | ImportedRow)[]): void {
    const all = [...this.found, ...rows.map((row) => this.#question.toKey(row))]
    this.found = all.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1)).slice(0, this.#question.limit)
  }

  #values(slice: number) {
    const { limit, start } = this.#question
    const [place, placeAt, placeId] = this.#place
    const oldest = this.found.length < limit ? undefined : this.found.at(-1)
    return {
      ...this.#question.values(),
      beforeAt: start.at,
      beforeId: start.id,
      place,
      placeAt,
      placeId,
      keptAt: oldest?.createdAt ?? BEFORE_ALL,
      keptId: oldest?.id ?? '',
      slice,
      candidates: this.#needsRows ? slice : limit,
      limit,
    }
  }
}

/** Ranges of the filter, but for the one that an ordered route enters at once. */
export function rangeRoutesFor({ name, expires, lastUsed }: KeyFilter): readonly RangeRoute[] {
  const routes: RangeRoute[] = []
  if (name !== null && name.only === undefined) routes.push('by_name')
  if (rangeIn(expires) !== null) routes.push('by_expiry')
  if (rangeIn(lastUsed) !== null) routes.push('by_last_use')
  return routes
}

/** Just behind the range. */
function endOf({ name, expires, lastUsed }: KeyFilter, route: RangeRoute): Place[0] {
  if (route === 'by_name') return name?.to ?? AFTER_ALL_TEXT
  return (rangeIn(route === 'by_expiry' ? expires : lastUsed)?.to ?? Number.MAX_SAFE_INTEGER) + 1
}

function beginningOf({ name, expires, lastUsed }: KeyFilter, route: RangeRoute): Place[0] {
  if (route === 'by_name') return name?.from ?? ''
  return rangeIn(route === 'by_expiry' ? expires : lastUsed)?.from ?? BEFORE_ALL
}

const needsRows = ({ actorId, name, lastUsed }: KeyFilter, route: RangeRoute): boolean =>
  actorId !== null || (name !== null && route !== 'by_name') || (lastUsed !== null && route !== 'by_last_use')
