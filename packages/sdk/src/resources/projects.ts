import type {
  CreateProjectBody,
  JsonPatch,
  Project,
  ProjectMetadata,
  ProjectRevision,
  ProjectSecret,
  ProjectUpdate,
  RotateProjectSecretBody,
  RotateProjectSecretResponse,
  SetProjectBody,
} from '../messages.ts'
import type { CallOptions, Transport } from '../transport.ts'

/** The projects that the credential may see; each is named by its id or slug. */
export class Projects {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** All of them; a project API key sees exactly its own. */
  async list(options?: CallOptions): Promise<ProjectMetadata[]> {
    return (await this.#transport.send('listProjects', {}, options)) as ProjectMetadata[]
  }

  /** Makes a project with secrets of its own. Never retried: a second try would make a second project. */
  async create(request: CreateProjectBody, options?: CallOptions): Promise<Project> {
    return (await this.#transport.send('createProject', { body: request }, options)) as Project
  }

  /** With its effective settings: defaults made explicit, never a secret. */
  async get(project: string, options?: CallOptions): Promise<Project> {
    return (await this.#transport.send('getProject', { path: { project_id: project } }, options)) as Project
  }

  /** Replaces the name and all settings; what is not mentioned falls back to its default. */
  async update(project: string, replacement: SetProjectBody, options?: CallOptions): Promise<ProjectUpdate> {
    const request = { path: { project_id: project }, body: replacement }
    return (await this.#transport.send('setProject', request, options)) as ProjectUpdate
  }

  /** Changes the project as `get` shows it (JSON Patch, RFC 6902). */
  async patch(project: string, operations: readonly JsonPatch[], options?: CallOptions): Promise<ProjectUpdate> {
    const request = { path: { project_id: project }, body: operations }
    return (await this.#transport.send('patchProject', request, options)) as ProjectUpdate
  }

  /** The same, refused with `conflict` when the project is no longer at the revision that was read. */
  async patchWithRevision(
    project: string,
    revisionId: string,
    operations: readonly JsonPatch[],
    options?: CallOptions,
  ): Promise<ProjectUpdate> {
    const request = { path: { project_id: project, revision_id: revisionId }, body: operations }
    return (await this.#transport.send('patchProjectWithRevision', request, options)) as ProjectUpdate
  }

  /** Ends the project at once and removes all that is in it. Final. */
  async delete(project: string, options?: CallOptions): Promise<void> {
    await this.#transport.send('purgeProject', { path: { project_id: project } }, options)
  }

  /** Switches API keys on for a project that was made without. */
  async enable(project: string, options?: CallOptions): Promise<Project> {
    return (await this.#transport.send('enableProjectApiKeys', { path: { project } }, options)) as Project
  }

  /** Stops every call of the project's data plane until it is resumed. */
  async suspend(project: string, options?: CallOptions): Promise<Project> {
    return (await this.#transport.send('suspendProject', { path: { project } }, options)) as Project
  }

  async resume(project: string, options?: CallOptions): Promise<Project> {
    return (await this.#transport.send('resumeProject', { path: { project } }, options)) as Project
  }

  /** The secrets that sign and verify, without the secrets themselves. */
  async secrets(project: string, options?: CallOptions): Promise<ProjectSecret[]> {
    const answer = await this.#transport.send('listProjectSecrets', { path: { project } }, options)
    return (answer as { secrets: ProjectSecret[] }).secrets
  }

  /** A new secret for issued keys and macaroons. Never retried: a second rotation would retire the first one's secret. */
  async rotateHmacSecret(
    project: string,
    rotation: RotateProjectSecretBody,
    options?: CallOptions,
  ): Promise<RotateProjectSecretResponse> {
    const request = { path: { project }, body: rotation }
    return (await this.#transport.send('rotateProjectHmacSecret', request, options)) as RotateProjectSecretResponse
  }

  /** A new key for derived JWTs. Never retried. */
  async rotateSigningKey(
    project: string,
    rotation: RotateProjectSecretBody,
    options?: CallOptions,
  ): Promise<RotateProjectSecretResponse> {
    const request = { path: { project }, body: rotation }
    return (await this.#transport.send('rotateProjectSigningKey', request, options)) as RotateProjectSecretResponse
  }

  /** Drops a retired secret: what it still verified stops verifying. */
  async deleteSecret(project: string, secretId: string, options?: CallOptions): Promise<void> {
    await this.#transport.send('deleteProjectSecret', { path: { project, secret_id: secretId } }, options)
  }

  /** The last changes of the project, newest first, with who made them and when. */
  async revisions(project: string, options?: CallOptions): Promise<ProjectRevision[]> {
    const answer = await this.#transport.send('listProjectRevisions', { path: { project } }, options)
    return (answer as { revisions: ProjectRevision[] }).revisions
  }
}
