import type { RequestEcho } from '@latchkey/contract/messages/console'
import { queryOptions } from '@tanstack/react-query'
import { projectClient } from '../../api/clients.ts'
import { asPerson } from '../../api/console-api.ts'

/** The address that the server compares with allow-lists, for calls of this browser. */
export const requestEchoQuery = queryOptions({
  queryKey: ['console', 'request-echo'],
  queryFn: () => asPerson<RequestEcho>('GET', '/request-echo'),
})

/** The record of an issued key, by the id that stands in its text. */
export const issuedKeyQuery = (project: string, keyId: string) =>
  queryOptions({
    queryKey: ['keys', project, 'one', keyId],
    queryFn: ({ signal }) => projectClient(project).issuedKeys.get(keyId, { signal }),
  })
