import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { ProjectId } from '@latchkey/core/key/api-key'
import { prepareRows } from './connection.ts'

/** Every table with rows of a project, and the columns that tell its rows apart. What refers to others comes first. */
const tablesOfProjects: readonly (readonly [table: string, owner: string, rest: string])[] = [
  ['issued_api_keys', 'project_id', 'id'],
  ['imported_api_keys', 'project_id', 'id'],
  ['idempotency', 'project_id', 'origin, request_id'],
  ['live_issued_keys', 'project_id', 'prefix, hmac_secret_id'],
  ['access_keys', 'owner_id', 'id'],
  ['memberships', 'project_id', 'ordinal'],
  ['invitations', 'project_id', 'ordinal'],
  ['project_hosts', 'project_id', 'position'],
  ['project_secrets', 'project_id', 'id'],
  ['audit_events', 'chain_id', 'sequence'],
  ['audit_chains', 'chain_id', 'chain_id'],
  ['project_config', 'project_id', 'revision'],
]

/** Takes away what is kept of a deleted project: its credentials and members at once, the rest little by little. */
export class ProjectRemoval {
  readonly #revoke
  readonly #dismiss: readonly StatementSync[]
  readonly #removals: readonly StatementSync[]
  readonly #removeProject

  constructor(db: DatabaseSync) {
    this.#revoke = prepareRows<readonly [hash: string]>(db, 'DELETE FROM access_keys WHERE owner_id = ? RETURNING hash')
    this.#dismiss = ['memberships', 'invitations'].map((table) => db.prepare(`DELETE FROM ${table} WHERE project_id = ?`))
    this.#removals = tablesOfProjects.map(([table, owner, rest]) =>
      db.prepare(`DELETE FROM ${table} WHERE ${owner} = ?1
        AND (${rest}) IN (SELECT ${rest} FROM ${table} WHERE ${owner} = ?1 LIMIT ?2)`),
    )
    this.#removeProject = db.prepare(`DELETE FROM projects WHERE id = ? AND state = 'deleted'`)
  }

  /** Ends every way into the project. Returns the hashes of its access keys. */
  closeProject(projectId: ProjectId): readonly string[] {
    for (const statement of this.#dismiss) statement.run(projectId)
    return this.#revoke.all(projectId).map(([hash]) => hash)
  }

  /** Removes up to `limit` rows, the project's own last. True when that one is gone too. */
  removeRows(projectId: ProjectId, limit: number): boolean {
    let left = limit
    for (const removal of this.#removals) {
      if (left > 0) left -= Number(removal.run(projectId, left).changes)
    }
    return left > 0 && this.#removeProject.run(projectId).changes === 1
  }
}
