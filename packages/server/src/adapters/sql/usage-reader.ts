import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { UsageFigures, UsageQuery, UsageSource } from '@latchkey/core/ports/usage-store'
import { busiestNames, UsageCollector } from '@latchkey/core/usage/usage-collector'
import { type OutcomeCounts, sumOfCounts } from '@latchkey/core/usage/usage-event'
import type { SqlReader, SqlValue } from './sql-database.ts'
import { countColumns, countsOf, periodColumn } from './usage-rows.ts'
import { paddedLists, slotsFor } from './value-lists.ts'

/** Slots that are asked for at a time, and keys of each: of most there are not more. */
const SLOTS = 32
const KEYS_OF_EACH = 64
/** Keys of one slot that are read at a time where there are more. */
const KEYS_OF_ONE = 2_000
/** In place of a slot where there are fewer. */
const NO_SLOT = Number.MIN_SAFE_INTEGER

type TotalRow = readonly [startsAt: number, ...counts: SqlValue[]]
type BucketRow = readonly [startsAt: number, keyId: string, actorId: string, ...counts: SqlValue[]]
type SourceRow = readonly [ip: string, firstSeenAt: number, lastSeenAt: number, count: number]
type Visit = (name: string, startsAt: Instant, counts: OutcomeCounts) => void

const BUCKETS = `SELECT starts_at, key_id, actor_id, ${countColumns} FROM usage_buckets`
const BUCKETS_OF_SLOT = `${BUCKETS} WHERE period = ? AND starts_at = ? AND project_id = ?`
const FIRST_OF_EACH_SLOT = Array.from({ length: SLOTS }, () => `(${BUCKETS_OF_SLOT} ORDER BY key_id LIMIT ${KEYS_OF_EACH})`).join(
  ' UNION ALL ',
)

export async function queryUsage(reader: SqlReader, projectId: ProjectId, query: UsageQuery): Promise<UsageFigures> {
  const totals = await reader.all<TotalRow>(
    `SELECT starts_at, ${countColumns} FROM usage_totals
    WHERE project_id = ? AND period = ? AND starts_at >= ? AND starts_at < ? ORDER BY starts_at`,
    [projectId, periodColumn[query.period], query.from, query.to],
  )
  if (query.groupBy === 'none' && query.keyId === undefined && query.actorId === undefined) return figuresOf(totals)
  const walk = new BucketWalk(
    reader,
    projectId,
    query,
    totals.map(([startsAt]) => startsAt),
  )
  const collector = new UsageCollector(await chooseGroups(walk, query))
  await walk.visitAll((name, startsAt, counts) => collector.add(name, startsAt, counts))
  return collector.figures()
}

export async function listSources(reader: SqlReader, projectId: ProjectId, keyId: string): Promise<readonly UsageSource[]> {
  const rows = await reader.all<SourceRow>(
    `SELECT ip, first_seen_at, last_seen_at, count FROM usage_sources
    WHERE project_id = ? AND key_id = ? ORDER BY last_seen_at DESC, ip`,
    [projectId, keyId],
  )
  return rows.map(([ip, firstSeenAt, lastSeenAt, count]) => ({
    ip,
    firstSeenAt: firstSeenAt as Instant,
    lastSeenAt: lastSeenAt as Instant,
    count,
  }))
}

/** Which groups are told apart: a walk of its own, so that the figures of all the others need not be kept. */
async function chooseGroups(walk: BucketWalk, { groupBy, top }: UsageQuery): Promise<ReadonlySet<string>> {
  if (groupBy === 'none') return new Set()
  const sums = new Map<string, number>()
  await walk.visitAll((name, _startsAt, counts) => {
    sums.set(name, (sums.get(name) ?? 0) + sumOfCounts(counts))
  })
  return busiestNames(sums, top)
}

function figuresOf(rows: readonly TotalRow[]): UsageFigures {
  const collector = new UsageCollector(new Set())
  for (const [startsAt, ...counts] of rows) collector.add('', startsAt as Instant, countsOf(counts))
  return collector.figures()
}

/** The way through the buckets of a project, in pieces. */
class BucketWalk {
  readonly #reader: SqlReader
  readonly #projectId: ProjectId
  readonly #query: UsageQuery
  readonly #slots: readonly number[]

  constructor(reader: SqlReader, projectId: ProjectId, query: UsageQuery, slots: readonly number[]) {
    this.#reader = reader
    this.#projectId = projectId
    this.#query = query
    this.#slots = slots
  }

  async visitAll(visit: Visit): Promise<void> {
    const { keyId } = this.#query
    if (keyId !== undefined) return this.#visitKey(keyId, visit)
    for (let start = 0; start < this.#slots.length; start += SLOTS) {
      const rows = await this.#readFirst(this.#slots.slice(start, start + SLOTS))
      this.#visitRows(rows, visit)
      for (const last of lastOfFull(rows)) await this.#visitRest(last, visit)
    }
  }

  async #visitKey(keyId: string, visit: Visit): Promise<void> {
    for (const slots of paddedLists(this.#slots)) {
      const rows = await this.#reader.all<BucketRow>(
        `${BUCKETS} WHERE period = ? AND starts_at IN (${slotsFor(slots)}) AND project_id = ? AND key_id = ?`,
        [periodColumn[this.#query.period], ...slots, this.#projectId, keyId],
      )
      this.#visitRows(rows, visit)
    }
  }

  #readFirst(slots: readonly number[]): Promise<readonly BucketRow[]> {
    const all = Array.from({ length: SLOTS }, (_, index) => slots[index] ?? NO_SLOT)
    return this.#reader.all<BucketRow>(
      FIRST_OF_EACH_SLOT,
      all.flatMap((startsAt) => this.#placeOf(startsAt)),
    )
  }

  /** The buckets of a slot behind one. */
  async #visitRest([startsAt, keyId]: BucketRow, visit: Visit): Promise<void> {
    for (let after: string | undefined = keyId; after !== undefined; ) {
      const rows: readonly BucketRow[] = await this.#reader.all<BucketRow>(
        `${BUCKETS_OF_SLOT} AND key_id > ? ORDER BY key_id LIMIT ${KEYS_OF_ONE}`,
        [...this.#placeOf(startsAt), after],
      )
      this.#visitRows(rows, visit)
      after = rows.length < KEYS_OF_ONE ? undefined : rows.at(-1)?.[1]
    }
  }

  #placeOf = (startsAt: number): SqlValue[] => [periodColumn[this.#query.period], startsAt, this.#projectId]

  #visitRows(rows: readonly BucketRow[], visit: Visit): void {
    const { actorId: wanted, groupBy } = this.#query
    for (const [startsAt, keyId, actorId, ...counts] of rows) {
      if (wanted !== undefined && actorId !== wanted) continue
      visit(groupBy === 'actor' ? actorId : keyId, startsAt as Instant, countsOf(counts))
    }
  }
}

/** The last row of each slot of which there may be more. */
function lastOfFull(rows: readonly BucketRow[]): readonly BucketRow[] {
  const bySlot = Map.groupBy(rows, ([startsAt]) => startsAt)
  return [...bySlot.values()].flatMap((ofSlot) => (ofSlot.length < KEYS_OF_EACH ? [] : ofSlot.slice(-1)))
}
