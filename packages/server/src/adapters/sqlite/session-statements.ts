import type { DatabaseSync } from 'node:sqlite'
import type { Session, SignedIn } from '@latchkey/core/ports/account-store'
import type { Instant } from '@latchkey/core/ports/clock'
import { ACCOUNT_COLUMNS, type AccountRow, toAccount, toMembership } from '../sql/account-rows.ts'
import { type SessionRow, sessionColumns, sessionValues, toSession } from '../sql/session-rows.ts'
import { prepareRows } from './connection.ts'

type SignedInRow = readonly [...SessionRow, memberships: string, ...AccountRow]
type MembershipEntry = readonly [workspaceId: string, projectId: string | null, role: string, createdAt: number]

const COLUMNS = sessionColumns.join(', ')

// One statement, so that nobody can change a role between two reads.
const SIGNED_IN_SQL = `SELECT ${sessionColumns.map((column) => `s.${column}`).join(', ')},
    (SELECT json_group_array(json_array(workspace_id, project_id, role, created_at) ORDER BY ordinal)
      FROM memberships WHERE account_id = s.account_id),
    ${ACCOUNT_COLUMNS}
  FROM sessions AS s JOIN accounts AS a ON a.id = s.account_id LEFT JOIN account_identities AS i ON i.account_id = a.id
  WHERE s.hash = ?`

/** The statements on sessions, prepared once. */
export class SessionStatements {
  readonly #find
  readonly #list
  readonly #insert
  readonly #touch
  readonly #remove
  readonly #removeExpired

  constructor(db: DatabaseSync) {
    this.#find = prepareRows<SignedInRow>(db, SIGNED_IN_SQL)
    this.#list = prepareRows<SessionRow>(
      db,
      `SELECT ${COLUMNS} FROM sessions WHERE account_id = ? ORDER BY created_at DESC, id DESC`,
    )
    this.#insert = db.prepare(`INSERT INTO sessions (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
    this.#touch = db.prepare(
      'UPDATE sessions SET last_seen_at = max(last_seen_at, ?), proved_at = max(proved_at, ?) WHERE hash = ?',
    )
    this.#remove = db.prepare(`DELETE FROM sessions WHERE account_id = ?1
      AND (?2 IS NULL OR id = ?2) AND (?3 IS NULL OR id <> ?3)`)
    this.#removeExpired = db.prepare(`DELETE FROM sessions WHERE hash IN
      (SELECT hash FROM sessions WHERE expires_at < ? ORDER BY expires_at LIMIT ?)`)
  }

  find(hash: string): SignedIn | undefined {
    const row = this.#find.get(hash)
    return row === undefined ? undefined : toSignedIn(row)
  }

  /** Newest first. */
  list(accountId: string): readonly Session[] {
    return this.#list.all(accountId).map(toSession)
  }

  /** False when the id or the hash is taken. */
  insert(session: Session): boolean {
    return this.#insert.run(...sessionValues(session)).changes === 1
  }

  touch(hash: string, { lastSeenAt, provedAt }: Pick<Session, 'lastSeenAt' | 'provedAt'>): void {
    this.#touch.run(lastSeenAt, provedAt, hash)
  }

  remove(accountId: string, { id, exceptId }: { readonly id?: string; readonly exceptId?: string }): number {
    return Number(this.#remove.run(accountId, id ?? null, exceptId ?? null).changes)
  }

  removeExpired(now: Instant, limit: number): number {
    return Number(this.#removeExpired.run(now, limit).changes)
  }
}

function toSignedIn(row: SignedInRow): SignedIn {
  const [id, hash, accountId, createdAt, lastSeenAt, provedAt, expiresAt, ip, userAgent, memberships, ...account] = row
  return {
    session: toSession([id, hash, accountId, createdAt, lastSeenAt, provedAt, expiresAt, ip, userAgent]),
    account: toAccount(account),
    memberships: (JSON.parse(memberships) as MembershipEntry[]).map((entry) => toMembership([accountId, ...entry])),
  }
}
