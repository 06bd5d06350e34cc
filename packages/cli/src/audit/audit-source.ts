import type { AuditExportQuery, AuditQuery, ListAuditEventsResponse } from '@latchkey/sdk'
import type { CommandCall } from '../command-call.ts'
import { atApi, workspaceMeant } from '../control/place.ts'

/** Where audit events are read: of one project, or of a workspace itself. */
export interface AuditSource {
  listPage(query: AuditQuery): Promise<ListAuditEventsResponse>
  export(query: AuditExportQuery): AsyncGenerator<Uint8Array, void, undefined>
}

/** The workspace with `--workspace`, else the project of the API key. */
export async function auditSource(call: CommandCall): Promise<AuditSource> {
  if (!call.options.isSet('workspace')) return (await call.client()).auditEvents
  const controlPlane = await atApi(call)
  const workspace = await workspaceMeant(call, controlPlane)
  const { auditEvents } = controlPlane
  return {
    listPage: (query) => auditEvents.listPage(workspace, query),
    export: (query) => auditEvents.export(workspace, query),
  }
}
