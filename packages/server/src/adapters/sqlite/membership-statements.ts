import type { DatabaseSync } from 'node:sqlite'
import type { Membership } from '@latchkey/core/access/membership'
import type { Role } from '@latchkey/core/access/roles'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { ProjectId } from '@latchkey/core/key/api-key'
import { type MembershipReference, type MembershipRow, toMembership } from '../sql/account-rows.ts'
import { prepareRows } from './connection.ts'

type AnyRow = readonly [number]

const PLACE = `account_id = ? AND workspace_id = ? AND ifnull(project_id, '') = ?`

/** The statements on memberships and on what they refer to, prepared once. */
export class MembershipStatements {
  readonly #find
  readonly #listOf
  readonly #countOwners
  readonly #insert
  readonly #update
  readonly #remove
  readonly #hasAccount
  readonly #hasWorkspace
  readonly #hasProject

  constructor(db: DatabaseSync) {
    this.#find = prepareRows<MembershipRow>(
      db,
      `SELECT account_id, workspace_id, project_id, role, created_at FROM memberships WHERE ${PLACE}`,
    )
    this.#listOf = prepareRows<MembershipRow>(
      db,
      'SELECT account_id, workspace_id, project_id, role, created_at FROM memberships WHERE account_id = ? ORDER BY ordinal',
    )
    this.#countOwners = prepareRows<AnyRow>(
      db,
      `SELECT count(*) FROM memberships WHERE workspace_id = ? AND project_id IS NULL AND role = 'owner'`,
    )
    this.#insert = db.prepare(
      'INSERT INTO memberships (account_id, workspace_id, project_id, role, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    this.#update = db.prepare(`UPDATE memberships SET role = ? WHERE ${PLACE}`)
    this.#remove = db.prepare(`DELETE FROM memberships WHERE ${PLACE}`)
    this.#hasAccount = prepareRows<AnyRow>(db, 'SELECT 1 FROM accounts WHERE id = ?')
    this.#hasWorkspace = prepareRows<AnyRow>(db, 'SELECT 1 FROM workspaces WHERE id = ?')
    this.#hasProject = prepareRows<AnyRow>(db, `SELECT 1 FROM projects WHERE id = ? AND workspace_id = ? AND state <> 'deleted'`)
  }

  find(reference: MembershipReference): Membership | undefined {
    const row = this.#find.get(...placeOf(reference))
    return row === undefined ? undefined : toMembership(row)
  }

  /** In the order of joining. */
  listOf(accountId: string): readonly Membership[] {
    return this.#listOf.all(accountId).map(toMembership)
  }

  /** How many people own the whole workspace. */
  countOwners(workspaceId: string): number {
    return this.#countOwners.get(workspaceId)?.[0] ?? 0
  }

  /** Throws `not_found` when the person or the place is gone, and `conflict` when the person is a member there already. */
  join(membership: Membership): void {
    const { accountId, workspaceId, projectId, role, createdAt } = membership
    if (this.#hasAccount.get(accountId) === undefined) throw new DomainError('not_found', { reason: 'account not found' })
    this.requirePlace(workspaceId, projectId)
    const { changes } = this.#insert.run(accountId, workspaceId, projectId ?? null, role, createdAt)
    if (changes !== 1) throw new DomainError('conflict', { reason: 'the account is a member already' })
  }

  setRole(reference: MembershipReference, role: Role): void {
    this.#update.run(role, ...placeOf(reference))
  }

  remove(reference: MembershipReference): void {
    this.#remove.run(...placeOf(reference))
  }

  /** Throws `not_found` unless the workspace exists and the project, where there is one, is in it. */
  requirePlace(workspaceId: string, projectId: ProjectId | undefined): void {
    if (this.#hasWorkspace.get(workspaceId) === undefined) {
      throw new DomainError('not_found', { reason: 'workspace not found' })
    }
    if (projectId !== undefined && this.#hasProject.get(projectId, workspaceId) === undefined) {
      throw new DomainError('not_found', { reason: 'project not found' })
    }
  }
}

const placeOf = ({ accountId, workspaceId, projectId }: MembershipReference) => [accountId, workspaceId, projectId ?? ''] as const
