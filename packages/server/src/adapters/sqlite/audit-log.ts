import type { DatabaseSync } from 'node:sqlite'
import type { AuditChainLink } from '@latchkey/core/events/audit-chain'
import type { AuditEvent } from '@latchkey/core/events/audit-event'
import type { AuditCheckpoint, AuditStretch } from '@latchkey/core/ports/audit-log'
import type { Instant } from '@latchkey/core/ports/clock'
import { EVENT_COLUMNS, type EventRow, eventColumns, NAMED_COLUMNS, toEvent } from '../sql/audit-rows.ts'
import { prepareRows } from './connection.ts'

type HeadRow = readonly [sequence: number, hash: string]
type CheckpointRow = readonly [sequence: number, hash: string, cutAt: number, signature: string]
type OldEventRow = readonly [sequence: number, at: number, hash: string]

/** Every table that names chains. */
const chainTables = ['audit_chains', 'audit_events', 'audit_checkpoints']

/**
 * Audit chains in SQLite: one per project or workspace. The last link of each is kept apart from the events, so that a chain
 * whose end was cut off shows as well.
 */
export class SqliteAuditLog {
  readonly #findHead
  readonly #writeHead
  readonly #insertEvent
  readonly #readEvents
  readonly #listChains
  readonly #readCheckpoint
  readonly #writeCheckpoint
  readonly #readOldest
  readonly #removeEvents

  constructor(db: DatabaseSync) {
    this.#findHead = prepareRows<HeadRow>(db, 'SELECT sequence, hash FROM audit_chains WHERE chain_id = ?')
    this.#writeHead = db.prepare(`INSERT INTO audit_chains (chain_id, sequence, hash) VALUES (?, ?, ?)
      ON CONFLICT (chain_id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash`)
    this.#insertEvent = db.prepare(`INSERT INTO audit_events (chain_id, ${NAMED_COLUMNS})
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    this.#readEvents = prepareRows<EventRow>(
      db,
      `SELECT ${EVENT_COLUMNS} FROM audit_events AS e WHERE chain_id = ? AND e.sequence > ? ORDER BY e.sequence LIMIT ?`,
    )
    this.#listChains = prepareRows<readonly [chainId: string]>(
      db,
      chainTables.map((table) => `SELECT chain_id FROM ${table}`).join(' UNION '),
    )
    this.#readCheckpoint = prepareRows<CheckpointRow>(
      db,
      'SELECT sequence, hash, cut_at, signature FROM audit_checkpoints WHERE chain_id = ?',
    )
    this.#writeCheckpoint =
      db.prepare(`INSERT INTO audit_checkpoints (chain_id, sequence, hash, cut_at, signature) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (chain_id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash, cut_at = excluded.cut_at,
        signature = excluded.signature`)
    this.#readOldest = prepareRows<OldEventRow>(
      db,
      'SELECT sequence, at, hash FROM audit_events WHERE chain_id = ? ORDER BY sequence LIMIT ?',
    )
    this.#removeEvents = db.prepare('DELETE FROM audit_events WHERE chain_id = ? AND sequence <= ?')
  }

  findHead(chainId: string): AuditChainLink | undefined {
    const row = this.#findHead.get(chainId)
    return row === undefined ? undefined : { sequence: row[0], hash: row[1] }
  }

  writeHead(chainId: string, head: AuditChainLink): void {
    this.#writeHead.run(chainId, head.sequence, head.hash)
  }

  insertEvent(chainId: string, event: AuditEvent): void {
    this.#insertEvent.run(chainId, ...eventColumns(event))
  }

  readEvents(chainId: string, { after, limit }: AuditStretch): readonly AuditEvent[] {
    return this.#readEvents.all(chainId, after, limit).map((row) => toEvent(chainId, row))
  }

  listChains(): readonly string[] {
    return this.#listChains.all().map(([chainId]) => chainId)
  }

  readCheckpoint(chainId: string): AuditCheckpoint | undefined {
    const row = this.#readCheckpoint.get(chainId)
    if (row === undefined) return undefined
    const [sequence, hash, cutAt, signature] = row
    return { sequence, hash, cutAt: cutAt as Instant, signature }
  }

  writeCheckpoint(chainId: string, { sequence, hash, cutAt, signature }: AuditCheckpoint): void {
    this.#writeCheckpoint.run(chainId, sequence, hash, cutAt, signature)
  }

  /** How many of the oldest events, at most `limit` and one after another, happened before; and the last of them. */
  findOld(
    chainId: string,
    before: Instant,
    limit: number,
  ): { readonly count: number; readonly last: AuditChainLink | undefined } {
    const oldest = this.#readOldest.all(chainId, limit)
    const young = oldest.findIndex(([, at]) => at >= before)
    const count = young === -1 ? oldest.length : young
    const [sequence, , hash] = oldest[count - 1] ?? []
    return { count, last: sequence === undefined || hash === undefined ? undefined : { sequence, hash } }
  }

  removeEvents(chainId: string, upTo: number): void {
    this.#removeEvents.run(chainId, upTo)
  }
}
