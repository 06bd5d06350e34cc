import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { Invalidation, InvalidationLog, LoggedInvalidation } from '@latchkey/core/ports/invalidations'
import type { SqlReader, SqlSession, SqlValue } from './sql-database.ts'
import { batchesOf } from './value-lists.ts'

/** More than this at once is answered as a gap: forgetting everything is then the shorter way. */
const READ_MAX = 10_000

type OutboxRow = readonly [
  sequence: number,
  kind: string,
  projectId: string | null,
  keyId: string | null,
  version: number | null,
  hash: string | null,
]

const INSERT = 'INSERT INTO outbox (sequence, created_at, kind, project_id, key_id, version, hash) VALUES '

/**
 * Appends to the outbox. The row that holds the last number stays locked until the commit: so the numbers have no holes, and
 * their order is the order of the commits.
 */
export async function appendToOutbox(
  session: SqlSession,
  announcements: readonly { readonly invalidation: Invalidation; readonly at: Instant }[],
): Promise<readonly LoggedInvalidation[]> {
  const last = await session.get<readonly [number]>('SELECT last_sequence FROM outbox_head WHERE only_row = 1 FOR UPDATE')
  if (last === undefined) throw new Error('the outbox has lost its head')
  const entries = announcements.map(({ invalidation, at }, index) => ({ sequence: last[0] + index + 1, invalidation, at }))
  for (const batch of batchesOf(entries)) {
    const values = batch.flatMap(({ sequence, invalidation, at }) => [sequence, at, ...columnsOf(invalidation)])
    await session.run(INSERT + batch.map(() => '(?, ?, ?, ?, ?, ?, ?)').join(', '), values)
  }
  await session.run('UPDATE outbox_head SET last_sequence = ? WHERE only_row = 1', [last[0] + entries.length])
  return entries.map(({ sequence, invalidation }) => ({ sequence, invalidation }))
}

/** What any process on this database has committed. */
export class SqlOutbox implements InvalidationLog {
  readonly #reader: SqlReader

  constructor(reader: SqlReader) {
    this.#reader = reader
  }

  /** Asking costs as much as reading. */
  hasNews(): boolean {
    return true
  }

  /** A position is the number of the next entry to come. */
  async readInvalidations(position: number): Promise<{ invalidations: readonly Invalidation[]; position: number; gap: boolean }> {
    const last = await this.#reader.get<readonly [number]>('SELECT last_sequence FROM outbox_head WHERE only_row = 1')
    const next = (last?.[0] ?? 0) + 1
    if (position === 0 || position === next) return { invalidations: [], position: next, gap: false }
    const isReadable = position < next && next - position <= READ_MAX
    const rows = isReadable ? await this.#readBetween(position, next) : []
    // Pruned rows are missing at the beginning.
    const gap = rows.length !== next - position
    return { invalidations: gap ? [] : rows.map(toInvalidation), position: next, gap }
  }

  #readBetween(from: number, to: number): Promise<readonly OutboxRow[]> {
    return this.#reader.all<OutboxRow>(
      `SELECT sequence, kind, project_id, key_id, version, hash FROM outbox
      WHERE sequence >= ? AND sequence < ? ORDER BY sequence`,
      [from, to],
    )
  }
}

/** Deletes entries from before `olderThan`, at most `limit`; a reader that still needs one of them will be told of a gap. */
export async function pruneOutbox(session: SqlSession, olderThan: Instant, limit: number): Promise<number> {
  const rows = await session.all<readonly [number, number]>('SELECT sequence, created_at FROM outbox ORDER BY sequence LIMIT ?', [
    limit,
  ])
  // By sequence, which is the order of time unless a clock was put back: then the rest goes a little later.
  const young = rows.findIndex(([, createdAt]) => createdAt >= olderThan)
  const last = (young === -1 ? rows : rows.slice(0, young)).at(-1)
  return last === undefined ? 0 : session.run('DELETE FROM outbox WHERE sequence <= ?', [last[0]])
}

function columnsOf(invalidation: Invalidation): SqlValue[] {
  const { kind } = invalidation
  if (kind === 'access_key') return [kind, null, null, null, invalidation.hash]
  if (kind === 'project') return [kind, invalidation.projectId, null, null, null]
  const version = Number.isFinite(invalidation.version) ? invalidation.version : null
  return [kind, invalidation.projectId, invalidation.keyId, version, null]
}

function toInvalidation([, kind, projectId, keyId, version, hash]: OutboxRow): Invalidation {
  if (kind === 'access_key') return { kind, hash: hash ?? '' }
  if (kind === 'api_key') {
    return { kind, projectId: projectId as ProjectId, keyId: keyId as KeyId, version: version ?? Number.POSITIVE_INFINITY }
  }
  return { kind: 'project', projectId: projectId as ProjectId }
}
