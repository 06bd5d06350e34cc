import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { ProjectId } from '@latchkey/core/key/api-key'
import { SOURCES_MAX, type UsageTally } from '@latchkey/core/ports/usage-store'
import { NO_IP, sumOfCounts } from '@latchkey/core/usage/usage-event'
import { startOfPeriod, usagePeriods } from '@latchkey/core/usage/usage-period'
import {
  addedCounts,
  countColumns,
  countSlots,
  type MergedTally,
  mergeNeighbours,
  periodColumn,
  sameKey,
  sameProject,
} from '../sql/usage-rows.ts'
import { prepareRows, type RowStatement } from './connection.ts'

type CountRow = readonly [count: number]

/** Adds tallies to what is stored, inside the transaction of the caller. */
export class UsageWriter {
  readonly #isLive
  readonly #addToBucket: StatementSync
  readonly #addToTotal: StatementSync
  readonly #addToSource: StatementSync
  readonly #countSources: RowStatement<CountRow>
  readonly #insertSource: StatementSync
  readonly #addToFailure: StatementSync
  readonly #countFailures: RowStatement<CountRow>
  readonly #insertFailure: StatementSync

  constructor(db: DatabaseSync) {
    this.#isLive = prepareRows<CountRow>(db, `SELECT 1 FROM projects WHERE id = ? AND state <> 'deleted'`)
    this.#addToBucket = db.prepare(`INSERT INTO usage_buckets (period, starts_at, project_id, key_id, actor_id, ${countColumns})
      VALUES (?, ?, ?, ?, ?, ${countSlots})
      ON CONFLICT (period, starts_at, project_id, key_id) DO UPDATE SET ${addedCounts}`)
    this.#addToTotal = db.prepare(`INSERT INTO usage_totals (period, starts_at, project_id, ${countColumns})
      VALUES (?, ?, ?, ${countSlots})
      ON CONFLICT (project_id, period, starts_at) DO UPDATE SET ${addedCounts}`)
    this.#addToSource = db.prepare(`UPDATE usage_sources
      SET first_seen_at = min(first_seen_at, ?), last_seen_at = max(last_seen_at, ?), count = count + ?
      WHERE project_id = ? AND key_id = ? AND ip = ?`)
    this.#countSources = prepareRows(db, `SELECT count(*) FROM usage_sources WHERE project_id = ? AND key_id = ? AND ip <> ''`)
    this.#insertSource = db.prepare(`INSERT INTO usage_sources (first_seen_at, last_seen_at, count, project_id, key_id, ip)
      VALUES (?, ?, ?, ?, ?, ?)`)
    this.#addToFailure = db.prepare(`UPDATE verification_failures SET count = count + ?
      WHERE project_id = ? AND minute = ? AND key_id = ? AND outcome = ? AND ip = ?`)
    this.#countFailures = prepareRows(
      db,
      `SELECT count(*) FROM verification_failures
      WHERE project_id = ? AND minute = ? AND key_id = ? AND outcome = ? AND ip <> ''`,
    )
    this.#insertFailure = db.prepare(`INSERT INTO verification_failures (count, project_id, minute, key_id, outcome, ip)
      VALUES (?, ?, ?, ?, ?, ?)`)
  }

  /** What belongs to a project that is gone is passed over. */
  add(tallies: readonly UsageTally[]): void {
    const live = new Map<ProjectId, boolean>()
    for (const { projectId } of tallies) {
      if (!live.has(projectId)) live.set(projectId, this.#isLive.get(projectId) !== undefined)
    }
    const wanted = tallies.filter(({ projectId }) => live.get(projectId) === true)
    for (const merged of mergeNeighbours(wanted, sameProject)) this.#addTotals(merged)
    for (const merged of mergeNeighbours(wanted, sameKey)) this.#addBuckets(merged)
    for (const tally of wanted) {
      this.#addSource(tally)
      this.#addFailures(tally)
    }
  }

  #addTotals({ projectId, minute, counts }: MergedTally): void {
    for (const period of usagePeriods) {
      this.#addToTotal.run(periodColumn[period], startOfPeriod(period, minute), projectId, ...counts)
    }
  }

  #addBuckets({ projectId, keyId, actorId, minute, counts }: MergedTally): void {
    for (const period of usagePeriods) {
      this.#addToBucket.run(periodColumn[period], startOfPeriod(period, minute), projectId, keyId, actorId, ...counts)
    }
  }

  #addSource({ projectId, keyId, ip, firstAt, lastAt, counts }: UsageTally): void {
    const figures = [firstAt, lastAt, sumOfCounts(counts)] as const
    if (this.#addToSource.run(...figures, projectId, keyId, ip).changes === 1) return
    const isFull = ip !== NO_IP && (this.#countSources.get(projectId, keyId)?.[0] ?? 0) >= SOURCES_MAX
    if (isFull && this.#addToSource.run(...figures, projectId, keyId, NO_IP).changes === 1) return
    this.#insertSource.run(...figures, projectId, keyId, isFull ? NO_IP : ip)
  }

  #addFailures({ projectId, keyId, ip, minute, counts }: UsageTally): void {
    // The first is `valid`.
    for (let outcome = 1; outcome < counts.length; outcome++) {
      const count = counts[outcome] ?? 0
      if (count > 0) this.#addFailure(count, [projectId, minute, keyId, outcome], ip)
    }
  }

  #addFailure(count: number, place: readonly [ProjectId, number, string, number], ip: string): void {
    if (this.#addToFailure.run(count, ...place, ip).changes === 1) return
    const isFull = ip !== NO_IP && (this.#countFailures.get(...place)?.[0] ?? 0) >= SOURCES_MAX
    if (isFull && this.#addToFailure.run(count, ...place, NO_IP).changes === 1) return
    this.#insertFailure.run(count, ...place, isFull ? NO_IP : ip)
  }
}
