import type { DatabaseSync } from 'node:sqlite'
import type { Invitation } from '@latchkey/core/ports/account-store'
import type { Instant } from '@latchkey/core/ports/clock'
import { INVITATION_COLUMNS, type InvitationRow, invitationValues, toInvitation } from '../sql/invitation-rows.ts'
import { prepareRows } from './connection.ts'

/** The statements on invitations, prepared once. */
export class InvitationStatements {
  readonly #findByHash
  readonly #list
  readonly #insert
  readonly #remove
  readonly #take
  readonly #removeExpired

  constructor(db: DatabaseSync) {
    this.#findByHash = prepareRows<InvitationRow>(db, `SELECT ${INVITATION_COLUMNS} FROM invitations WHERE hash = ?`)
    this.#list = prepareRows<InvitationRow>(
      db,
      `SELECT ${INVITATION_COLUMNS} FROM invitations WHERE workspace_id = ? ORDER BY ordinal`,
    )
    this.#insert = db.prepare(
      `INSERT INTO invitations (${INVITATION_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    this.#remove = prepareRows<InvitationRow>(
      db,
      `DELETE FROM invitations WHERE id = ? AND workspace_id = ? RETURNING ${INVITATION_COLUMNS}`,
    )
    this.#take = prepareRows<InvitationRow>(db, `DELETE FROM invitations WHERE id = ? RETURNING ${INVITATION_COLUMNS}`)
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
    return this.#insert.run(...invitationValues(invitation)).changes === 1
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
