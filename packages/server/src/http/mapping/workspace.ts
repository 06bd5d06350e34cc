import type {
  CreateWorkspaceBody,
  ListWorkspacesResponse,
  UpdateWorkspaceBody,
  Workspace,
} from '@latchkey/contract/messages/workspaces'
import type { WorkspacePage } from '@latchkey/core/access/list-workspaces'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { formatInstant } from '@latchkey/core/key/instant-text'
import type { WorkspaceRecord } from '@latchkey/core/ports/project-store'

export const workspaceToWire = (workspace: WorkspaceRecord): Workspace => ({
  id: workspace.id,
  name: workspace.name,
  access_policy: 'CHECK_ORGANIZATION_AND_WORKSPACE_MEMBERSHIP',
  organization_id: null,
  subscription_id: null,
  subscription_plan: workspace.plan || null,
  created_at: formatInstant(workspace.createdAt),
  updated_at: formatInstant(workspace.updatedAt),
})

export const workspacePageToWire = ({ workspaces, nextPageToken }: WorkspacePage): ListWorkspacesResponse => ({
  workspaces: workspaces.map(workspaceToWire),
  next_page_token: nextPageToken ?? '',
  has_next_page: nextPageToken !== undefined,
})

export const newWorkspaceFromWire = ({ name }: CreateWorkspaceBody) => ({ name })

/** Throws `feature_not_available` for any way to decide access but membership. */
export function workspaceEditsFromWire({ name, access_policy: policy }: UpdateWorkspaceBody) {
  if (policy === 'CHECK_ACCESS_PERMISSION') {
    throw new DomainError('feature_not_available', { reason: `access_policy: ${policy} is not available on this server` })
  }
  return { name }
}

/** Where a new workspace is read. */
export const workspaceLocation = ({ id }: WorkspaceRecord): { readonly Location: string } => ({ Location: `/workspaces/${id}` })
