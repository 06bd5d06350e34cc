import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { AuditEvent } from '@latchkey/core/events/audit-event'
import type { AuditQuery } from '@latchkey/core/ports/audit-log'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import { type AuditFilter, type AuditRoute, foldAuditConditions, onlyEventOf, routeOf } from '../sql/audit-filter.ts'
import { EVENT_COLUMNS, type EventRow, toEvent } from '../sql/audit-rows.ts'
import { type NamedRowStatement, prepareNamedRows } from './connection.ts'
import { reading } from './storage-failure.ts'

/** Events looked at before others get their turn: some milliseconds. */
const SLICE = 2_000
/** Up to so many events in a range of time are fetched and sorted; with more, walking back soon fills a page. */
const RANGE_MAX = 1_000

/** Indexes whose order is that of the pages, and how each is entered. */
const routes = {
  by_target: 'AND target_id = $target',
  by_caller: 'AND caller_id = $actor',
  by_event: 'AND event = $event',
} as const satisfies Record<AuditRoute, string>

const REMAINING = `AND ($actor IS NULL OR e.caller_id = $actor) AND ($actorKind IS NULL OR e.caller_kind = $actorKind)
    AND ($target IS NULL OR e.target_id = $target) AND ($targetKind IS NULL OR e.target_kind = $targetKind)
    AND ($events IS NULL OR e.event IN (SELECT value FROM json_each($events)))
    AND ($timeFrom IS NULL OR (e.at >= $timeFrom AND e.at <= $timeTo))`

const sliceSql = (route: AuditRoute | undefined): string =>
  `SELECT sequence FROM audit_events ${route === undefined ? '' : `INDEXED BY audit_events_${route}`}
    WHERE chain_id = $chainId ${route === undefined ? '' : routes[route]} AND sequence < $before ORDER BY sequence DESC LIMIT $slice`

const ROW = 'CROSS JOIN audit_events AS e ON e.chain_id = $chainId AND e.sequence = i.sequence'

const pageSql = (route: AuditRoute | undefined): string =>
  `SELECT ${EVENT_COLUMNS} FROM (${sliceSql(route)}) AS i ${ROW} WHERE true ${REMAINING} LIMIT $limit`

const sliceEndSql = (route: AuditRoute | undefined): string =>
  `SELECT sequence FROM (${sliceSql(route)}) ORDER BY sequence LIMIT 1`

const IN_RANGE = `audit_events INDEXED BY audit_events_by_time
    WHERE chain_id = $chainId AND at >= $timeFrom AND at <= $timeTo`

const RANGE_PROBE = `SELECT 1 FROM ${IN_RANGE} LIMIT $probe`

const RANGE_PAGE = `SELECT ${EVENT_COLUMNS} FROM (SELECT sequence FROM ${IN_RANGE} AND sequence < $before) AS i ${ROW}
    WHERE true ${REMAINING} ORDER BY i.sequence DESC LIMIT $limit`

/** Pages of audit events. Every value is bound, and no call holds up the others for long. */
export class AuditList {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, NamedRowStatement<EventRow | readonly [sequence: number]>>()

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  list(chainId: string, query: AuditQuery): Awaitable<readonly AuditEvent[]> {
    const filter = foldAuditConditions(query.conditions)
    if (filter === undefined || query.limit < 1) return []
    const walk = new AuditWalk(chainId, query, filter)
    return reading(() => {
      if (filter.time === undefined || this.#rows(RANGE_PROBE, walk).length > RANGE_MAX) {
        return this.#takeSlice(walk) ? walk.found : this.#walkOn(walk)
      }
      walk.add(this.#rows(RANGE_PAGE, walk))
      return walk.found
    })
  }

  async #walkOn(walk: AuditWalk): Promise<readonly AuditEvent[]> {
    do
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
    while (!reading(() => this.#takeSlice(walk)))
    return walk.found
  }

  /** True when the page is full or there is nothing more. */
  #takeSlice(walk: AuditWalk): boolean {
    walk.add(this.#rows(pageSql(walk.route), walk))
    if (walk.isFull) return true
    const [end] = this.#rows<readonly [sequence: number]>(sliceEndSql(walk.route), walk)
    if (end === undefined) return true
    walk.goOnBefore(end[0])
    return false
  }

  #rows<Row extends EventRow | readonly [sequence: number] = EventRow>(sql: string, walk: AuditWalk): Row[] {
    const statement = this.#statements.get(sql) ?? prepareNamedRows(this.#db, sql)
    this.#statements.set(sql, statement)
    return statement.all(walk.values()) as unknown as Row[]
  }
}

/** The way to one page: which index to follow, where it goes on, and what was found so far. */
class AuditWalk {
  readonly route: AuditRoute | undefined
  readonly found: AuditEvent[] = []
  readonly #chainId: string
  readonly #limit: number
  readonly #filter: AuditFilter
  #before: number

  constructor(chainId: string, query: AuditQuery, filter: AuditFilter) {
    this.#chainId = chainId
    this.#limit = query.limit
    this.#filter = filter
    this.#before = query.before ?? Number.MAX_SAFE_INTEGER
    this.route = routeOf(filter)
  }

  get isFull(): boolean {
    return this.found.length >= this.#limit
  }

  add(rows: readonly EventRow[]): void {
    for (const row of rows) this.found.push(toEvent(this.#chainId, row))
  }

  goOnBefore(sequence: number): void {
    this.#before = sequence
  }

  values(): Readonly<Record<string, SQLInputValue>> {
    const { time, events, ...texts } = this.#filter
    return {
      ...texts,
      events: events && JSON.stringify(events),
      event: onlyEventOf(this.#filter),
      chainId: this.#chainId,
      timeFrom: time?.from ?? null,
      timeTo: time?.to ?? null,
      before: this.#before,
      slice: SLICE,
      probe: RANGE_MAX + 1,
      limit: this.#limit - this.found.length,
    }
  }
}
