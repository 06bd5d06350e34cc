import type { Session } from '@latchkey/core/ports/account-store'
import type { Instant } from '@latchkey/core/ports/clock'
import type { SqlValue } from './sql-database.ts'

export type SessionRow = readonly [
  id: string,
  hash: string,
  accountId: string,
  createdAt: number,
  lastSeenAt: number,
  provedAt: number,
  expiresAt: number,
  ip: string | null,
  userAgent: string,
]

/** In the order of `SessionRow`. */
export const sessionColumns = [
  'id',
  'hash',
  'account_id',
  'created_at',
  'last_seen_at',
  'proved_at',
  'expires_at',
  'ip',
  'user_agent',
] as const

export function toSession(row: SessionRow): Session {
  const [id, hash, accountId, createdAt, lastSeenAt, provedAt, expiresAt, ip, userAgent] = row
  return {
    id,
    hash,
    accountId,
    createdAt: createdAt as Instant,
    lastSeenAt: lastSeenAt as Instant,
    provedAt: provedAt as Instant,
    expiresAt: expiresAt as Instant,
    ip: ip ?? undefined,
    userAgent,
  }
}

/** The values of a session in the order of `sessionColumns`. */
export function sessionValues(session: Session): SqlValue[] {
  const { id, hash, accountId, createdAt, lastSeenAt, provedAt, expiresAt, ip, userAgent } = session
  return [id, hash, accountId, createdAt, lastSeenAt, provedAt, expiresAt, ip ?? null, userAgent]
}
