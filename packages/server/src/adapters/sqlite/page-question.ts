import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { ApiKey, KeyOrigin, ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { KeyCursor, KeyQuery } from '@latchkey/core/ports/key-store'
import { type ImportedRow, type IssuedRow, toImportedKey, toIssuedKey } from '../sql/key-rows.ts'
import { type InstantRange, type KeyFilter, UNSET } from '../sql/list-filter.ts'

export type BoundValues = Readonly<Record<string, SQLInputValue>>
export type AskRows = <Row extends readonly SQLOutputValue[]>(sql: string, values: BoundValues) => Row[]

/** A place in the order of pages. */
export interface PagePlace {
  readonly at: number
  readonly id: string
}

/** SQLite sorts every BLOB after every TEXT. */
export const AFTER_ALL_TEXT = new Uint8Array()

/** One page that somebody asked for. */
export class PageQuestion {
  readonly origin: KeyOrigin
  readonly filter: KeyFilter
  readonly limit: number
  /** Where the page begins: behind this. */
  readonly start: PagePlace
  readonly #projectId: ProjectId
  readonly #now: Instant

  constructor(projectId: ProjectId, { origin, limit, after, now }: KeyQuery, filter: KeyFilter) {
    this.origin = origin
    this.filter = filter
    this.limit = limit
    this.start = startOf(after, filter.created)
    this.#projectId = projectId
    this.#now = now
  }

  /** Everything that any of the list statements may mention, but for where it goes on. */
  values(): BoundValues {
    const { actorId, status, name, created } = this.filter
    const [expires, lastUsed] = [rangeIn(this.filter.expires), rangeIn(this.filter.lastUsed)]
    return {
      projectId: this.#projectId,
      actorId,
      status,
      nameFrom: name?.from ?? null,
      nameTo: name?.to ?? AFTER_ALL_TEXT,
      expiresFrom: expires?.from ?? null,
      expiresTo: expires?.to ?? null,
      neverExpires: this.filter.expires === UNSET ? 1 : null,
      lastUsedFrom: lastUsed?.from ?? null,
      lastUsedTo: lastUsed?.to ?? null,
      neverUsed: this.filter.lastUsed === UNSET ? 1 : null,
      createdFrom: created.from,
      now: this.#now,
    }
  }

  toKey(row: IssuedRow | ImportedRow): ApiKey {
    return this.origin === 'issued'
      ? toIssuedKey(this.#projectId, row as IssuedRow)
      : toImportedKey(this.#projectId, row as ImportedRow)
  }
}

/** The range of a slot that holds one. */
export const rangeIn = (slot: InstantRange | typeof UNSET | null): InstantRange | null => (slot === UNSET ? null : slot)

const startOf = (after: KeyCursor | undefined, created: InstantRange): PagePlace =>
  after === undefined || after.createdAt > created.to ? { at: created.to + 1, id: '' } : { at: after.createdAt, id: after.id }
