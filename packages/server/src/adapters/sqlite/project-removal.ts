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
  ['dismissed_checklists', 'project_id', 'account_id'],
  ['usage_totals', 'project_id', 'period, starts_at'],
  ['usage_sources', 'project_id', 'key_id, ip'],
  ['verification_failures', 'project_id', 'minute, key_id, outcome, ip'],
  ['project_hosts', 'project_id', 'position'],
  ['project_secrets', 'project_id', 'id'],
  ['audit_events', 'chain_id', 'sequence'],
  ['audit_checkpoints', 'chain_id', 'chain_id'],
  ['audit_chains', 'chain_id', 'chain_id'],
  ['project_config', 'project_id', 'revision'],
  ['webhook_deliveries', 'project_id', 'endpoint_id, message_ordinal'],
  ['webhook_messages', 'project_id', 'ordinal'],
  ['webhook_dedup_keys', 'project_id', 'dedup_key'],
]

// Buckets lie in the order of time: those of a project are found by its totals, which therefore go after them.
const removeBuckets = `DELETE FROM usage_buckets WHERE (period, starts_at, project_id, key_id) IN
  (SELECT b.period, b.starts_at, b.project_id, b.key_id FROM usage_totals AS t CROSS JOIN usage_buckets AS b
    ON b.period = t.period AND b.starts_at = t.starts_at AND b.project_id = t.project_id
    WHERE t.project_id = ?1 LIMIT ?2)`

/** What ends with a project at once. */
const waysToTheProject = ['memberships', 'invitations', 'webhook_endpoints']

/** Takes away what is kept of a deleted project: its credentials, members and webhooks at once, the rest little by little. */
export class ProjectRemoval {
  readonly #revoke
  readonly #dismiss: readonly StatementSync[]
  readonly #removals: readonly StatementSync[]
  readonly #removeProject

  constructor(db: DatabaseSync) {
    this.#revoke = prepareRows<readonly [hash: string]>(db, 'DELETE FROM access_keys WHERE owner_id = ? RETURNING hash')
    this.#dismiss = waysToTheProject.map((table) => db.prepare(`DELETE FROM ${table} WHERE project_id = ?`))
    const removals = tablesOfProjects.map(
      ([table, owner, rest]) => `DELETE FROM ${table} WHERE ${owner} = ?1
        AND (${rest}) IN (SELECT ${rest} FROM ${table} WHERE ${owner} = ?1 LIMIT ?2)`,
    )
    this.#removals = [removeBuckets, ...removals].map((sql) => db.prepare(sql))
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
