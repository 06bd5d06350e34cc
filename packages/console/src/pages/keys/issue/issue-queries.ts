import { queryOptions } from '@tanstack/react-query'
import { projectClient } from '../../../api/clients.ts'
import { consoleApi } from '../../../api/console-api.ts'
import { projectInEffect } from '../../../api/project-in-effect.ts'
import { keyRulesOf } from './expiry.ts'

/** What the settings of the project allow. */
export const keyRulesQuery = (project: string) =>
  queryOptions({
    queryKey: ['project', project, 'key-rules'],
    queryFn: async ({ signal }) => keyRulesOf(await projectInEffect(project, { signal })),
  })

const RECENT = 100

/** Actors and scopes of the newest keys, to be offered again. */
export const recentValuesQuery = (project: string) =>
  queryOptions({
    queryKey: ['keys', project, 'recent-values'],
    queryFn: async ({ signal }) => {
      const { issued_api_keys: keys } = await projectClient(project).issuedKeys.listPage({ page_size: RECENT }, { signal })
      return {
        actors: [...new Set(keys.map(({ actor_id: actor }) => actor).filter(Boolean))],
        scopes: [...new Set(keys.flatMap(({ scopes }) => scopes))].sort(),
      }
    },
  })

const COUNTED = 1000
export const EXPIRED_FILTER = 'status="KEY_STATUS_EXPIRED"'

/** Issued and imported keys that have expired but still take up room; `isMore`: at least as many. */
export const expiredKeysQuery = (project: string) =>
  queryOptions({
    queryKey: ['keys', project, 'expired-count'],
    queryFn: async ({ signal }) => {
      const query = { page_size: COUNTED, filter: EXPIRED_FILTER }
      const client = projectClient(project)
      const [issued, imported] = await Promise.all([
        client.issuedKeys.listPage(query, { signal }),
        client.importedKeys.listPage(query, { signal }),
      ])
      return {
        count: issued.issued_api_keys.length + imported.imported_api_keys.length,
        isMore: issued.next_page_token !== '' || imported.next_page_token !== '',
      }
    },
    staleTime: 0,
  })

/** The address that the server sees this browser at. */
export const ownAddressQuery = queryOptions({
  queryKey: ['console', 'own-address'],
  queryFn: async () => (await consoleApi.sessions()).find(({ is_current: isCurrent }) => isCurrent)?.ip ?? null,
})
