import type { DatabaseSync } from 'node:sqlite'
import type { Role } from '@latchkey/core/access/roles'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Invitation } from '@latchkey/core/ports/account-store'
import type { Instant } from '@latchkey/core/ports/clock'
import { prepareRows } from './connection.ts'

type InvitationRow = readonly [
  id: string,
  hash: string,
  workspaceId: string,
  projectId: string | null,
  email: string,
  role: string,
  invitedBy: string,
  createdAt: number,
  expiresAt: number,
]

const COLUMNS = 'id, hash, workspace_id, project_id, email, role, invited_by, created_at, expires_at'

/** The statements on invitations, prepared once. */
export class InvitationStatements {
  readonly #findByHash
  readonly #list
  readonly #insert
  readonly #remove
  readonly #take
  readonly #removeExpired

  constructor(db: DatabaseSync) {
    this.#findByHash = prepareRows<InvitationRow>(db, `SELECT ${COLUMNS} FROM invitations WHERE hash = ?`)
    this.#list = prepareRows<InvitationRow>(db, `SELECT ${COLUMNS} FROM invitations WHERE workspace_id = ? ORDER BY ordinal`)
    this.#insert = db.prepare(`INSERT INTO invitations (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
    this.#remove = prepareRows<InvitationRow>(
      db,
      `DELETE FROM invitations WHERE id = ? AND workspace_id = ? RETURNING ${COLUMNS}`,
    )
    this.#take = prepareRows<InvitationRow>(db, `DELETE FROM invitations WHERE id = ? RETURNING ${COLUMNS}`)
    this.#removeExpired = db.prepare(`DELETE FROM invitations WHERE ordinal IN
      (SELECT ordinal FROM invitations WHERE expires_at < ? ORDER BY expires_at LIMIT ?)`)
  }

  findByHash(hash: string): Invitation | undefined {
    const row = this.#findByHash.get(hash)
    return row === undefined ? undefined : toInvitation(row)
  }

  list(workspaceId: string): readonly Invitation[] {
    return this.#list.all(workspaceId).map(toInvitation)
  }

  /** False when the id or the hash is taken. */
  insert(invitation: Invitation): boolean {
    const { id, hash, workspaceId, projectId, email, role, invitedBy, createdAt, expiresAt } = invitation
    const { changes } = this.#insert.run(id, hash, workspaceId, projectId ?? null, email, role, invitedBy, createdAt, expiresAt)
    return changes === 1
  }

  remove(workspaceId: string, id: string): Invitation | undefined {
    const row = this.#remove.get(id, workspaceId)
    return row === undefined ? undefined : toInvitation(row)
  }

  /** Uses an invitation up, wherever it leads. */
  take(id: string): Invitation | undefined {
    const row = this.#take.get(id)
    return row === undefined ? undefined : toInvitation(row)
  }

  removeExpired(now: Instant, limit: number): number {
    return Number(this.#removeExpired.run(now, limit).changes)
  }
}

const toInvitation = (row: InvitationRow): Invitation => {
  const [id, hash, workspaceId, projectId, email, role, invitedBy, createdAt, expiresAt] = row
  return {
    id,
    hash,
    workspaceId,
    projectId: (projectId ?? undefined) as ProjectId | undefined,
    email,
    role: role as Role,
    invitedBy,
    createdAt: createdAt as Instant,
    expiresAt: expiresAt as Instant,
  }
}
