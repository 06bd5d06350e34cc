import type { ConsoleState } from '@latchkey/contract/messages/console'
import {
  type AccessPermission,
  accessPermissionsOf,
  type ControlPermission,
  mayControl,
  type Role,
  widerRole,
} from '@latchkey/core/access/roles'
import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { controlPlane } from '../api/clients.ts'
import { consoleApi } from '../api/console-api.ts'
import { queryClient } from '../api/query-client.ts'

export const stateQuery = queryOptions({ queryKey: ['console', 'state'], queryFn: consoleApi.state, staleTime: 60_000 })

export const projectsQuery = queryOptions({ queryKey: ['projects'], queryFn: () => controlPlane.projects.list() })

/** After anything that changes who is signed in: what was loaded for another person is forgotten. */
export async function personChanged(): Promise<void> {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'console' })
  await queryClient.invalidateQueries({ queryKey: ['console'] })
}

export const useConsoleState = (): ConsoleState => useSuspenseQuery(stateQuery).data

/** What the signed-in person may do in a project, and why not where they may not. */
export interface Rights {
  readonly role: Role | undefined
  readonly mayControl: (permission: ControlPermission) => boolean
  readonly may: (permission: AccessPermission) => boolean
}

/** `project` by id or slug. The server decides; this only says beforehand what it will say. */
export function useRights(project: string): Rights {
  const { memberships } = useConsoleState()
  const found = useQuery(projectsQuery).data?.find(({ id, slug }) => id === project || slug === project)
  const role = memberships
    .filter(({ workspace_id, project_id }) =>
      project_id === null ? workspace_id === found?.workspace_id : project_id === found?.id,
    )
    .reduce<Role | undefined>((widest, { role: next }) => widerRole(widest, next as Role), undefined)
  return rightsOf(role)
}

/** What the person may do in a workspace as a whole. */
export function useWorkspaceRights(workspace: string): Rights {
  const { memberships } = useConsoleState()
  const membership = memberships.find(({ workspace_id, project_id }) => workspace_id === workspace && project_id === null)
  return rightsOf(membership?.role as Role | undefined)
}

const rightsOf = (role: Role | undefined): Rights => ({
  role,
  mayControl: (permission) => role !== undefined && mayControl(role, permission),
  may: (permission) => role !== undefined && accessPermissionsOf[role].includes(permission),
})
