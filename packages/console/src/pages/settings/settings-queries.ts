import type { WorkspaceLimits } from '@latchkey/contract/messages/console'
import { queryOptions } from '@tanstack/react-query'
import { controlPlane } from '../../api/clients.ts'
import { asPerson } from '../../api/console-api.ts'
import { queryClient } from '../../api/query-client.ts'
import { projectsQuery } from '../../app/session.ts'

export const projectQuery = (project: string) =>
  queryOptions({
    queryKey: ['project', project, 'whole'],
    queryFn: ({ signal }) => controlPlane.projects.get(project, { signal }),
  })

export const revisionsQuery = (project: string) =>
  queryOptions({
    queryKey: ['project', project, 'revisions'],
    queryFn: ({ signal }) => controlPlane.projects.revisions(project, { signal }),
  })

export const projectKeysQuery = (project: string) =>
  queryOptions({
    queryKey: ['project', project, 'api-keys'],
    queryFn: ({ signal }) => controlPlane.accessKeys.listOfProject(project, { signal }),
  })

export const projectMembersQuery = (project: string) =>
  queryOptions({
    queryKey: ['project', project, 'members'],
    queryFn: ({ signal }) => controlPlane.members.listOfProject(project, { signal }),
  })

/** After a change of the project itself: its name and state stand in many places. */
export async function projectChanged(project: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['project', project] }),
    queryClient.invalidateQueries({ queryKey: projectsQuery.queryKey }),
  ])
}

/** Rejects with `not_found` for who is no member of the whole workspace. */
export const limitsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'limits'],
    queryFn: () => asPerson<WorkspaceLimits>('GET', `/workspaces/${encodeURIComponent(workspace)}/limits`),
  })
