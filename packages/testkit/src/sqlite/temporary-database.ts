import { join } from 'node:path'
import type { ProjectId } from '@latchkey/core/key/api-key'
import { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from '@latchkey/server/adapters/sqlite/sqlite-store'
import { buildAuditEntry, buildProjectRecord, buildWorkspaceEntry, buildWorkspaceRecord } from '../builders.ts'
import { openTemporaryFolder } from '../temporary-folder.ts'

/** A database file in a folder of its own, with one project in it. */
export interface TemporaryDatabase {
  readonly path: string
  readonly projectId: ProjectId
  readonly store: SqliteStore
  /** Another connection to the same file, as another process would have; closed with the rest. */
  openAnother(): SqliteStore
}

/** Runs a test on a temporary database file. */
export const onTemporaryDatabase =
  (test: (database: TemporaryDatabase) => Promise<void>, options: Omit<SqliteStoreOptions, 'path'> = {}) =>
  async (): Promise<void> => {
    const folder = openTemporaryFolder()
    const path = join(folder.path, 'latchkey.db')
    const opened = [openSqliteStore({ path, ...options })]
    const openAnother = (): SqliteStore => {
      const another = openSqliteStore({ path })
      opened.push(another)
      return another
    }
    try {
      const [store = openAnother()] = opened
      await test({ path, store, openAnother, projectId: await createProject(store) })
    } finally {
      for (const store of opened) await store.close()
      folder.remove()
    }
  }

/** Creates a project in a workspace of its own. */
export async function createProject({ projects }: Pick<SqliteStore, 'projects'>): Promise<ProjectId> {
  const workspace = buildWorkspaceRecord()
  const project = buildProjectRecord({ workspaceId: workspace.id })
  await projects.createWorkspace(workspace, buildWorkspaceEntry())
  await projects.createProject(project, [], buildAuditEntry({ event: 'project.created', targetKind: 'project' }))
  return project.id
}
