import { queryOptions } from '@tanstack/react-query'
import { projectClient } from '../../api/clients.ts'
import { askedRange } from './usage-range.ts'
import type { UsageSearch } from './usage-search.ts'

/** The server writes its figures every ten seconds or so. */
const ASK_AGAIN_MS = 10_000

type GroupBy = 'OUTCOME' | 'KEY' | 'ACTOR'

/** The figures of the range in the address, told apart by `group_by`; asked again while the page is open. */
export const usageQuery = (project: string, search: UsageSearch, group_by: GroupBy) => {
  const { range, from, to, key, actor } = search
  return queryOptions({
    queryKey: ['usage', project, group_by, { range, from, to, key, actor }],
    queryFn: ({ signal }) => {
      const asked = askedRange(search, Date.now())
      return projectClient(project).usage.query({ ...asked, group_by, key_id: key, actor_id: actor }, { signal })
    },
    enabled: askedRange(search, Date.now()) !== undefined,
    refetchInterval: ASK_AGAIN_MS,
    // Another range of the same project, until the asked one has come.
    placeholderData: (before, query) => (query?.queryKey[1] === project ? before : undefined),
  })
}

const UUID = /^[\da-f]{8}-/

/** What a key is called; keys that are gone have no name any more. */
export const keyNameQuery = (project: string, id: string) =>
  queryOptions({
    queryKey: ['keys', project, 'name', id],
    queryFn: async ({ signal }) => {
      const { issuedKeys, importedKeys } = projectClient(project)
      const key = await (UUID.test(id) ? issuedKeys : importedKeys).get(id, { signal })
      return key.name
    },
    retry: false,
    staleTime: 300_000,
  })
