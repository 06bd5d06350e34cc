import { type ListWorkspacesQuery, WORKSPACES_PAGE_SIZE_DEFAULT } from '@latchkey/contract/messages/workspaces'
import { type ListWorkspacesDependencies, makeListWorkspaces } from '@latchkey/core/access/list-workspaces'
import { workspacePageToWire } from '../../mapping/workspace.ts'
import type { ControlHandler } from '../../operation.ts'

export function makeListWorkspacesHandler(deps: ListWorkspacesDependencies): ControlHandler {
  const listWorkspaces = makeListWorkspaces(deps)
  return async ({ caller, query }) => {
    const { page_size: pageSize = WORKSPACES_PAGE_SIZE_DEFAULT, page_token: pageToken } = query as ListWorkspacesQuery
    const page = await listWorkspaces(caller, { pageSize, pageToken: pageToken || undefined })
    return { status: 200, body: workspacePageToWire(page) }
  }
}
