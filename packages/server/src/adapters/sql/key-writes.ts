import { type ApiKey, type KeyId, type KeyOrigin, originOf } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { Idempotency, KeyUse } from '@latchkey/core/ports/key-store'
import { keyTables } from './key-reads.ts'
import { keyColumns, toRow } from './key-rows.ts'
import type { SqlSession } from './sql-database.ts'

/** What a request id was spent on. */
export interface SpentRequest {
  readonly keyId: KeyId
  readonly parametersHash: string
}

const textsOf = (origin: KeyOrigin) => {
  const table = keyTables[origin]
  const columns = keyColumns[origin]
  return {
    insert: `INSERT INTO ${table} (project_id, ${columns.join(', ')}) VALUES (?, ${columns.map(() => '?').join(', ')})`,
    update: `UPDATE ${table} SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE project_id = ? AND id = ? AND version = ?`,
    remove: `DELETE FROM ${table} WHERE project_id = ? AND id = ?`,
    recordUse: `UPDATE ${table} SET last_used_at = ?, last_used_ip = ?
      WHERE project_id = ? AND id = ? AND (last_used_at IS NULL OR last_used_at < ?)`,
  }
}
const texts = { issued: textsOf('issued'), imported: textsOf('imported') }

/** False when the id is taken. */
export function insertKey(session: SqlSession, key: ApiKey): Promise<boolean> {
  if (originOf(key.id) !== key.origin) throw new Error(`the id of an ${key.origin} key does not have the form of one`)
  return session.insertNew(texts[key.origin].insert, [key.projectId, ...toRow(key)])
}

/** Writes over the row that has the version before; rejects when there is none. */
export async function updateKey(session: SqlSession, key: ApiKey): Promise<void> {
  const met = await session.run(texts[key.origin].update, [...toRow(key), key.projectId, key.id, key.version - 1])
  if (met !== 1) throw new Error(`an update of one key met ${met} rows`)
}

export async function removeKey(session: SqlSession, key: Pick<ApiKey, 'origin' | 'projectId' | 'id'>): Promise<void> {
  const met = await session.run(texts[key.origin].remove, [key.projectId, key.id])
  if (met !== 1) throw new Error(`a deletion of one key met ${met} rows`)
}

export async function recordKeyUse(session: SqlSession, { projectId, id, usedAt, ip }: KeyUse): Promise<void> {
  const origin = originOf(id)
  if (origin !== undefined) await session.run(texts[origin].recordUse, [usedAt, ip ?? null, projectId, id, usedAt])
}

export async function findSpentRequest(
  session: SqlSession,
  { projectId, origin }: Pick<ApiKey, 'projectId' | 'origin'>,
  requestId: string,
): Promise<SpentRequest | undefined> {
  const row = await session.get<readonly [keyId: string, parametersHash: string]>(
    'SELECT key_id, parameters_hash FROM idempotency WHERE project_id = ? AND origin = ? AND request_id = ?',
    [projectId, origin, requestId],
  )
  return row === undefined ? undefined : { keyId: row[0] as KeyId, parametersHash: row[1] }
}

export async function spendRequest(session: SqlSession, key: ApiKey, idempotency: Idempotency): Promise<void> {
  const { requestId, parametersHash } = idempotency
  await session.run(
    `INSERT INTO idempotency (project_id, origin, request_id, key_id, parameters_hash, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
    [key.projectId, key.origin, requestId, key.id, parametersHash, key.createdAt],
  )
}

/** Resolves to how many there were. */
export async function forgetRequests(session: SqlSession, before: Instant, limit: number): Promise<number> {
  const spent = await session.all<readonly [projectId: string, origin: string, requestId: string]>(
    'SELECT project_id, origin, request_id FROM idempotency WHERE created_at < ? ORDER BY created_at LIMIT ? FOR UPDATE SKIP LOCKED',
    [before, limit],
  )
  for (const request of spent) {
    await session.run('DELETE FROM idempotency WHERE project_id = ? AND origin = ? AND request_id = ?', request)
  }
  return spent.length
}
