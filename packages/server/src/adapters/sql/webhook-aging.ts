import type { Instant } from '@latchkey/core/ports/clock'
import type { SqlReader, SqlSession } from './sql-database.ts'
import { anyOf, paddedLists, slotsFor } from './value-lists.ts'

export const spendDedupKey = (session: SqlSession, projectId: string, dedupKey: string, at: Instant): Promise<boolean> =>
  session.insertNew('INSERT INTO webhook_dedup_keys (project_id, dedup_key, spent_at) VALUES (?, ?, ?)', [
    projectId,
    dedupKey,
    at,
  ])

export async function listSpent(
  reader: SqlReader,
  projectId: string,
  dedupKeys: readonly string[],
): Promise<ReadonlySet<string>> {
  const spent = new Set<string>()
  for (const list of paddedLists(dedupKeys)) {
    const rows = await reader.all<readonly [dedupKey: string]>(
      `SELECT dedup_key FROM webhook_dedup_keys WHERE project_id = ? AND dedup_key IN (${slotsFor(list)})`,
      [projectId, ...list],
    )
    for (const [dedupKey] of rows) spent.add(dedupKey)
  }
  return spent
}

export async function forgetDedupKeys(session: SqlSession, projectId: string, dedupKeys: readonly string[]): Promise<void> {
  for (const list of paddedLists([...dedupKeys].sort())) {
    await session.run(`DELETE FROM webhook_dedup_keys WHERE project_id = ? AND dedup_key IN (${slotsFor(list)})`, [
      projectId,
      ...list,
    ])
  }
}

/** Removes old messages with their deliveries, and old dedup keys. Resolves to how many there were, at most `limit`. */
export async function removeOldMessages(
  session: SqlSession,
  before: { readonly messages: Instant; readonly dedupKeys: Instant },
  limit: number,
): Promise<number> {
  // Only among the oldest, so that a table without old messages is not read to its end.
  const oldest = await session.all<readonly [ordinal: number, createdAt: number]>(
    'SELECT ordinal, created_at FROM webhook_messages ORDER BY ordinal LIMIT ?',
    [limit],
  )
  const ordinals = oldest.filter(([, createdAt]) => createdAt < before.messages).map(([ordinal]) => ordinal)
  for (const list of paddedLists(ordinals)) {
    await session.run(`DELETE FROM webhook_deliveries WHERE message_ordinal IN (${slotsFor(list)})`, list)
    await session.run(`DELETE FROM webhook_messages WHERE ordinal IN (${slotsFor(list)})`, list)
  }
  return ordinals.length + (await removeOldDedupKeys(session, before.dedupKeys, limit - ordinals.length))
}

async function removeOldDedupKeys(session: SqlSession, before: Instant, limit: number): Promise<number> {
  const old = await session.all<readonly [projectId: string, dedupKey: string]>(
    'SELECT project_id, dedup_key FROM webhook_dedup_keys WHERE spent_at < ? ORDER BY spent_at LIMIT ?',
    [before, limit],
  )
  let removed = 0
  for (const keys of paddedLists(old)) {
    // It may have been forgotten and spent again since it was read.
    removed += await session.run(
      `DELETE FROM webhook_dedup_keys WHERE ${anyOf(['project_id', 'dedup_key'], keys)} AND spent_at < ?`,
      [...keys.flat(), before],
    )
  }
  return removed
}
