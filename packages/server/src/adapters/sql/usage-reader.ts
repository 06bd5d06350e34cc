import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { UsageFigures, UsageQuery, UsageSource } from '@latchkey/core/ports/usage-store'
import { busiestNames, UsageCollector } from '@latchkey/core/usage/usage-collector'
import { type OutcomeCounts, sumOfCounts } from '@latchkey/core/usage/usage-event'
import type { SqlReader, SqlValue } from './sql-database.ts'
import { countColumns, countsOf, periodColumn } from './usage-rows.ts'
import { paddedLists, slotsFor } from './value-lists.ts'

/** How many slots are asked for at a time, and how many keys of each: first few of many, and more of those that have more. */
const pieces = [
  { slots: 32, keys: 64 },
  { slots: 8, keys: 256 },
  { slots: 1, keys: 2_000 },
] as const
type Piece = (typeof pieces)[number]
/** In place of a slot where there are fewer. */
const NO_SLOT = Number.MIN_SAFE_INTEGER

type TotalRow = readonly [startsAt: number, ...counts: SqlValue[]]
type BucketRow = readonly [startsAt: number, keyId: string, actorId: string, ...counts: SqlValue[]]
type SourceRow = readonly [ip: string, firstSeenAt: number, lastSeenAt: number, count: number]
type Visit = (name: string, startsAt: Instant, counts: OutcomeCounts) => void

const BUCKETS = `SELECT starts_at, key_id, actor_id, ${countColumns} FROM usage_buckets`
const textOf = ({ slots, keys }: Piece): string =>
  Array.from(
    { length: slots },
    () => `(${BUCKETS} WHERE period = ? AND starts_at = ? AND project_id = ? AND key_id >= ? ORDER BY key_id LIMIT ${keys})`,
  ).join(' UNION ALL ')

/** A slot that is not read to its end yet. */
interface OpenSlot {
  readonly startsAt: number
  /** The last key that was read. */
  readonly after: string | undefined
}

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
    let open: readonly OpenSlot[] = this.#slots.map((startsAt) => ({ startsAt, after: undefined }))
    for (let depth = 0; open.length > 0; depth++) open = await this.#visitSlots(open, pieceAt(depth), visit)
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

  /** Reads some buckets of each slot. Resolves to the slots that have more. */
  async #visitSlots(open: readonly OpenSlot[], piece: Piece, visit: Visit): Promise<readonly OpenSlot[]> {
    const more: OpenSlot[] = []
    for (let start = 0; start < open.length; start += piece.slots) {
      const some = open.slice(start, start + piece.slots)
      const rows = await this.#readSlots(some, piece)
      const afterBySlot = new Map(some.map(({ startsAt, after }) => [startsAt, after]))
      // Each slot is read on from its last key, which comes again.
      this.#visitRows(
        rows.filter(([startsAt, keyId]) => keyId !== afterBySlot.get(startsAt)),
        visit,
      )
      more.push(...slotsWithMore(rows, piece))
    }
    return more
  }

  #readSlots(slots: readonly OpenSlot[], piece: Piece): Promise<readonly BucketRow[]> {
    const period = periodColumn[this.#query.period]
    const values = Array.from({ length: piece.slots }, (_, index) => {
      const { startsAt = NO_SLOT, after = '' } = slots[index] ?? {}
      return [period, startsAt, this.#projectId, after]
    })
    return this.#reader.all<BucketRow>(textOf(piece), values.flat())
  }

  #visitRows(rows: readonly BucketRow[], visit: Visit): void {
    const { actorId: wanted, groupBy } = this.#query
    for (const [startsAt, keyId, actorId, ...counts] of rows) {
      if (wanted !== undefined && actorId !== wanted) continue
      visit(groupBy === 'actor' ? actorId : keyId, startsAt as Instant, countsOf(counts))
    }
  }
}

const pieceAt = (depth: number): Piece => pieces[Math.min(depth, pieces.length - 1)] ?? pieces[0]

function slotsWithMore(rows: readonly BucketRow[], { keys }: Piece): readonly OpenSlot[] {
  const bySlot = Map.groupBy(rows, ([startsAt]) => startsAt)
  const full = [...bySlot].filter(([, ofSlot]) => ofSlot.length === keys)
  return full.map(([startsAt, ofSlot]) => ({ startsAt, after: ofSlot.at(-1)?.[1] }))
}
