import { queryOptions } from '@tanstack/react-query'
import { projectClient } from '../../api/clients.ts'

export interface KeyPage {
  readonly filter?: string | undefined
  readonly page_size: number
  readonly page_token?: string | undefined
}

/** One page of issued keys, newest first. */
export const issuedKeysQuery = (project: string, page: KeyPage) =>
  queryOptions({
    queryKey: ['keys', project, 'issued', page],
    queryFn: ({ signal }) => projectClient(project).issuedKeys.listPage(page, { signal }),
  })
