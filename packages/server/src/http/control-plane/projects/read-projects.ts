import type { ListProjectRevisionsResponse } from '@latchkey/contract/messages/project-secrets'
import type { Project, ProjectMetadataList } from '@latchkey/contract/messages/projects'
import { makeListProjects } from '@latchkey/core/project/list-projects'
import { makeListRevisions } from '@latchkey/core/project/list-revisions'
import { makeProjectMetadataToWire, projectToWire } from '../../mapping/project.ts'
import { revisionToWire } from '../../mapping/project-secrets.ts'
import type { ControlHandler } from '../../operation.ts'
import type { ProjectHandlerDependencies } from './dependencies.ts'
import { targetProject } from './target-project.ts'

export function makeProjectReadHandlers(deps: ProjectHandlerDependencies) {
  const listProjects = makeListProjects(deps)
  const listRevisions = makeListRevisions(deps)
  const metadataToWire = makeProjectMetadataToWire(deps)
  return {
    listProjects: async ({ caller }) => {
      const listed = await listProjects(caller)
      const body: ProjectMetadataList = listed.map(({ project, workspace }) => metadataToWire(project, workspace))
      return { status: 200, body }
    },
    getProject: async (call) => {
      const body: Project = projectToWire(targetProject(call), deps)
      return { status: 200, body }
    },
    listProjectRevisions: async (call) => {
      const { project } = targetProject(call)
      const revisions = await listRevisions(project.id)
      const body: ListProjectRevisionsResponse = { revisions: revisions.map((revision) => revisionToWire(project, revision)) }
      return { status: 200, body }
    },
  } satisfies Record<string, ControlHandler>
}
