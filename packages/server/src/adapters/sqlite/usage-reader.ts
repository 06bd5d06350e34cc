import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { FailureCount, FailureQuery, UsageFigures, UsageQuery, UsageSource } from '@latchkey/core/ports/usage-store'
import { busiestNames, UsageCollector } from '@latchkey/core/usage/usage-collector'
import { type OutcomeCounts, outcomeIndex, sumOfCounts, usageOutcomes } from '@latchkey/core/usage/usage-event'
import { countColumns, countsOf, periodColumn } from '../sql/usage-rows.ts'
import { prepareRows } from './connection.ts'
import { reading } from './storage-failure.ts'

/** Rows and look-ups before others get their turn: some milliseconds. */
const SLICE = 2_000

type TotalRow = readonly [startsAt: number, ...counts: SQLOutputValue[]]
type BucketRow = readonly [keyId: string, actorId: string, ...counts: SQLOutputValue[]]
type SourceRow = readonly [ip: string, firstSeenAt: number, lastSeenAt: number, count: number]
type FailureRow = readonly [minute: number, keyId: string, outcome: number, ip: string, count: number]

const BUCKETS_OF_SLOT = `SELECT key_id, actor_id, ${countColumns} FROM usage_buckets
  WHERE period = ? AND starts_at = ? AND project_id = ?`

/** Questions about figures. None of them holds up the others for long. */
export class UsageReader {
  readonly #totals
  readonly #bucketOfKey
  readonly #buckets
  readonly #sources
  readonly #failures
  readonly #failuresOfKey

  constructor(db: DatabaseSync) {
    this.#totals = prepareRows<TotalRow>(
      db,
      `SELECT starts_at, ${countColumns} FROM usage_totals
      WHERE project_id = ? AND period = ? AND starts_at >= ? AND starts_at < ? ORDER BY starts_at`,
    )
    this.#bucketOfKey = prepareRows<BucketRow>(db, `${BUCKETS_OF_SLOT} AND key_id = ?`)
    this.#buckets = prepareRows<BucketRow>(db, `${BUCKETS_OF_SLOT} AND key_id >= ? ORDER BY key_id LIMIT ${SLICE}`)
    this.#sources = prepareRows<SourceRow>(
      db,
      `SELECT ip, first_seen_at, last_seen_at, count FROM usage_sources
      WHERE project_id = ? AND key_id = ? ORDER BY last_seen_at DESC, ip`,
    )
    this.#failures = prepareRows<FailureRow>(db, failuresSql('', ''))
    this.#failuresOfKey = prepareRows<FailureRow>(db, failuresSql('INDEXED BY verification_failures_by_key', 'AND key_id = ?9'))
  }

  async query(projectId: ProjectId, query: UsageQuery): Promise<UsageFigures> {
    const totals = reading(() => this.#totals.all(projectId, periodColumn[query.period], query.from, query.to))
    if (query.groupBy === 'none' && query.keyId === undefined && query.actorId === undefined) return figuresOf(totals)
    const slots = totals.map(([startsAt]) => startsAt as Instant)
    const chosen = await this.#choose(projectId, query, slots)
    const collector = new UsageCollector(chosen)
    await this.#walk(projectId, query, slots, (name, startsAt, counts) => collector.add(name, startsAt, counts))
    return collector.figures()
  }

  listSources(projectId: ProjectId, keyId: string): readonly UsageSource[] {
    return reading(() => this.#sources.all(projectId, keyId)).map(([ip, firstSeenAt, lastSeenAt, count]) => ({
      ip,
      firstSeenAt: firstSeenAt as Instant,
      lastSeenAt: lastSeenAt as Instant,
      count,
    }))
  }

  listFailures(projectId: ProjectId, { keyId, from, to, after, limit }: FailureQuery): readonly FailureCount[] {
    const place = after === undefined ? [to, '', 0, ''] : [after.minute, after.keyId, outcomeIndex[after.outcome], after.ip]
    const values: readonly SQLInputValue[] = [projectId, from, to, ...place, limit]
    const rows = reading(() => (keyId === undefined ? this.#failures.all(...values) : this.#failuresOfKey.all(...values, keyId)))
    return rows.map(toFailure)
  }

  /** Which groups are told apart: a walk of its own, so that the figures of all the others need not be kept. */
  async #choose(projectId: ProjectId, query: UsageQuery, slots: readonly Instant[]): Promise<ReadonlySet<string>> {
    if (query.groupBy === 'none') return new Set()
    const totals = new Map<string, number>()
    await this.#walk(projectId, query, slots, (name, _startsAt, counts) => {
      totals.set(name, (totals.get(name) ?? 0) + sumOfCounts(counts))
    })
    return busiestNames(totals, query.top)
  }

  async #walk(projectId: ProjectId, query: UsageQuery, slots: readonly Instant[], visit: Visit): Promise<void> {
    let seen = 0
    for (const { startsAt, rows } of this.#slices(projectId, query, slots)) {
      for (const [keyId, actorId, ...counts] of rows) {
        if (query.actorId !== undefined && actorId !== query.actorId) continue
        visit(query.groupBy === 'actor' ? actorId : keyId, startsAt, countsOf(counts))
      }
      seen += rows.length + 1
      if (seen < SLICE) continue
      seen = 0
      await nextTurn()
    }
  }

  /** The buckets of each slot, in pieces that are read as they are taken. */
  *#slices(projectId: ProjectId, { period, keyId }: UsageQuery, slots: readonly Instant[]): Generator<Slice, void, undefined> {
    for (const startsAt of slots) {
      const slot = [periodColumn[period], startsAt, projectId] as const
      for (let from: string | undefined = ''; from !== undefined; ) {
        const start: string = from
        const rows = reading(() =>
          keyId === undefined ? this.#buckets.all(...slot, start) : this.#bucketOfKey.all(...slot, keyId),
        )
        yield { startsAt, rows }
        from = afterLast(rows)
      }
    }
  }
}

interface Slice {
  readonly startsAt: Instant
  readonly rows: readonly BucketRow[]
}

/** Where the next piece of a slot begins: the next text in byte order after a key id is that id with a NUL. */
function afterLast(rows: readonly BucketRow[]): string | undefined {
  const last = rows.length < SLICE ? undefined : rows.at(-1)
  return last === undefined ? undefined : `${last[0]}\u0000`
}

type Visit = (name: string, startsAt: Instant, counts: OutcomeCounts) => void

function figuresOf(rows: readonly TotalRow[]): UsageFigures {
  const collector = new UsageCollector(new Set())
  for (const [startsAt, ...counts] of rows) collector.add('', startsAt as Instant, countsOf(counts))
  return collector.figures()
}

// Newest minute first, everything else upwards: hence the two ways to come after the last row of the page before.
const failuresSql = (index: string, condition: string): string =>
  `SELECT minute, key_id, outcome, ip, count FROM verification_failures ${index}
  WHERE project_id = ?1 ${condition} AND minute >= ?2 AND minute < ?3 AND minute <= ?4
    AND (minute < ?4 OR (key_id, outcome, ip) > (?5, ?6, ?7))
  ORDER BY minute DESC, key_id, outcome, ip LIMIT ?8`

const toFailure = ([minute, keyId, outcome, ip, count]: FailureRow): FailureCount => ({
  minute: minute as Instant,
  keyId,
  outcome: usageOutcomes[outcome] ?? 'internal',
  ip,
  count,
})
