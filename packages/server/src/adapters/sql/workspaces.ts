import type { WorkspaceRecord } from '@latchkey/core/ports/project-store'
import { toWorkspace, type WorkspaceRow } from './project-rows.ts'
import type { SqlReader, SqlSession } from './sql-database.ts'
import { isStorable } from './storable-text.ts'

const SELECT = 'SELECT id, name, plan, created_at, updated_at FROM workspaces'

export async function findWorkspace(reader: SqlReader, id: string): Promise<WorkspaceRecord | undefined> {
  if (!isStorable(id)) return undefined
  const row = await reader.get<WorkspaceRow>(`${SELECT} WHERE id = ?`, [id])
  return row === undefined ? undefined : toWorkspace(row)
}

/** In the order of their creation. */
export async function listWorkspaces(reader: SqlReader): Promise<readonly WorkspaceRecord[]> {
  return (await reader.all<WorkspaceRow>(`${SELECT} ORDER BY ordinal`)).map(toWorkspace)
}

/** False when the id is taken. */
export const insertWorkspace = (
  session: SqlSession,
  { id, name, plan, createdAt, updatedAt }: WorkspaceRecord,
): Promise<boolean> =>
  session.insertNew('INSERT INTO workspaces (id, name, plan, created_at, updated_at) VALUES (?, ?, ?, ?, ?)', [
    id,
    name,
    plan,
    createdAt,
    updatedAt,
  ])

export async function updateWorkspace(session: SqlSession, { id, name, plan, updatedAt }: WorkspaceRecord): Promise<void> {
  const text = 'UPDATE workspaces SET name = ?, plan = ?, updated_at = ? WHERE id = ?'
  const met = await session.run(text, [name, plan, updatedAt, id])
  if (met !== 1) throw new Error(`an update of one workspace met ${met} rows`)
}
