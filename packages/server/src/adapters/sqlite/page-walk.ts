import type { SQLInputValue } from 'node:sqlite'
import type { ApiKey, KeyOrigin, ProjectId } from '@latchkey/core/key/api-key'
import type { KeyCursor, KeyQuery } from '@latchkey/core/ports/key-store'
import { type ImportedRow, type IssuedRow, toImportedKey, toIssuedKey } from './key-rows.ts'
import type { InstantRange, KeyFilter } from './list-filter.ts'
import type { OrderedRoute, RangeRoute } from './list-sql.ts'

/** Index entries looked at before others get their turn: some milliseconds. */
const SLICE = 2_000
/** Up to so many keys in a range are fetched and sorted; with more, walking in page order soon fills a page. */
export const RANGE_MAX = 1_000
// SQLite sorts every BLOB after every TEXT.
const AFTER_ALL_TEXT = new Uint8Array()

/** The way to one page: which index to follow, where it goes on, and what was found so far. */
export class PageWalk {
  readonly origin: KeyOrigin
  readonly route: OrderedRoute
  readonly found: ApiKey[] = []
  readonly #projectId: ProjectId
  readonly #query: KeyQuery
  readonly #filter: KeyFilter
  #before: { readonly at: number; readonly id: string }

  constructor(projectId: ProjectId, query: KeyQuery, filter: KeyFilter) {
    this.origin = query.origin
    this.#projectId = projectId
    this.#query = query
    this.#filter = withImpliedRange(filter, query)
    this.route = routeOf(filter)
    this.#before = startOf(query.after, filter.created)
  }

  get isFull(): boolean {
    return this.found.length >= this.#query.limit
  }

  /** Index routes by which few keys might be reached. */
  get ranges(): readonly RangeRoute[] {
    const { name, expires, lastUsed } = this.#filter
    const wanted: RangeRoute[] = []
    if (name !== null) wanted.push('by_name')
    if (expires !== null) wanted.push('by_expiry')
    if (lastUsed !== null) wanted.push('by_last_use')
    return wanted
  }

  add(rows: readonly (IssuedRow | ImportedRow)[]): void {
    for (const row of rows) {
      if (this.origin === 'issued') this.found.push(toIssuedKey(this.#projectId, row as IssuedRow))
      else this.found.push(toImportedKey(this.#projectId, row as ImportedRow))
    }
  }

  goOnAfter(at: number, id: string): void {
    this.#before = { at, id }
  }

  /** Everything that any of the list statements may mention. */
  values(): Readonly<Record<string, SQLInputValue>> {
    const { actorId, status, name, expires, lastUsed, created } = this.#filter
    return {
      projectId: this.#projectId,
      actorId,
      status,
      nameFrom: name?.from ?? null,
      nameTo: name?.to ?? AFTER_ALL_TEXT,
      expiresFrom: expires?.from ?? null,
      expiresTo: expires?.to ?? null,
      lastUsedFrom: lastUsed?.from ?? null,
      lastUsedTo: lastUsed?.to ?? null,
      createdFrom: created.from,
      beforeAt: this.#before.at,
      beforeId: this.#before.id,
      now: this.#query.now,
      slice: SLICE,
      probe: RANGE_MAX + 1,
      limit: this.#query.limit - this.found.length,
    }
  }
}

function routeOf({ actorId, name, status }: KeyFilter): OrderedRoute {
  if (actorId !== null) return 'by_actor'
  if (name?.only !== undefined) return 'by_name'
  return status === 'revoked' || status === 'suspended' ? status : 'by_creation'
}

/** Expired keys are among those whose expiry is past: the range may be the short way to them. */
function withImpliedRange(filter: KeyFilter, { now }: KeyQuery): KeyFilter {
  if (filter.status !== 'expired' || filter.expires !== null) return filter
  return { ...filter, expires: { from: Number.MIN_SAFE_INTEGER, to: now } }
}

function startOf(after: KeyCursor | undefined, created: InstantRange): { at: number; id: string } {
  return after === undefined || after.createdAt > created.to
    ? { at: created.to + 1, id: '' }
    : { at: after.createdAt, id: after.id }
}
