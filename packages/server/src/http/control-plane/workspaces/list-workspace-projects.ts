import type { ProjectMetadata } from '@latchkey/contract/messages/projects'
import type { ListWorkspaceProjectsResponse } from '@latchkey/contract/messages/workspace-projects'
import type { ProjectRecord, ProjectStore, WorkspaceRecord } from '@latchkey/core/ports/project-store'
import { workspaceOf } from '../../mapping/control-target.ts'
import type { ControlHandler } from '../../operation.ts'

export interface ListWorkspaceProjectsDependencies {
  readonly projectStore: Pick<ProjectStore, 'listProjects'>
  /** A project as the wire shows it in lists. */
  readonly projectMetadataToWire: (project: ProjectRecord, workspace: WorkspaceRecord) => ProjectMetadata
}

export const makeListWorkspaceProjectsHandler =
  ({ projectStore, projectMetadataToWire }: ListWorkspaceProjectsDependencies): ControlHandler =>
  async (call) => {
    const workspace = workspaceOf(call)
    const projects = await projectStore.listProjects(workspace.id)
    const body: ListWorkspaceProjectsResponse = {
      projects: projects.map((project) => projectMetadataToWire(project, workspace)),
      next_page: '',
      has_next_page: false,
    }
    return { status: 200, body }
  }
