import type {
  ExportAuditEventsQuery,
  ListAuditEventsQuery,
  ListAuditEventsResponse,
} from '@latchkey/contract/messages/audit-events'
import type { AuditKeys } from '@latchkey/core/events/audit-keys'
import {
  type ExportAuditEventsDependencies,
  type ListAuditEventsDependencies,
  makeExportAuditEvents,
  makeListAuditEvents,
} from '@latchkey/core/events/list-audit-events'
import { auditEventToWire } from '../../mapping/audit-event.ts'
import { exportStream } from '../../mapping/audit-export.ts'
import { workspaceOf } from '../../mapping/control-target.ts'
import { auditRequestFromWire } from '../../mapping/page.ts'
import type { ControlHandler } from '../../operation.ts'

export interface WorkspaceAuditDependencies extends ListAuditEventsDependencies, ExportAuditEventsDependencies {
  readonly auditKeys: Pick<AuditKeys, 'pages'>
}

/** What happened in a workspace, by operation id. */
export function makeWorkspaceAuditHandlers(deps: WorkspaceAuditDependencies) {
  const listAuditEvents = makeListAuditEvents(deps)
  const exportAuditEvents = makeExportAuditEvents(deps)
  return {
    listWorkspaceAuditEvents: async (call) => {
      const chain = { chainId: workspaceOf(call).id, pageKeys: deps.auditKeys.pages }
      const { auditEvents, nextPageToken } = await listAuditEvents(
        chain,
        auditRequestFromWire(call.query as ListAuditEventsQuery),
      )
      const body: ListAuditEventsResponse = {
        audit_events: auditEvents.map(auditEventToWire),
        next_page_token: nextPageToken,
      }
      return { status: 200, body }
    },
    exportWorkspaceAuditEvents: async (call) => {
      const { filter = '', format } = call.query as ExportAuditEventsQuery
      return { status: 200, stream: await exportStream(exportAuditEvents(workspaceOf(call).id, filter), format) }
    },
  } satisfies Record<string, ControlHandler>
}
