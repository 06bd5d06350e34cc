import type { CreateWorkspaceBody, ListWorkspacesResponse, ProjectMetadata, UpdateWorkspaceBody, Workspace } from '../messages.ts'
import { walkPages } from '../pages.ts'
import type { CallOptions, Transport } from '../transport.ts'

export interface WorkspacePageQuery {
  readonly page_size?: number | undefined
  readonly page_token?: string | undefined
}

/** The workspaces that the credential may see. */
export class Workspaces {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  async listPage(query: WorkspacePageQuery = {}, options?: CallOptions): Promise<ListWorkspacesResponse> {
    return (await this.#transport.send('listWorkspaces', { query: { ...query } }, options)) as ListWorkspacesResponse
  }

  /** Every workspace, page by page. */
  list(query: WorkspacePageQuery = {}, options?: CallOptions): AsyncGenerator<Workspace, void, undefined> {
    return walkPages(
      query,
      (page) => this.listPage(page, options),
      (page) => page.workspaces,
    )
  }

  /** For administrators of the server. Never retried: a second try would make a second workspace. */
  async create(request: CreateWorkspaceBody, options?: CallOptions): Promise<Workspace> {
    return (await this.#transport.send('createWorkspace', { body: request }, options)) as Workspace
  }

  async get(workspace: string, options?: CallOptions): Promise<Workspace> {
    return (await this.#transport.send('getWorkspace', { path: { workspace } }, options)) as Workspace
  }

  async update(workspace: string, changes: UpdateWorkspaceBody, options?: CallOptions): Promise<Workspace> {
    return (await this.#transport.send('updateWorkspace', { path: { workspace }, body: changes }, options)) as Workspace
  }

  async projects(workspace: string, options?: CallOptions): Promise<ProjectMetadata[]> {
    const answer = await this.#transport.send('listWorkspaceProjects', { path: { workspace } }, options)
    return (answer as { projects: ProjectMetadata[] }).projects
  }
}
