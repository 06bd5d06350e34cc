import type { AuditEntry } from '../events/audit-event.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { JsonObject } from '../key/json.ts'
import type { Awaitable } from './awaitable.ts'
import type { Instant } from './clock.ts'

export type ProjectEnvironment = 'prod' | 'stage' | 'dev'
export type ProjectState = 'running' | 'suspended'

export interface WorkspaceRecord {
  readonly id: string
  readonly name: string
  /** Name of a plan in the server configuration; empty for the default plan. */
  readonly plan: string
  readonly createdAt: Instant
}

export interface ProjectRecord {
  readonly id: ProjectId
  readonly workspaceId: string
  /** DNS label, unique on this server: `<slug>.<project_domain>`. */
  readonly slug: string
  readonly name: string
  readonly environment: ProjectEnvironment
  readonly state: ProjectState
  /** False until API keys are enabled for the project; the data plane then answers `feature_not_available`. */
  readonly apiKeysEnabled: boolean
  /** Custom domains, lower case, unique on this server. */
  readonly hosts: readonly string[]
  /** Settings that differ from the defaults, in the JSON shape of a Talos config file. */
  readonly config: JsonObject
  /** 1, 2, 3 …: one per change of `config`. */
  readonly revision: number
  /** The project's data key, sealed under the instance's master key. */
  readonly sealedDataKey: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

export type SecretPurpose = 'hmac' | 'signing'

/** A secret of a project at rest, sealed under the project's data key. */
export interface SealedSecret {
  readonly id: string
  readonly projectId: ProjectId
  readonly purpose: SecretPurpose
  readonly state: 'current' | 'retired'
  readonly sealed: string
  readonly createdAt: Instant
  /** When a retired secret stops verifying; `undefined` while it is current or retired without an end. */
  readonly expiresAt: Instant | undefined
}

/** Everything needed to serve a project. */
export interface StoredProject {
  readonly project: ProjectRecord
  readonly workspace: WorkspaceRecord
  readonly secrets: readonly SealedSecret[]
}

export type ProjectReference = { readonly id: string } | { readonly slug: string } | { readonly host: string }

/** Where workspaces, projects and their sealed secrets live. Same atomicity and outage rules as `KeyStore`. */
export interface ProjectStore {
  findProject(reference: ProjectReference): Awaitable<StoredProject | undefined>
  /** The oldest project of the server: the default one. */
  findDefaultProject(): Awaitable<StoredProject | undefined>
  listProjects(): Awaitable<readonly ProjectRecord[]>
  listWorkspaces(): Awaitable<readonly WorkspaceRecord[]>
  createWorkspace(workspace: WorkspaceRecord): Promise<void>
  /** Rejects with `conflict` when the slug or a host is taken, and then writes nothing. */
  createProject(project: ProjectRecord, secrets: readonly SealedSecret[], audit: AuditEntry): Promise<void>
  /**
   * Compare-and-set on the whole record: `decide` sees the current one and returns its successor with the secrets as they
   * become. Resolves to `undefined` when there is no such project. Every server that holds the project is told.
   */
  changeProject(id: ProjectId, decide: (current: StoredProject) => ProjectChange): Promise<ProjectChange | undefined>
}

export interface ProjectChange {
  readonly project: ProjectRecord
  /** The full set of secrets afterwards. */
  readonly secrets: readonly SealedSecret[]
  readonly audit: AuditEntry
}
