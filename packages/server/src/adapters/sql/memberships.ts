import type { Membership } from '@latchkey/core/access/membership'
import type { Role } from '@latchkey/core/access/roles'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Member } from '@latchkey/core/ports/account-store'
import {
  ACCOUNT_COLUMNS,
  type MemberRow,
  type MembershipReference,
  type MembershipRow,
  toMember,
  toMembership,
} from './account-rows.ts'
import type { SqlReader, SqlSession } from './sql-database.ts'
import { isStorable } from './storable-text.ts'

const COLUMNS = 'account_id, workspace_id, project_id, role, created_at'
const PLACE = `account_id = ? AND workspace_id = ? AND place = ?`

export async function findMembership(reader: SqlReader, reference: MembershipReference): Promise<Membership | undefined> {
  const place = placeOf(reference)
  if (!isStorable(...place)) return undefined
  const row = await reader.get<MembershipRow>(`SELECT ${COLUMNS} FROM memberships WHERE ${PLACE}`, place)
  return row === undefined ? undefined : toMembership(row)
}

/** In the order of joining. */
export async function listMemberships(reader: SqlReader, accountId: string): Promise<readonly Membership[]> {
  const text = `SELECT ${COLUMNS} FROM memberships WHERE account_id = ? ORDER BY ordinal`
  return (await reader.all<MembershipRow>(text, [accountId])).map(toMembership)
}

/** In the order of joining. */
export async function listMembers(reader: SqlReader, workspaceId: string): Promise<readonly Member[]> {
  const rows = await reader.all<MemberRow>(
    `SELECT ${ACCOUNT_COLUMNS}, m.workspace_id, m.project_id, m.role, m.created_at FROM memberships AS m
    JOIN accounts AS a ON a.id = m.account_id LEFT JOIN account_identities AS i ON i.account_id = a.id
    WHERE m.workspace_id = ? ORDER BY m.ordinal`,
    [workspaceId],
  )
  return rows.map(toMember)
}

/** Whether more than one person owns the whole workspace. */
export async function hasSeveralOwners(reader: SqlReader, workspaceId: string): Promise<boolean> {
  const owners = await reader.all(
    `SELECT account_id FROM memberships WHERE workspace_id = ? AND project_id IS NULL AND role = 'owner' LIMIT 2`,
    [workspaceId],
  )
  return owners.length > 1
}

/**
 * Throws `not_found` when the person or the place is gone, and `conflict` when the person is a member there already. The
 * caller holds the chain of the workspace, so that its projects stay.
 */
export async function joinPlace(session: SqlSession, membership: Membership): Promise<void> {
  const { accountId, workspaceId, projectId, role, createdAt } = membership
  const account = await session.get('SELECT 1 FROM accounts WHERE id = ?', [accountId])
  if (account === undefined) throw new DomainError('not_found', { reason: 'account not found' })
  await requirePlace(session, workspaceId, projectId)
  const isNew = await session.insertNew(`INSERT INTO memberships (${COLUMNS}) VALUES (?, ?, ?, ?, ?)`, [
    accountId,
    workspaceId,
    projectId ?? null,
    role,
    createdAt,
  ])
  if (!isNew) throw new DomainError('conflict', { reason: 'the account is a member already' })
}

/** Throws `not_found` unless the workspace exists and the project, where there is one, is in it. */
export async function requirePlace(reader: SqlReader, workspaceId: string, projectId: ProjectId | undefined): Promise<void> {
  const workspace = await reader.get('SELECT 1 FROM workspaces WHERE id = ?', [workspaceId])
  if (workspace === undefined) throw new DomainError('not_found', { reason: 'workspace not found' })
  if (projectId === undefined) return
  const text = `SELECT 1 FROM projects WHERE id = ? AND workspace_id = ? AND state <> 'deleted'`
  const project = await reader.get(text, [projectId, workspaceId])
  if (project === undefined) throw new DomainError('not_found', { reason: 'project not found' })
}

export async function setRole(session: SqlSession, reference: MembershipReference, role: Role): Promise<void> {
  await session.run(`UPDATE memberships SET role = ? WHERE ${PLACE}`, [role, ...placeOf(reference)])
}

export async function removeMembership(session: SqlSession, reference: MembershipReference): Promise<void> {
  await session.run(`DELETE FROM memberships WHERE ${PLACE}`, placeOf(reference))
}

const placeOf = ({ accountId, workspaceId, projectId }: MembershipReference): readonly string[] => [
  accountId,
  workspaceId,
  projectId ?? '',
]
