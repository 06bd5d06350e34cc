import type { ProjectId } from '@latchkey/core/key/api-key'
import { deleteRows } from './row-removal.ts'
import type { SqlRow, SqlSession } from './sql-database.ts'
import type { SqlTransaction } from './transaction.ts'

interface ProjectTable {
  readonly table: string
  readonly owner: string
  /** With the owner, they tell the rows apart. */
  readonly rest: readonly string[]
}

const ofProject = (table: string, ...rest: readonly string[]): ProjectTable => ({ table, owner: 'project_id', rest })

/** Every table with rows of a project, but for its audit chain's head, which is its lock. What refers to others comes first. */
const tablesOfProjects: readonly ProjectTable[] = [
  ofProject('issued_api_keys', 'id'),
  ofProject('imported_api_keys', 'id'),
  ofProject('idempotency', 'origin', 'request_id'),
  ofProject('live_issued_keys', 'prefix', 'hmac_secret_id'),
  { table: 'access_keys', owner: 'owner_id', rest: ['id'] },
  ofProject('memberships', 'ordinal'),
  ofProject('invitations', 'ordinal'),
  ofProject('dismissed_checklists', 'account_id'),
  ofProject('usage_totals', 'period', 'starts_at'),
  ofProject('usage_sources', 'key_id', 'ip'),
  ofProject('verification_failures', 'minute', 'key_id', 'outcome', 'ip'),
  ofProject('project_hosts', 'position'),
  ofProject('project_secrets', 'id'),
  { table: 'audit_events', owner: 'chain_id', rest: ['sequence'] },
  { table: 'audit_checkpoints', owner: 'chain_id', rest: [] },
  ofProject('project_config', 'revision'),
  ofProject('webhook_deliveries', 'endpoint_id', 'message_ordinal'),
  ofProject('webhook_messages', 'ordinal'),
  ofProject('webhook_dedup_keys', 'dedup_key'),
]

/** What ends with a project at once. */
const waysToTheProject = ['memberships', 'invitations', 'webhook_endpoints']

/** Ends every way into the project. Resolves to the hashes of its access keys. */
export async function closeProject(session: SqlSession, projectId: ProjectId): Promise<readonly string[]> {
  for (const table of waysToTheProject) await session.run(`DELETE FROM ${table} WHERE project_id = ?`, [projectId])
  const keys = await session.all<readonly [string]>('SELECT hash FROM access_keys WHERE owner_id = ?', [projectId])
  await session.run('DELETE FROM access_keys WHERE owner_id = ?', [projectId])
  return keys.map(([hash]) => hash)
}

/** Removes up to `limit` rows of a deleted project, its own last. True when that one is gone, too. */
export async function removeRows(transaction: SqlTransaction, projectId: ProjectId, limit: number): Promise<boolean> {
  const { session } = transaction
  // Buckets lie in the order of time: those of a project are found by its totals, which therefore go after them.
  let left = limit - (await removeBuckets(session, projectId, limit))
  for (const each of tablesOfProjects) {
    if (left > 0) left -= await removeSome(session, each, { projectId, limit: left })
  }
  if (left <= 0) return false
  await session.run('DELETE FROM audit_chains WHERE chain_id = ?', [projectId])
  transaction.dropChain(projectId)
  return (await session.run(`DELETE FROM projects WHERE id = ? AND state = 'deleted'`, [projectId])) === 1
}

interface Some {
  readonly projectId: ProjectId
  readonly limit: number
}

async function removeSome(
  session: SqlSession,
  { table, owner, rest }: ProjectTable,
  { projectId, limit }: Some,
): Promise<number> {
  const columns = [owner, ...rest]
  const rows = await session.all<SqlRow>(`SELECT ${columns.join(', ')} FROM ${table} WHERE ${owner} = ? LIMIT ?`, [
    projectId,
    limit,
  ])
  return deleteRows(session, { table, columns }, rows)
}

const bucketColumns = ['period', 'starts_at', 'project_id', 'key_id']

async function removeBuckets(session: SqlSession, projectId: ProjectId, limit: number): Promise<number> {
  const rows = await session.all<SqlRow>(
    `SELECT ${bucketColumns.map((column) => `b.${column}`).join(', ')} FROM usage_totals AS t JOIN usage_buckets AS b
      ON b.period = t.period AND b.starts_at = t.starts_at AND b.project_id = t.project_id
    WHERE t.project_id = ? LIMIT ?`,
    [projectId, limit],
  )
  return deleteRows(session, { table: 'usage_buckets', columns: bucketColumns }, rows)
}
