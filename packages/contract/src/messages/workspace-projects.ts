import { Type } from 'typebox'
import { ProjectMetadata } from './projects.ts'

export const ListWorkspaceProjectsResponse = Type.Object(
  {
    projects: Type.Array(ProjectMetadata, { description: 'Oldest first.' }),
    next_page: Type.String({ description: 'Always empty: every project is in this answer.' }),
    has_next_page: Type.Boolean({ description: 'Always false: every project is in this answer.' }),
  },
  { title: 'listWorkspaceProjects', description: 'The projects of a workspace.' },
)
export type ListWorkspaceProjectsResponse = Type.Static<typeof ListWorkspaceProjectsResponse>
