import type { ListSettingSourcesResponse } from '@latchkey/contract/messages/console'
import { queryOptions } from '@tanstack/react-query'
import { controlPlane } from '../../api/clients.ts'
import { asPerson } from '../../api/console-api.ts'

/** Everything below is about the settings of one project. */
export const configurationKey = (project: string) => ['configuration', project] as const

/** The project with its own settings, and where each of them comes from. */
export const settingsQuery = (project: string) =>
  queryOptions({
    queryKey: [...configurationKey(project), 'settings'],
    queryFn: async () => {
      const [current, origins] = await Promise.all([
        controlPlane.projects.get(project),
        asPerson<ListSettingSourcesResponse>('GET', `/projects/${encodeURIComponent(project)}/setting-sources`),
      ])
      return { project: current, ...origins }
    },
  })
export type LoadedSettings = Awaited<ReturnType<NonNullable<ReturnType<typeof settingsQuery>['queryFn']>>>

/** What may be known about the secrets; never the secrets. */
export const secretsQuery = (project: string) =>
  queryOptions({
    queryKey: [...configurationKey(project), 'secrets'],
    queryFn: () => controlPlane.projects.secrets(project),
  })
