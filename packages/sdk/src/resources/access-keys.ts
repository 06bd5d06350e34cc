import type { CreateProjectApiKeyBody, CreateWorkspaceApiKeyBody, ProjectApiKey, WorkspaceApiKey } from '../messages.ts'
import type { CallOptions, Transport } from '../transport.ts'

/** The credentials for this API itself: project API keys for the data plane, workspace API keys for the control plane. */
export class AccessKeys {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  async listOfProject(project: string, options?: CallOptions): Promise<ProjectApiKey[]> {
    return (await this.#transport.send('listProjectApiKeys', { path: { project } }, options)) as ProjectApiKey[]
  }

  /** `value` is shown this once. Never retried: the secret of a first try would be lost. */
  async createForProject(project: string, request: CreateProjectApiKeyBody, options?: CallOptions): Promise<ProjectApiKey> {
    return (await this.#transport.send('createProjectApiKey', { path: { project }, body: request }, options)) as ProjectApiKey
  }

  /** The key is refused at once. */
  async deleteOfProject(project: string, id: string, options?: CallOptions): Promise<void> {
    await this.#transport.send('deleteProjectApiKey', { path: { project, token_id: id } }, options)
  }

  async listOfWorkspace(workspace: string, options?: CallOptions): Promise<WorkspaceApiKey[]> {
    return (await this.#transport.send('listWorkspaceApiKeys', { path: { workspace } }, options)) as WorkspaceApiKey[]
  }

  /** `value` is shown this once. Never retried. */
  async createForWorkspace(
    workspace: string,
    request: CreateWorkspaceApiKeyBody,
    options?: CallOptions,
  ): Promise<WorkspaceApiKey> {
    const sent = { path: { workspace }, body: request }
    return (await this.#transport.send('createWorkspaceApiKey', sent, options)) as WorkspaceApiKey
  }

  /** The key is refused at once. */
  async deleteOfWorkspace(workspace: string, id: string, options?: CallOptions): Promise<void> {
    await this.#transport.send('deleteWorkspaceApiKey', { path: { workspace, token_id: id } }, options)
  }
}
