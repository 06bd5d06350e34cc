import { queryOptions } from '@tanstack/react-query'
import { controlPlane } from '../../api/clients.ts'

export const workspaceQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'whole'],
    queryFn: ({ signal }) => controlPlane.workspaces.get(workspace, { signal }),
  })

export const workspaceProjectsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'projects'],
    queryFn: ({ signal }) => controlPlane.workspaces.projects(workspace, { signal }),
  })

export const workspaceKeysQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'api-keys'],
    queryFn: ({ signal }) => controlPlane.accessKeys.listOfWorkspace(workspace, { signal }),
  })
