import { ListWorkspaceProjectsResponse } from '../messages/workspace-projects.ts'
import {
  CreateWorkspaceBody,
  ListWorkspacesQuery,
  ListWorkspacesResponse,
  UpdateWorkspaceBody,
  Workspace,
  WorkspaceParams,
} from '../messages/workspaces.ts'
import type { RouteDescriptor } from '../route.ts'
import { bodyErrors, controlErrors, controlRoute, locationHeader } from './common.ts'

const tag = 'Workspaces'

export const workspaceRoutes = [
  {
    ...controlRoute,
    method: 'GET',
    tag,
    operationId: 'listWorkspaces',
    summary: 'List the workspaces that the caller belongs to',
    path: '/workspaces',
    query: ListWorkspacesQuery,
    responses: { 200: ListWorkspacesResponse },
    errors: ['bad_request', ...controlErrors],
  },
  {
    ...controlRoute,
    method: 'POST',
    tag,
    operationId: 'createWorkspace',
    summary: 'Create a workspace, for administrators of the server',
    path: '/workspaces',
    body: CreateWorkspaceBody,
    bodyExample: { name: 'Payments' },
    responses: { 201: Workspace },
    responseHeaders: locationHeader,
    errors: [...bodyErrors, ...controlErrors],
  },
  {
    ...controlRoute,
    method: 'GET',
    tag,
    operationId: 'getWorkspace',
    summary: 'Read a workspace',
    path: '/workspaces/{workspace}',
    controlPermission: 'workspace:read',
    params: WorkspaceParams,
    responses: { 200: Workspace },
    errors: ['bad_request', ...controlErrors],
  },
  {
    ...controlRoute,
    method: 'PUT',
    tag,
    operationId: 'updateWorkspace',
    summary: 'Change a workspace',
    path: '/workspaces/{workspace}',
    controlPermission: 'workspace:update',
    params: WorkspaceParams,
    body: UpdateWorkspaceBody,
    bodyExample: { name: 'Payments' },
    responses: { 200: Workspace },
    errors: [...bodyErrors, 'feature_not_available', ...controlErrors],
  },
  {
    ...controlRoute,
    method: 'GET',
    tag,
    operationId: 'listWorkspaceProjects',
    summary: 'List the projects of a workspace',
    path: '/workspaces/{workspace}/projects',
    controlPermission: 'workspace:read',
    params: WorkspaceParams,
    responses: { 200: ListWorkspaceProjectsResponse },
    errors: ['bad_request', ...controlErrors],
  },
] as const satisfies readonly RouteDescriptor[]
