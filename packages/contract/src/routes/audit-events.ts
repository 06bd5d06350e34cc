import { ExportAuditEventsQuery, ListAuditEventsQuery, ListAuditEventsResponse } from '../messages/audit-events.ts'
import { WorkspaceParams } from '../messages/workspaces.ts'
import type { RouteDescriptor } from '../route.ts'
import { adminErrors, adminRead, controlErrors, controlRoute } from './common.ts'

const tag = 'Audit'

/** Media types of an export. */
const streams = ['application/jsonl', 'text/csv'] as const

export const auditEventRoutes = [
  {
    ...adminRead,
    plane: 'data',
    tag,
    operationId: 'adminListAuditEvents',
    summary: 'List what happened in a project',
    path: '/v2alpha1/admin/auditEvents',
    permission: 'audit:read',
    query: ListAuditEventsQuery,
    responses: { 200: ListAuditEventsResponse },
    errors: ['bad_request', ...adminErrors],
  },
  {
    ...adminRead,
    plane: 'data',
    tag,
    operationId: 'adminExportAuditEvents',
    summary: 'Everything that happened in a project, as a stream',
    path: '/v2alpha1/admin/auditEvents:export',
    permission: 'audit:read',
    query: ExportAuditEventsQuery,
    responses: { 200: null },
    streams,
    errors: ['bad_request', ...adminErrors],
  },
] as const satisfies readonly RouteDescriptor[]

export const workspaceAuditEventRoutes = [
  {
    ...controlRoute,
    method: 'GET',
    tag,
    operationId: 'listWorkspaceAuditEvents',
    summary: 'List what happened in a workspace: people, projects, API keys of its own',
    path: '/workspaces/{workspace}/audit-events',
    controlPermission: 'audit:read',
    params: WorkspaceParams,
    query: ListAuditEventsQuery,
    responses: { 200: ListAuditEventsResponse },
    errors: ['bad_request', ...controlErrors],
  },
  {
    ...controlRoute,
    method: 'GET',
    tag,
    operationId: 'exportWorkspaceAuditEvents',
    summary: 'Everything that happened in a workspace, as a stream',
    path: '/workspaces/{workspace}/audit-events:export',
    controlPermission: 'audit:read',
    params: WorkspaceParams,
    query: ExportAuditEventsQuery,
    responses: { 200: null },
    streams,
    errors: ['bad_request', ...controlErrors],
  },
] as const satisfies readonly RouteDescriptor[]
