import type { Membership } from '../access/membership.ts'
import type { AuditCaller, AuditEntry } from '../events/audit-event.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { JsonObject } from '../key/json.ts'
import type { Awaitable } from './awaitable.ts'
import type { Instant } from './clock.ts'

export type ProjectEnvironment = 'prod' | 'stage' | 'dev'
/** A deleted project is invisible to everything but the job that removes its rows. */
export type ProjectState = 'running' | 'suspended' | 'deleted'

export interface WorkspaceRecord {
  readonly id: string
  readonly name: string
  /** Name of a plan in the server configuration; empty for the default plan. */
  readonly plan: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
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
  /** 1, 2, 3 …: one per change of name, hosts or `config`. */
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

/** One change of a project's settings, for whoever asks what changed, when and by whom. */
export interface ProjectRevision {
  readonly revision: number
  readonly config: JsonObject
  readonly author: AuditCaller
  readonly createdAt: Instant
}

/** How many keys that are not revoked were issued under a prefix and an HMAC secret. */
export interface LiveKeyCount {
  readonly prefix: string
  readonly hmacSecretId: string
  readonly live: number
}

/** Where workspaces, projects and their sealed secrets live. Same atomicity and outage rules as `KeyStore`. */
export interface ProjectStore {
  findProject(reference: ProjectReference): Awaitable<StoredProject | undefined>
  /** The oldest project of the server: the default one. */
  findDefaultProject(): Awaitable<StoredProject | undefined>
  /** In the order of their creation; of one workspace when it is named. */
  listProjects(workspaceId?: string): Awaitable<readonly ProjectRecord[]>
  /** Projects whose rows are still to be removed. */
  listDeletedProjects(): Awaitable<readonly ProjectRecord[]>
  listWorkspaces(): Awaitable<readonly WorkspaceRecord[]>
  findWorkspace(id: string): Awaitable<WorkspaceRecord | undefined>
  /** Rejects with `conflict` when the id is taken. `owner`: becomes a member in the same transaction. */
  createWorkspace(workspace: WorkspaceRecord, audit: AuditEntry, owner?: Membership): Promise<void>
  /** Compare-and-set. Every server that holds a project of the workspace is told. `undefined`: no such workspace. */
  changeWorkspace(id: string, decide: (current: WorkspaceRecord) => WorkspaceChange): Promise<WorkspaceChange | undefined>
  /**
   * Rejects with `conflict` when the slug or a host is taken, and with `project_quota_exceeded` (metadata `limit`,
   * `current_usage`) when the workspace has `projectsMax` projects already; then writes nothing.
   */
  createProject(project: ProjectRecord, secrets: readonly SealedSecret[], audit: AuditEntry, projectsMax?: number): Promise<void>
  /**
   * Compare-and-set on the whole record: `decide` sees the current one and returns its successor with the secrets as they
   * become. Resolves to `undefined` when there is no such project. Every server that holds the project is told.
   * A change that sets the state `deleted` frees the hosts, writes its audit entry to the chain of the workspace, and makes
   * the project invisible at once.
   */
  changeProject(id: ProjectId, decide: (current: StoredProject) => ProjectChange): Promise<ProjectChange | undefined>
  /**
   * Removes up to `limit` rows of a deleted project (keys, secrets, settings, access keys, memberships, audit chain), and
   * the project itself at the end. Resolves to false when nothing of it is left.
   */
  removeDeletedProject(id: ProjectId, limit: number): Promise<boolean>
  /** Newest first. */
  listRevisions(id: ProjectId, limit: number): Awaitable<readonly ProjectRevision[]>
  countLiveKeys(id: ProjectId): Awaitable<readonly LiveKeyCount[]>
  /** Keys of both origins that count towards the key quota. */
  countQuotaUse(id: ProjectId): Awaitable<number>
}

export interface WorkspaceChange {
  readonly workspace: WorkspaceRecord
  readonly audit: AuditEntry
}

export interface ProjectChange {
  readonly project: ProjectRecord
  /** The full set of secrets afterwards. */
  readonly secrets: readonly SealedSecret[]
  readonly audit: AuditEntry
}
