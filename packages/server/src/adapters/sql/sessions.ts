import { DomainError } from '@latchkey/core/errors/domain-error'
import type { Session, SignedIn } from '@latchkey/core/ports/account-store'
import type { Instant } from '@latchkey/core/ports/clock'
import { ACCOUNT_COLUMNS, type AccountRow, toAccount, toMembership } from './account-rows.ts'
import { deleteRows } from './row-removal.ts'
import { type SessionRow, sessionColumns, sessionValues, toSession } from './session-rows.ts'
import type { SqlReader, SqlSession } from './sql-database.ts'
import { isStorable } from './storable-text.ts'

type PlaceColumns = readonly [workspaceId: string | null, projectId: string | null, role: string, joinedAt: number]
/** One per membership. */
type SignedInRow = readonly [...SessionRow, ...PlaceColumns, ...AccountRow]

/** Which sessions of an account. */
export interface SessionChoice {
  readonly id?: string
  readonly exceptId?: string
}

const COLUMNS = sessionColumns.join(', ')

// One statement, so that nobody can change a role between two reads.
const SIGNED_IN = `SELECT ${sessionColumns.map((column) => `s.${column}`).join(', ')},
    m.workspace_id, m.project_id, m.role, m.created_at, ${ACCOUNT_COLUMNS}
  FROM sessions AS s JOIN accounts AS a ON a.id = s.account_id LEFT JOIN account_identities AS i ON i.account_id = a.id
  LEFT JOIN memberships AS m ON m.account_id = a.id
  WHERE s.hash = ? ORDER BY m.ordinal`

const REMOVE = 'DELETE FROM sessions WHERE account_id = ?'

export async function findSession(reader: SqlReader, hash: string): Promise<SignedIn | undefined> {
  const rows = await reader.all<SignedInRow>(SIGNED_IN, [hash])
  const [first] = rows
  return first === undefined ? undefined : toSignedIn(first, rows)
}

/** Newest first. */
export async function listSessions(reader: SqlReader, accountId: string): Promise<readonly Session[]> {
  const text = `SELECT ${COLUMNS} FROM sessions WHERE account_id = ? ORDER BY created_at DESC, id DESC`
  return (await reader.all<SessionRow>(text, [accountId])).map(toSession)
}

/** Throws `conflict` when the id or the hash is taken. */
export async function insertSession(session: SqlSession, wanted: Session): Promise<void> {
  const text = `INSERT INTO sessions (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
  const isNew = await session.insertNew(text, sessionValues(wanted))
  if (!isNew) throw new DomainError('conflict', { reason: 'the session exists already' })
}

/** Moves the times forward, never back. */
export async function touchSession(
  session: SqlSession,
  hash: string,
  { lastSeenAt, provedAt }: Pick<Session, 'lastSeenAt' | 'provedAt'>,
): Promise<void> {
  const text = 'UPDATE sessions SET last_seen_at = greatest(last_seen_at, ?), proved_at = greatest(proved_at, ?) WHERE hash = ?'
  await session.run(text, [lastSeenAt, provedAt, hash])
}

/** Resolves to how many there were. */
export async function removeSessions(session: SqlSession, accountId: string, choice: SessionChoice): Promise<number> {
  const [text, ids] = removalOf(choice)
  return isStorable(...ids) ? session.run(text, [accountId, ...ids]) : 0
}

export async function removeExpiredSessions(session: SqlSession, now: Instant, limit: number): Promise<number> {
  const text = 'SELECT hash FROM sessions WHERE expires_at < ? ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED'
  const rows = await session.all<readonly [hash: string]>(text, [now, limit])
  return deleteRows(session, { table: 'sessions', columns: ['hash'] }, rows)
}

function removalOf({ id, exceptId }: SessionChoice): readonly [text: string, ids: readonly string[]] {
  if (id === undefined) return exceptId === undefined ? [REMOVE, []] : [`${REMOVE} AND id <> ?`, [exceptId]]
  return exceptId === undefined ? [`${REMOVE} AND id = ?`, [id]] : [`${REMOVE} AND id = ? AND id <> ?`, [id, exceptId]]
}

function toSignedIn(first: SignedInRow, rows: readonly SignedInRow[]): SignedIn {
  const [id, hash, accountId, createdAt, lastSeenAt, provedAt, expiresAt, ip, userAgent, , , , , ...account] = first
  const places = rows.flatMap((row) => {
    const [, , , , , , , , , workspaceId, projectId, role, joinedAt] = row
    return workspaceId === null ? [] : [toMembership([accountId, workspaceId, projectId, role, joinedAt])]
  })
  return {
    session: toSession([id, hash, accountId, createdAt, lastSeenAt, provedAt, expiresAt, ip, userAgent]),
    account: toAccount(account),
    memberships: places,
  }
}
