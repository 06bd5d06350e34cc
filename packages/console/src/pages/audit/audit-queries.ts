import { queryOptions } from '@tanstack/react-query'
import { projectClient } from '../../api/clients.ts'
import type { AuditSearch } from './audit-search.ts'

const quoted = (text: string): string => `"${text.replaceAll(/[\\"*]/g, (sign) => `\\${sign}`)}"`

/** The filter of the server for what the address asks for. */
export function auditFilter({ actor, target, event, from, to }: AuditSearch): string {
  const conditions = [
    actor && `actor = ${quoted(actor)}`,
    target && `target = ${quoted(target)}`,
    event && (event.endsWith('*') ? `event:"${event.replaceAll(/[\\"]/g, '')}"` : `event = ${quoted(event)}`),
    from && `time >= ${quoted(from)}`,
    to && `time < ${quoted(to)}`,
  ]
  return conditions.filter(Boolean).join(' AND ')
}

/** One page of what happened in a project, newest first. */
export const auditQuery = (project: string, search: AuditSearch) => {
  const page = { filter: auditFilter(search), page_size: search.size ?? 50, page_token: search.cursor }
  return queryOptions({
    queryKey: ['audit', project, page],
    queryFn: ({ signal }) => projectClient(project).auditEvents.listPage(page, { signal }),
  })
}
