import type { ApiKey } from '@latchkey/core/key/api-key'
import type { ImportedRow, IssuedRow } from '../sql/key-rows.ts'
import { type KeyFilter, UNSET } from '../sql/list-filter.ts'
import { type OrderedRoute, orderedEndSql, orderedPageSql, orderedRoutes } from './list-sql.ts'
import type { AskRows, PagePlace, PageQuestion } from './page-question.ts'

const FIRST_SLICE = 1_000
/** With and without a look at the row of each. */
const LARGEST_SLICE = { ofRows: 2_000, ofEntries: 16_000 } as const

/** How many index entries to look at before others get their turn, some milliseconds: few at first, as few may be enough. */
export class Slices {
  readonly #largest: number
  #next = FIRST_SLICE

  constructor(needsRows: boolean) {
    this.#largest = needsRows ? LARGEST_SLICE.ofRows : LARGEST_SLICE.ofEntries
  }

  next(): number {
    const size = this.#next
    this.#next = Math.min(size * 2, this.#largest)
    return size
  }
}

/** Follows an index that has the page order until the page is full. */
export class PageWalk {
  readonly found: ApiKey[] = []
  readonly #question: PageQuestion
  readonly #route: OrderedRoute
  readonly #slices: Slices
  #before: PagePlace

  constructor(question: PageQuestion, route: OrderedRoute) {
    this.#question = question
    this.#route = route
    this.#slices = new Slices(needsRows(question.filter, route))
    this.#before = question.start
  }

  /** True when the page is full or there is nothing more. */
  takeSlice(ask: AskRows): boolean {
    const { origin, limit, filter } = this.#question
    const values = {
      ...this.#question.values(),
      beforeAt: this.#before.at,
      beforeId: this.#before.id,
      slice: this.#slices.next(),
      limit: limit - this.found.length,
    }
    const [end] = ask<readonly [at: number, id: string]>(orderedEndSql(origin, this.#route), values)
    const [endAt, endId] = end ?? [filter.created.from, '']
    const rows = ask<IssuedRow | ImportedRow>(orderedPageSql(origin, this.#route), { ...values, endAt, endId })
    for (const row of rows) this.found.push(this.#question.toKey(row))
    this.#before = { at: endAt, id: endId }
    return end === undefined || this.found.length >= limit
  }
}

/** Each leads to every key that the filter may find; the order is the one in which to try them. */
export function orderedRoutesFor({ actorId, name, status, expires, lastUsed }: KeyFilter): readonly OrderedRoute[] {
  const routes: OrderedRoute[] = []
  if (name?.only !== undefined) routes.push('by_name')
  if (actorId !== null) routes.push('by_actor')
  if (status === 'revoked' || status === 'suspended') routes.push(status)
  if (expires === UNSET) routes.push('by_expiry')
  if (lastUsed === UNSET) routes.push('by_last_use')
  return routes.length === 0 ? ['by_creation'] : routes
}

/** Whether the index alone does not tell that a key matches. */
function needsRows({ actorId, name, status, lastUsed }: KeyFilter, route: OrderedRoute): boolean {
  if (!orderedRoutes[route].carriesStatus && status !== null) return true
  if (actorId !== null && route !== 'by_actor') return true
  if (name !== null && route !== 'by_name') return true
  return lastUsed !== null && route !== 'by_last_use'
}
