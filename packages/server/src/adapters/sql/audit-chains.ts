import { DomainError } from '@latchkey/core/errors/domain-error'
import { type AuditChainLink, GENESIS_HASH } from '@latchkey/core/events/audit-chain'
import type { AuditEvent } from '@latchkey/core/events/audit-event'
import { eventColumns, SQL_COLUMNS } from './audit-rows.ts'
import type { SqlReader, SqlSession } from './sql-database.ts'
import { batchesOf } from './value-lists.ts'

/** More than one removal or one attempt that came to nothing would have to be in the way of each. */
const LOCK_ATTEMPTS = 5

type HeadRow = readonly [sequence: number, hash: string]

const FIND_HEAD = 'SELECT sequence, hash FROM audit_chains WHERE chain_id = ?'

/**
 * The head of a chain, which nobody else can read for writing until the commit. Of a chain that is not there yet it is the
 * one before the first event.
 */
export async function lockChain(session: SqlSession, chainId: string): Promise<AuditChainLink> {
  // The removal of a project takes its chain away, which may be between the attempt to begin it and the lock.
  for (let attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
    const row = await session.get<HeadRow>(`${FIND_HEAD} FOR UPDATE`, [chainId])
    if (row !== undefined) return { sequence: row[0], hash: row[1] }
    await beginChain(session, chainId)
  }
  throw new DomainError('service_unavailable', { reason: 'the head of an audit chain cannot be locked', retryAfterSeconds: 1 })
}

const beginChain = (session: SqlSession, chainId: string): Promise<boolean> =>
  session.insertNew('INSERT INTO audit_chains (chain_id, sequence, hash) VALUES (?, 0, ?)', [chainId, GENESIS_HASH])

/** A chain without events leaves nothing behind. */
export async function writeChainHead(session: SqlSession, chainId: string, { sequence, hash }: AuditChainLink): Promise<void> {
  if (sequence === 0) await session.run('DELETE FROM audit_chains WHERE chain_id = ? AND sequence = 0', [chainId])
  else await session.run('UPDATE audit_chains SET sequence = ?, hash = ? WHERE chain_id = ?', [sequence, hash, chainId])
}

/** An event and the chain that it belongs to. */
export interface ChainedEvent {
  readonly chainId: string
  readonly event: AuditEvent
}

export async function insertAuditEvents(session: SqlSession, events: readonly ChainedEvent[]): Promise<void> {
  for (const batch of batchesOf(events)) {
    const rows = batch.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ')
    const values = batch.flatMap(({ chainId, event }) => [chainId, ...eventColumns(event)])
    await session.run(`INSERT INTO audit_events (chain_id, ${SQL_COLUMNS}) VALUES ${rows}`, values)
  }
}

export async function findChainHead(reader: SqlReader, chainId: string): Promise<AuditChainLink | undefined> {
  const row = await reader.get<HeadRow>(`${FIND_HEAD} AND sequence > 0`, [chainId])
  return row === undefined ? undefined : { sequence: row[0], hash: row[1] }
}
