import { invalidField } from '../errors/domain-error.ts'
import type { ProjectStore, WorkspaceRecord } from '../ports/project-store.ts'
import { type ControlCaller, standingOf } from './control-caller.ts'

export interface ListWorkspacesDependencies {
  readonly projectStore: Pick<ProjectStore, 'listWorkspaces'>
}

export interface ListWorkspacesRequest {
  readonly pageSize: number
  /** As the page before gave it; `undefined` for the first page. */
  readonly pageToken: string | undefined
}

export interface WorkspacePage {
  readonly workspaces: readonly WorkspaceRecord[]
  /** `undefined` on the last page. */
  readonly nextPageToken: string | undefined
}

/** The workspaces that the caller belongs to, oldest first. Throws `bad_request` for a page token that is not of this list. */
export const makeListWorkspaces =
  ({ projectStore }: ListWorkspacesDependencies) =>
  async (caller: ControlCaller, { pageSize, pageToken }: ListWorkspacesRequest): Promise<WorkspacePage> => {
    const all = await projectStore.listWorkspaces()
    const seen = all.filter(({ id }) => standingOf(caller, { workspaceId: id }) !== undefined)
    const start = pageToken === undefined ? 0 : startAfter(seen, pageToken)
    const workspaces = seen.slice(start, start + pageSize)
    const isLast = start + pageSize >= seen.length
    return { workspaces, nextPageToken: isLast ? undefined : workspaces.at(-1)?.id }
  }

function startAfter(seen: readonly WorkspaceRecord[], pageToken: string): number {
  const index = seen.findIndex(({ id }) => id === pageToken)
  if (index === -1) throw invalidField('page_token', 'does not belong to this list')
  return index + 1
}
