import type { ProjectRecord, StoredProject } from '@latchkey/core/ports/project-store'
import { buildAuditEntry, buildProjectRecord, buildSealedSecret, buildWorkspaceEntry, buildWorkspaceRecord } from './builders.ts'
import { atMs } from './fake-clock.ts'
import type { OpenedStore } from './opened-store.ts'

/** Creates a workspace with one project of three secrets in it. */
export async function createStoredProject(
  { projects }: Pick<OpenedStore, 'projects'>,
  overrides: Partial<ProjectRecord> = {},
): Promise<StoredProject> {
  const workspace = buildWorkspaceRecord({ plan: 'team' })
  const project = buildProjectRecord({ workspaceId: workspace.id, ...overrides })
  const secrets = [
    buildSealedSecret({ projectId: project.id, sealed: 'new' }),
    buildSealedSecret({ projectId: project.id, sealed: 'old', state: 'retired', expiresAt: atMs(60_000) }),
    buildSealedSecret({ projectId: project.id, sealed: 'signing', purpose: 'signing' }),
  ]
  await projects.createWorkspace(workspace, buildWorkspaceEntry())
  await projects.createProject(project, secrets, buildAuditEntry({ event: 'project.created', targetKind: 'project' }))
  return { project, workspace, secrets }
}
