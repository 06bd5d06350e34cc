import type { DatabaseSync } from 'node:sqlite'
import type { KeyId, KeyOrigin, ProjectId } from '@latchkey/core/key/api-key'
import { REVOKED_RECORD_KEPT_MS } from '@latchkey/core/key/revocation'
import type { Instant } from '@latchkey/core/ports/clock'
import type { KeyEnding } from '@latchkey/core/ports/key-store'
import { prepareRows } from './connection.ts'
import { keyTables } from './key-statements.ts'

export interface EndedKeyRow {
  readonly origin: KeyOrigin
  readonly projectId: ProjectId
  readonly id: KeyId
  readonly endedAt: Instant
}

type Row = readonly [projectId: string, id: string, endedAt: number]

const origins = ['issued', 'imported'] as const satisfies readonly KeyOrigin[]

/** When keys end (`endOf`), as the two indexes have it: written in the same way, or SQLite does not use them. */
const endSql: Readonly<Record<KeyEnding, string>> = {
  revoked: `max(revoked_at, ifnull(expires_at - ${REVOKED_RECORD_KEPT_MS}, revoked_at))`,
  expired: 'expires_at',
}
const endedSql: Readonly<Record<KeyEnding, string>> = {
  revoked: 'revoked_at IS NOT NULL',
  expired: 'revoked_at IS NULL AND expires_at IS NOT NULL',
}

/** Finds what has outlived its retention, in all projects, in the order in which it ended. */
export class EndedKeyStatements {
  readonly #lists
  readonly #forgetRequests
  readonly #checkpoint

  constructor(db: DatabaseSync) {
    this.#lists = {
      revoked: origins.map((origin) => ({ origin, ended: prepareRows<Row>(db, listEndedSql(origin, 'revoked')) })),
      expired: origins.map((origin) => ({ origin, ended: prepareRows<Row>(db, listEndedSql(origin, 'expired')) })),
    }
    this.#forgetRequests = db.prepare(`DELETE FROM idempotency WHERE (project_id, origin, request_id) IN
      (SELECT project_id, origin, request_id FROM idempotency INDEXED BY idempotency_by_creation
        WHERE created_at < ? ORDER BY created_at LIMIT ?)`)
    this.#checkpoint = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  }

  /** Issued keys before imported ones. */
  list(ending: KeyEnding, before: Instant, limit: number): readonly EndedKeyRow[] {
    const found: EndedKeyRow[] = []
    for (const { origin, ended } of this.#lists[ending]) {
      for (const [projectId, id, endedAt] of ended.all(before, limit - found.length)) {
        found.push({ origin, projectId: projectId as ProjectId, id: id as KeyId, endedAt: endedAt as Instant })
      }
    }
    return found
  }

  /**
   * Brings what was just written from the log to its place. SQLite does so by itself, but only when a thousand pages have come
   * together: removed keys lie scattered, so that soon happens, and then everyone waits for all of them.
   */
  settle(): void {
    try {
      this.#checkpoint.get()
    } catch {
      // Then SQLite does it later.
    }
  }

  forgetRequests(before: Instant, limit: number): number {
    return Number(this.#forgetRequests.run(before, limit).changes)
  }
}

/** Exported for the test that looks at the query plan. */
export const listEndedSql = (origin: KeyOrigin, ending: KeyEnding): string =>
  `SELECT project_id, id, ${endSql[ending]} FROM ${keyTables[origin]} INDEXED BY ${keyTables[origin]}_${ending}_by_end
    WHERE ${endedSql[ending]} AND ${endSql[ending]} < ? ORDER BY ${endSql[ending]} LIMIT ?`
