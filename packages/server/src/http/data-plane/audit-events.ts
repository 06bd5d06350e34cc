import type {
  ExportAuditEventsQuery,
  ListAuditEventsQuery,
  ListAuditEventsResponse,
} from '@latchkey/contract/messages/audit-events'
import {
  type ExportAuditEventsDependencies,
  type ListAuditEventsDependencies,
  makeExportAuditEvents,
  makeListAuditEvents,
  type ReadableChain,
} from '@latchkey/core/events/list-audit-events'
import { retiredHmacKeysAt } from '@latchkey/core/key/list-keys'
import type { Clock, Instant } from '@latchkey/core/ports/clock'
import type { Project } from '@latchkey/core/project/project'
import { auditEventToWire } from '../mapping/audit-event.ts'
import { exportStream } from '../mapping/audit-export.ts'
import { auditRequestFromWire } from '../mapping/page.ts'
import type { OperationHandler } from '../operation.ts'

export interface AuditEventDependencies extends ListAuditEventsDependencies, ExportAuditEventsDependencies {
  readonly clock: Pick<Clock, 'now'>
}

export function makeListAuditEventsHandler(deps: AuditEventDependencies): OperationHandler {
  const listAuditEvents = makeListAuditEvents(deps)
  return async ({ project, query }) => {
    const chain = chainOf(project, deps.clock.now())
    const { auditEvents, nextPageToken } = await listAuditEvents(chain, auditRequestFromWire(query as ListAuditEventsQuery))
    const body: ListAuditEventsResponse = {
      audit_events: auditEvents.map(auditEventToWire),
      next_page_token: nextPageToken,
    }
    return { status: 200, body }
  }
}

export function makeExportAuditEventsHandler(deps: AuditEventDependencies): OperationHandler {
  const exportAuditEvents = makeExportAuditEvents(deps)
  return async ({ project, query }) => {
    const { filter = '', format } = query as ExportAuditEventsQuery
    return { status: 200, stream: await exportStream(exportAuditEvents(project.id, filter), format) }
  }
}

const chainOf = (project: Project, now: Instant): ReadableChain => ({
  chainId: project.id,
  pageKeys: [project.hmacSecrets.current.key, ...retiredHmacKeysAt(project, now)],
})
