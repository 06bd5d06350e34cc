import type { PasswordReset } from '@latchkey/core/ports/account-store'
import type { Instant } from '@latchkey/core/ports/clock'
import { deleteRows } from './row-removal.ts'
import type { SqlReader, SqlSession } from './sql-database.ts'

type PasswordResetRow = readonly [accountId: string, hash: string, expiresAt: number]

export async function findPasswordReset(reader: SqlReader, hash: string): Promise<PasswordReset | undefined> {
  const text = 'SELECT account_id, hash, expires_at FROM password_resets WHERE hash = ?'
  const row = await reader.get<PasswordResetRow>(text, [hash])
  return row === undefined ? undefined : { accountId: row[0], hash: row[1], expiresAt: row[2] as Instant }
}

/** In the place of the one that the account has. */
export async function replacePasswordReset(session: SqlSession, { accountId, hash, expiresAt }: PasswordReset): Promise<void> {
  await removePasswordReset(session, accountId)
  const text = 'INSERT INTO password_resets (account_id, hash, expires_at) VALUES (?, ?, ?)'
  await session.run(text, [accountId, hash, expiresAt])
}

export async function removePasswordReset(session: SqlSession, accountId: string): Promise<void> {
  await session.run('DELETE FROM password_resets WHERE account_id = ?', [accountId])
}

export async function removeExpiredResets(session: SqlSession, now: Instant, limit: number): Promise<number> {
  const text = 'SELECT account_id FROM password_resets WHERE expires_at < ? ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED'
  const rows = await session.all<readonly [accountId: string]>(text, [now, limit])
  return deleteRows(session, { table: 'password_resets', columns: ['account_id'] }, rows)
}
