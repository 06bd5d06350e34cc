import type { ImportedApiKey, IssuedApiKey } from '@latchkey/sdk/messages'
import { queryOptions } from '@tanstack/react-query'
import { projectClient } from '../../api/clients.ts'
import type { KeyOrigin } from './keys-search.ts'

export type ListedKey = IssuedApiKey | ImportedApiKey

export interface KeyPageQuery {
  readonly filter?: string | undefined
  readonly page_size: number
  readonly page_token?: string | undefined
}

export interface KeyPage {
  readonly keys: readonly ListedKey[]
  /** Empty on the last page. */
  readonly next: string
}

/** One page of keys, newest first. */
export const keysQuery = (project: string, origin: KeyOrigin, page: KeyPageQuery) =>
  queryOptions({
    queryKey: ['keys', project, origin, page],
    queryFn: async ({ signal }): Promise<KeyPage> => {
      const client = projectClient(project)
      if (origin === 'issued') {
        const { issued_api_keys: keys, next_page_token: next } = await client.issuedKeys.listPage(page, { signal })
        return { keys, next }
      }
      const { imported_api_keys: keys, next_page_token: next } = await client.importedKeys.listPage(page, { signal })
      return { keys, next }
    },
  })

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const MOST_GROUPS = 100

/** Verifications of the last 24 hours by key id; a key that is absent is not among the busiest hundred. */
export const dayUseQuery = (project: string) =>
  queryOptions({
    queryKey: ['usage', project, 'by-key', 'day'],
    queryFn: async ({ signal }) => {
      const start_time = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - DAY_MS).toISOString()
      const report = await projectClient(project).usage.query({ start_time, group_by: 'KEY', top: MOST_GROUPS }, { signal })
      const totals = report.groups
        .filter(({ is_rest }) => !is_rest)
        .map(({ group, counts }) => [group, Number(counts.total)] as const)
      return { recording: report.recording, complete: !report.groups.some(({ is_rest }) => is_rest), byKey: new Map(totals) }
    },
  })
