import type { DatabaseSync, StatementResultingChanges } from 'node:sqlite'
import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { Invalidation, InvalidationLog, LoggedInvalidation } from '@latchkey/core/ports/invalidations'
import { prepareRows } from './connection.ts'
import { reading } from './storage-failure.ts'

/** More than this at once is answered as a gap: forgetting everything is then the shorter way. */
const READ_MAX = 10_000

type OutboxRow = readonly [
  kind: string,
  projectId: string | null,
  keyId: string | null,
  version: number | null,
  hash: string | null,
]
type BoundsRow = readonly [oldest: number | null, newest: number | null]

/**
 * The outbox table. Its sequence numbers are given out under the write lock, so their order is the commit order and they
 * have no holes. The newest row is never pruned: it remembers where the numbers go on.
 */
export class SqliteOutbox implements InvalidationLog {
  readonly #insert
  readonly #readDataVersion
  readonly #readBounds
  readonly #readFrom
  readonly #prune
  #dataVersion: number | undefined

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare(
      'INSERT INTO outbox (created_at, kind, project_id, key_id, version, hash) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#readDataVersion = prepareRows<readonly [number]>(db, 'PRAGMA data_version')
    this.#readBounds = prepareRows<BoundsRow>(db, 'SELECT (SELECT min(sequence) FROM outbox), (SELECT max(sequence) FROM outbox)')
    this.#readFrom = prepareRows<OutboxRow>(
      db,
      `SELECT kind, project_id, key_id, version, hash FROM outbox
      WHERE sequence >= ? AND sequence < ? ORDER BY sequence`,
    )
    // By sequence, which is the order of time unless the clock was put back: then the rest goes a little later.
    this.#prune = db.prepare(`DELETE FROM outbox WHERE created_at < ?1 AND sequence < (SELECT max(sequence) FROM outbox)
      AND sequence IN (SELECT sequence FROM outbox ORDER BY sequence LIMIT ?2)`)
    this.#dataVersion = this.#currentDataVersion()
  }

  append(invalidation: Invalidation, at: Instant): LoggedInvalidation {
    return { sequence: Number(this.#insertOne(invalidation, at).lastInsertRowid), invalidation }
  }

  #insertOne(invalidation: Invalidation, at: Instant): StatementResultingChanges {
    const { kind } = invalidation
    if (kind === 'access_key') {
      return this.#insert.run(at, kind, null, null, null, invalidation.hash)
    }
    const isKey = kind === 'api_key'
    const version = isKey && Number.isFinite(invalidation.version) ? invalidation.version : null
    return this.#insert.run(at, kind, invalidation.projectId, isKey ? invalidation.keyId : null, version, null)
  }

  /** SQLite's `data_version` changes when another connection commits, and never for commits of this one. */
  hasNews(): boolean {
    return reading(() => {
      const before = this.#dataVersion
      this.#dataVersion = this.#currentDataVersion()
      return this.#dataVersion !== before
    })
  }

  /** A position is the number of the next entry to come. */
  readInvalidations(position: number): { invalidations: readonly Invalidation[]; position: number; gap: boolean } {
    return reading(() => {
      const [oldest, newest] = this.#readBounds.get() ?? [null, null]
      const next = (newest ?? 0) + 1
      if (position === 0) return { invalidations: [], position: next, gap: false }
      const gap = position > next || position < (oldest ?? next) || next - position > READ_MAX
      return { invalidations: gap ? [] : this.#readFrom.all(position, next).map(toInvalidation), position: next, gap }
    })
  }

  /** Deletes entries from before `olderThan`, at most `limit`; a reader that still needs one of them will be told of a gap. */
  prune(olderThan: Instant, limit: number): number {
    return Number(this.#prune.run(olderThan, limit).changes)
  }

  #currentDataVersion(): number | undefined {
    return this.#readDataVersion.get()?.[0]
  }
}

function toInvalidation([kind, projectId, keyId, version, hash]: OutboxRow): Invalidation {
  if (kind === 'access_key') return { kind, hash: hash ?? '' }
  if (kind === 'api_key') {
    return { kind, projectId: projectId as ProjectId, keyId: keyId as KeyId, version: version ?? Number.POSITIVE_INFINITY }
  }
  return { kind: 'project', projectId: projectId as ProjectId }
}
