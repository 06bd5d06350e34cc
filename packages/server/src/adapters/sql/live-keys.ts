import type { ProjectId } from '@latchkey/core/key/api-key'
import type { LiveKeyCount } from '@latchkey/core/ports/project-store'
import type { LiveKeyGroup } from '../live-key-group.ts'
import type { SqlReader, SqlSession } from './sql-database.ts'

type GroupRow = readonly [prefix: string, hmacSecretId: string, live: number]

const MOVE = 'UPDATE live_issued_keys SET live = live + ? WHERE project_id = ? AND prefix = ? AND hmac_secret_id = ?'

/** How many keys of a project count towards its quota; `undefined` when there is no such project, or no longer. */
export async function readLiveKeys(reader: SqlReader, projectId: ProjectId): Promise<number | undefined> {
  const row = await reader.get<readonly [number]>(`SELECT live_keys FROM projects WHERE id = ? AND state <> 'deleted'`, [
    projectId,
  ])
  return row?.[0]
}

export async function writeLiveKeys(session: SqlSession, projectId: ProjectId, count: number): Promise<void> {
  const met = await session.run('UPDATE projects SET live_keys = ? WHERE id = ?', [count, projectId])
  if (met !== 1) throw new Error('the key counter of a project did not move')
}

export async function moveLiveKeys(session: SqlSession, group: LiveKeyGroup, difference: number): Promise<void> {
  if (difference === 0) return
  const { projectId, prefix, hmacSecretId } = group
  if ((await session.run(MOVE, [difference, projectId, prefix, hmacSecretId])) === 1) return
  // Whoever moves the counters of a project has its audit chain to itself: no other can have added the group meanwhile.
  await session.run('INSERT INTO live_issued_keys (live, project_id, prefix, hmac_secret_id) VALUES (?, ?, ?, ?)', [
    difference,
    projectId,
    prefix,
    hmacSecretId,
  ])
}

export async function listLiveKeyGroups(reader: SqlReader, projectId: ProjectId): Promise<readonly LiveKeyCount[]> {
  const rows = await reader.all<GroupRow>(
    'SELECT prefix, hmac_secret_id, live FROM live_issued_keys WHERE project_id = ? AND live > 0 ORDER BY prefix, hmac_secret_id',
    [projectId],
  )
  return rows.map(([prefix, hmacSecretId, live]) => ({ prefix, hmacSecretId, live }))
}
