import { DomainError } from '@latchkey/core/errors/domain-error'
import type { Invitation } from '@latchkey/core/ports/account-store'
import type { Instant } from '@latchkey/core/ports/clock'
import { INVITATION_COLUMNS, type InvitationRow, invitationValues, toInvitation } from './invitation-rows.ts'
import { deleteRows } from './row-removal.ts'
import type { SqlReader, SqlSession } from './sql-database.ts'
import { isStorable } from './storable-text.ts'

const SELECT = `SELECT ${INVITATION_COLUMNS} FROM invitations`

export async function findInvitation(reader: SqlReader, hash: string): Promise<Invitation | undefined> {
  const row = await reader.get<InvitationRow>(`${SELECT} WHERE hash = ?`, [hash])
  return row === undefined ? undefined : toInvitation(row)
}

/** Oldest first. */
export async function listInvitations(reader: SqlReader, workspaceId: string): Promise<readonly Invitation[]> {
  const rows = await reader.all<InvitationRow>(`${SELECT} WHERE workspace_id = ? ORDER BY ordinal`, [workspaceId])
  return rows.map(toInvitation)
}

/** Throws `conflict` when the id or the hash is taken. */
export async function insertInvitation(session: SqlSession, invitation: Invitation): Promise<void> {
  const text = `INSERT INTO invitations (${INVITATION_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
  const isNew = await session.insertNew(text, invitationValues(invitation))
  if (!isNew) throw new DomainError('conflict', { reason: 'the invitation exists already' })
}

export async function removeInvitation(session: SqlSession, workspaceId: string, id: string): Promise<Invitation | undefined> {
  if (!isStorable(id)) return undefined
  const row = await session.get<InvitationRow>(`${SELECT} WHERE id = ? AND workspace_id = ? FOR UPDATE`, [id, workspaceId])
  return removeRow(session, row)
}

/** Uses an invitation up, wherever it leads. Throws `not_found` when it is gone. */
export async function takeInvitation(session: SqlSession, id: string): Promise<Invitation> {
  const row = await session.get<InvitationRow>(`${SELECT} WHERE id = ? FOR UPDATE`, [id])
  const invitation = await removeRow(session, row)
  if (invitation === undefined) throw new DomainError('not_found', { reason: 'the invitation is no longer there' })
  return invitation
}

/** Leaves those to the next time that somebody is using up. */
export async function removeExpiredInvitations(session: SqlSession, now: Instant, limit: number): Promise<number> {
  const text = 'SELECT ordinal FROM invitations WHERE expires_at < ? ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED'
  const rows = await session.all<readonly [ordinal: number]>(text, [now, limit])
  return deleteRows(session, { table: 'invitations', columns: ['ordinal'] }, rows)
}

async function removeRow(session: SqlSession, row: InvitationRow | undefined): Promise<Invitation | undefined> {
  if (row === undefined) return undefined
  await session.run('DELETE FROM invitations WHERE id = ?', [row[0]])
  return toInvitation(row)
}
