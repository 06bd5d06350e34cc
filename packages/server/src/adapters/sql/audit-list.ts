import type { AuditEvent } from '@latchkey/core/events/audit-event'
import type { AuditQuery } from '@latchkey/core/ports/audit-log'
import { type AuditFilter, type AuditRoute, foldAuditConditions, routeOf } from './audit-filter.ts'
import { type EventRow, SQL_COLUMNS, toEvent } from './audit-rows.ts'
import type { InstantRange } from './list-filter.ts'
import type { SqlReader, SqlValue } from './sql-database.ts'
import { paddedLists, slotsFor } from './value-lists.ts'

/** Events that one statement looks at: some milliseconds. */
const SLICE = 2_000
/** Up to so many events in a range of time are looked up one by one; with more, walking back soon fills a page. */
const RANGE_MAX = 1_000

/** Part of a WHERE and what it takes. */
interface Condition {
  readonly text: string
  readonly values: readonly SqlValue[]
}

const EVENTS = `SELECT ${SQL_COLUMNS} FROM audit_events`

/** A page of the events of a chain, newest first. However long the chain, no statement reads much of it. */
export async function listAuditEvents(reader: SqlReader, chainId: string, query: AuditQuery): Promise<readonly AuditEvent[]> {
  const filter = foldAuditConditions(query.conditions)
  if (filter === undefined || query.limit < 1) return []
  const search = new AuditSearch(reader, chainId, query, filter)
  const sequences = filter.time === undefined ? undefined : await search.listWithin(filter.time)
  const rows = await (sequences === undefined ? search.walkBack() : search.lookUp(sequences))
  return rows.map((row) => toEvent(chainId, row))
}

/** The way to one page. */
class AuditSearch {
  readonly #reader: SqlReader
  readonly #chainId: string
  readonly #limit: number
  readonly #before: number
  /** What finds the events by an index that has their order. */
  readonly #entry: Condition
  readonly #conditions: Condition
  readonly #isEntryAll: boolean

  constructor(reader: SqlReader, chainId: string, query: AuditQuery, filter: AuditFilter) {
    const route = routeOf(filter)
    const conditions = conditionsOf(filter)
    this.#reader = reader
    this.#chainId = chainId
    this.#limit = query.limit
    this.#before = query.before ?? Number.MAX_SAFE_INTEGER
    this.#entry = together(conditions.filter((condition) => condition.route !== undefined && condition.route === route))
    this.#conditions = together(conditions)
    this.#isEntryAll = this.#entry.text === this.#conditions.text
  }

  /** Places of all events in a range of time, newest first; `undefined` when they are too many. */
  async listWithin({ from, to }: InstantRange): Promise<readonly number[] | undefined> {
    const rows = await this.#reader.all<readonly [sequence: number]>(
      'SELECT sequence FROM audit_events WHERE chain_id = ? AND at >= ? AND at <= ? ORDER BY at LIMIT ?',
      [this.#chainId, from, to, RANGE_MAX + 1],
    )
    if (rows.length > RANGE_MAX) return undefined
    const sequences = rows.map(([sequence]) => sequence).filter((sequence) => sequence < this.#before)
    return sequences.sort((one, other) => other - one)
  }

  async lookUp(sequences: readonly number[]): Promise<readonly EventRow[]> {
    const found: EventRow[] = []
    for (const list of paddedLists(sequences)) {
      if (found.length >= this.#limit) break
      const among = { text: ` AND sequence IN (${slotsFor(list)})`, values: list }
      found.push(...(await this.#readPage(among, this.#limit - found.length)))
    }
    return found
  }

  /** Goes from slice to slice until the page is full. */
  async walkBack(): Promise<readonly EventRow[]> {
    if (this.#isEntryAll) return this.#readPage({ text: ' AND sequence < ?', values: [this.#before] }, this.#limit)
    const found: EventRow[] = []
    for (let before = this.#before, isMore = true; isMore && found.length < this.#limit; ) {
      const end = await this.#findSliceEnd(before)
      const slice = { text: ' AND sequence < ? AND sequence >= ?', values: [before, end ?? Number.MIN_SAFE_INTEGER] }
      found.push(...(await this.#readPage(slice, this.#limit - found.length)))
      isMore = end !== undefined
      before = end ?? before
    }
    return found
  }

  /** The last event of a whole slice; `undefined` when there are fewer left. */
  async #findSliceEnd(before: number): Promise<number | undefined> {
    const row = await this.#reader.get<readonly [sequence: number]>(
      `SELECT sequence FROM audit_events WHERE chain_id = ?${this.#entry.text} AND sequence < ?
      ORDER BY sequence DESC LIMIT 1 OFFSET ${SLICE - 1}`,
      [this.#chainId, ...this.#entry.values, before],
    )
    return row?.[0]
  }

  #readPage(among: Condition, limit: number): Promise<readonly EventRow[]> {
    return this.#reader.all<EventRow>(
      `${EVENTS} WHERE chain_id = ?${this.#conditions.text}${among.text} ORDER BY sequence DESC LIMIT ?`,
      [this.#chainId, ...this.#conditions.values, ...among.values, limit],
    )
  }
}

const together = (conditions: readonly Condition[]): Condition => ({
  text: conditions.map(({ text }) => ` AND ${text}`).join(''),
  values: conditions.flatMap(({ values }) => values),
})

type RoutedCondition = Condition & { readonly route?: AuditRoute }

/** One per slot of the filter, always in the same order: so there are not many texts. */
function conditionsOf({ actor, actorKind, target, targetKind, events, time }: AuditFilter): readonly RoutedCondition[] {
  return [
    ...equals('target_id', target, 'by_target'),
    ...equals('caller_id', actor, 'by_caller'),
    ...(events === null
      ? []
      : paddedLists([...new Set(events)])
          .slice(0, 1)
          .map(amongEvents)),
    ...equals('caller_kind', actorKind),
    ...equals('target_kind', targetKind),
    // An expression, so that the index of time, which leads through all of a long range, is not taken for it.
    ...(time === undefined ? [] : [{ text: 'at + 0 >= ? AND at + 0 <= ?', values: [time.from, time.to] }]),
  ]
}

const equals = (column: string, value: string | null, route?: AuditRoute): readonly RoutedCondition[] =>
  value === null ? [] : [{ text: `${column} = ?`, values: [value], ...(route === undefined ? {} : { route }) }]

const amongEvents = (names: readonly string[]): RoutedCondition =>
  names.length === 1
    ? { text: 'event = ?', values: names, route: 'by_event' }
    : { text: `event IN (${slotsFor(names)})`, values: names }
