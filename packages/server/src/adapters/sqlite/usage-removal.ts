import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { UsageEnds } from '@latchkey/core/ports/usage-store'
import { usagePeriods } from '@latchkey/core/usage/usage-period'
import { periodColumn } from '../sql/usage-rows.ts'
import { prepareRows } from './connection.ts'

type SourceRow = readonly [projectId: string, keyId: string, ip: string, lastSeenAt: number]

/** Removes figures that have outlived their time, inside the transaction of the caller. */
export class UsageRemoval {
  readonly #buckets: StatementSync
  readonly #totals: StatementSync
  readonly #failures: StatementSync
  readonly #nextSources
  readonly #removeSource: StatementSync
  /** Up to where sources were looked at: their age has no order to go by, so they are walked through, round after round. */
  #sourcesAfter: readonly [string, string, string] = ['', '', '']

  constructor(db: DatabaseSync) {
    this.#buckets = db.prepare(`DELETE FROM usage_buckets WHERE (period, starts_at, project_id, key_id) IN
      (SELECT period, starts_at, project_id, key_id FROM usage_buckets WHERE period = ? AND starts_at < ? LIMIT ?)`)
    this.#totals = db.prepare(`DELETE FROM usage_totals WHERE (project_id, period, starts_at) IN
      (SELECT project_id, period, starts_at FROM usage_totals INDEXED BY usage_totals_by_time
        WHERE period = ? AND starts_at < ? LIMIT ?)`)
    this.#failures = db.prepare(`DELETE FROM verification_failures WHERE (project_id, minute, key_id, outcome, ip) IN
      (SELECT project_id, minute, key_id, outcome, ip FROM verification_failures INDEXED BY verification_failures_by_time
        WHERE minute < ? LIMIT ?)`)
    this.#nextSources = prepareRows<SourceRow>(
      db,
      `SELECT project_id, key_id, ip, last_seen_at FROM usage_sources
      WHERE (project_id, key_id, ip) > (?, ?, ?) ORDER BY project_id, key_id, ip LIMIT ?`,
    )
    this.#removeSource = db.prepare('DELETE FROM usage_sources WHERE project_id = ? AND key_id = ? AND ip = ?')
  }

  removeBefore(ends: UsageEnds, limit: number): { readonly removed: number; readonly hasMore: boolean } {
    let left = limit
    const run = (statement: StatementSync, ...values: number[]): void => {
      if (left > 0) left -= Number(statement.run(...values, left).changes)
    }
    // Totals last: by them the buckets of a project are found.
    for (const period of usagePeriods) run(this.#buckets, periodColumn[period], ends[period])
    for (const period of usagePeriods) run(this.#totals, periodColumn[period], ends[period])
    run(this.#failures, ends.failures)
    const walked = left > 0 ? this.#walkSources(ends.sources, left) : { removed: 0, hasMore: true }
    return { removed: limit - left + walked.removed, hasMore: walked.hasMore }
  }

  #walkSources(before: number, limit: number): { readonly removed: number; readonly hasMore: boolean } {
    let removed = 0
    const rows = this.#nextSources.all(...this.#sourcesAfter, limit)
    for (const [projectId, keyId, ip, lastSeenAt] of rows) {
      if (lastSeenAt < before) removed += Number(this.#removeSource.run(projectId, keyId, ip).changes)
    }
    const last = rows.length < limit ? undefined : rows.at(-1)
    this.#sourcesAfter = last === undefined ? ['', '', ''] : [last[0], last[1], last[2]]
    return { removed, hasMore: last !== undefined }
  }
}
