import type { AuditChainLink } from '@latchkey/core/events/audit-chain'
import type { AuditEvent } from '@latchkey/core/events/audit-event'
import type { AuditCheckpoint, AuditCut, AuditLog, AuditQuery, AuditStretch } from '@latchkey/core/ports/audit-log'
import type { Instant } from '@latchkey/core/ports/clock'
import { findChainHead } from './audit-chains.ts'
import { listAuditEvents } from './audit-list.ts'
import { type EventRow, SQL_COLUMNS, toEvent } from './audit-rows.ts'
import type { SqlCommits } from './commits.ts'
import type { SqlDatabase, SqlDialect, SqlReader, SqlSession } from './sql-database.ts'

type CheckpointRow = readonly [sequence: number, hash: string, cutAt: number, signature: string]
type OldEventRow = readonly [sequence: number, at: number, hash: string]

/** Every table that names chains. */
const chainTables = ['audit_chains', 'audit_events', 'audit_checkpoints'] as const
/** Chains that are named at a time. */
const CHAINS_READ = 500

/** The next chains of a table, each found by one step in its index: their events are not read. */
const nextChainsIn = (table: string): string =>
  `WITH RECURSIVE named (chain_id, place) AS (
    SELECT min(chain_id), 1 FROM ${table} WHERE chain_id > ?
    UNION ALL
    SELECT (SELECT min(t.chain_id) FROM ${table} AS t WHERE t.chain_id > named.chain_id), named.place + 1 FROM named
      WHERE named.chain_id IS NOT NULL AND named.place < ${CHAINS_READ}
  ) SELECT chain_id FROM named WHERE chain_id IS NOT NULL`

export interface SqlAuditLogParts {
  readonly database: SqlDatabase
  readonly commits: SqlCommits
}

export class SqlAuditLog implements AuditLog {
  readonly #database: SqlDatabase
  readonly #commits: SqlCommits

  constructor({ database, commits }: SqlAuditLogParts) {
    this.#database = database
    this.#commits = commits
  }

  listEvents(chainId: string, query: AuditQuery): Promise<readonly AuditEvent[]> {
    return listAuditEvents(this.#database.administration, chainId, query)
  }

  async readChain(chainId: string, { after, limit }: AuditStretch): Promise<readonly AuditEvent[]> {
    const rows = await this.#database.administration.all<EventRow>(
      `SELECT ${SQL_COLUMNS} FROM audit_events WHERE chain_id = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
      [chainId, after, limit],
    )
    return rows.map((row) => toEvent(chainId, row))
  }

  findHead(chainId: string): Promise<AuditChainLink | undefined> {
    return findChainHead(this.#database.administration, chainId)
  }

  async readCheckpoint(chainId: string): Promise<AuditCheckpoint | undefined> {
    const row = await this.#database.administration.get<CheckpointRow>(
      'SELECT sequence, hash, cut_at, signature FROM audit_checkpoints WHERE chain_id = ?',
      [chainId],
    )
    if (row === undefined) return undefined
    const [sequence, hash, cutAt, signature] = row
    return { sequence, hash, cutAt: cutAt as Instant, signature }
  }

  async listChains(): Promise<readonly string[]> {
    const chains = new Set<string>()
    for (const table of chainTables) {
      for (const chainId of await listChainsIn(this.#database.administration, table)) chains.add(chainId)
    }
    return [...chains].sort()
  }

  async cutBefore(chainId: string, cut: AuditCut): Promise<number> {
    // Nearly always nothing is old: then nobody has to wait for it.
    const { count } = await findOld(this.#database.administration, chainId, { ...cut, limit: 1 })
    if (count === 0) return 0
    return this.#commits.run(chainId, ({ session }) => cutChain(session, this.#database.dialect, chainId, cut))
  }
}

async function listChainsIn(reader: SqlReader, table: string): Promise<readonly string[]> {
  const chains: string[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const rows: readonly (readonly [chainId: string])[] = await reader.all(nextChainsIn(table), [after])
    chains.push(...rows.map(([chainId]) => chainId))
    after = rows.length < CHAINS_READ ? undefined : chains.at(-1)
  }
  return chains
}

async function cutChain(session: SqlSession, dialect: SqlDialect, chainId: string, cut: AuditCut): Promise<number> {
  const { count, last } = await findOld(session, chainId, cut)
  if (last === undefined) return 0
  const { sequence, hash, cutAt, signature } = cut.sign(last)
  const replaced = { sequence: 'replace', hash: 'replace', cut_at: 'replace', signature: 'replace' } as const
  await session.run(
    `INSERT INTO audit_checkpoints (chain_id, sequence, hash, cut_at, signature) VALUES (?, ?, ?, ?, ?)
    ${dialect.onConflict('audit_checkpoints', ['chain_id'], replaced)}`,
    [chainId, sequence, hash, cutAt, signature],
  )
  await session.run('DELETE FROM audit_events WHERE chain_id = ? AND sequence <= ?', [chainId, last.sequence])
  return count
}

/** How many of the oldest events, at most `limit` and one after another, happened before; and the last of them. */
async function findOld(
  reader: SqlReader,
  chainId: string,
  { before, limit }: AuditCut,
): Promise<{ readonly count: number; readonly last: AuditChainLink | undefined }> {
  const oldest = await reader.all<OldEventRow>(
    'SELECT sequence, at, hash FROM audit_events WHERE chain_id = ? ORDER BY sequence LIMIT ?',
    [chainId, limit],
  )
  const young = oldest.findIndex(([, at]) => at >= before)
  const count = young === -1 ? oldest.length : young
  const [sequence, , hash] = oldest[count - 1] ?? []
  return { count, last: sequence === undefined || hash === undefined ? undefined : { sequence, hash } }
}
