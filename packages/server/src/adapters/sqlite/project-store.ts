import type { Membership } from '@latchkey/core/access/membership'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AuditEntry } from '@latchkey/core/events/audit-event'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type {
  LiveKeyCount,
  ProjectChange,
  ProjectRecord,
  ProjectReference,
  ProjectRevision,
  ProjectStore,
  SealedSecret,
  StoredProject,
  WorkspaceChange,
  WorkspaceRecord,
} from '@latchkey/core/ports/project-store'
import { checkProjectChange } from '../check-project-change.ts'
import { checkWorkspaceChange } from '../check-workspace-change.ts'
import { projectQuotaExceeded } from '../project-quota-exceeded.ts'
import type { GroupCommit } from './group-commit.ts'
import type { LiveKeyCounter } from './live-key-counter.ts'
import type { MembershipStatements } from './membership-statements.ts'
import type { ProjectRemoval } from './project-removal.ts'
import type { ProjectStatements } from './project-statements.ts'
import { reading } from './storage-failure.ts'
import type { Transaction } from './transaction.ts'
import type { WorkspaceStatements } from './workspace-statements.ts'

export interface SqliteProjectStoreParts {
  readonly workspaces: WorkspaceStatements
  readonly projects: ProjectStatements
  readonly memberships: MembershipStatements
  readonly removal: ProjectRemoval
  readonly liveKeys: LiveKeyCounter
  readonly commits: GroupCommit
}

export class SqliteProjectStore implements ProjectStore {
  readonly #workspaces: WorkspaceStatements
  readonly #projects: ProjectStatements
  readonly #memberships: MembershipStatements
  readonly #removal: ProjectRemoval
  readonly #liveKeys: LiveKeyCounter
  readonly #commits: GroupCommit

  constructor(parts: SqliteProjectStoreParts) {
    this.#workspaces = parts.workspaces
    this.#projects = parts.projects
    this.#memberships = parts.memberships
    this.#removal = parts.removal
    this.#liveKeys = parts.liveKeys
    this.#commits = parts.commits
  }

  findProject(reference: ProjectReference): StoredProject | undefined {
    return reading(() => this.#stored(this.#projects.find(reference)))
  }

  findDefaultProject(): StoredProject | undefined {
    return reading(() => this.#stored(this.#projects.findOldest()))
  }

  listProjects(workspaceId?: string): readonly ProjectRecord[] {
    return reading(() => this.#projects.list(workspaceId))
  }

  listDeletedProjects(): readonly ProjectRecord[] {
    return reading(() => this.#projects.listDeleted())
  }

  /** In the order of their creation. */
  listWorkspaces(): readonly WorkspaceRecord[] {
    return reading(() => this.#workspaces.list())
  }

  findWorkspace(id: string): WorkspaceRecord | undefined {
    return reading(() => this.#workspaces.find(id))
  }

  createWorkspace(workspace: WorkspaceRecord, audit: AuditEntry, owner?: Membership): Promise<void> {
    return this.#commits.run((transaction) => {
      const isNew = this.#workspaces.insert(workspace)
      if (!isNew) throw new DomainError('conflict', { reason: 'the workspace exists already' })
      if (owner !== undefined) this.#memberships.join(owner)
      transaction.appendAudit(workspace.id, audit)
    })
  }

  changeWorkspace(id: string, decide: (current: WorkspaceRecord) => WorkspaceChange): Promise<WorkspaceChange | undefined> {
    return this.#commits.run((transaction) => {
      const current = this.#workspaces.find(id)
      if (current === undefined) return undefined
      const change = decide(current)
      checkWorkspaceChange(current, change)
      this.#workspaces.update(change.workspace)
      for (const project of this.#projects.list(id)) {
        transaction.announce({ kind: 'project', projectId: project.id }, change.audit.at)
      }
      transaction.appendAudit(id, change.audit)
      return change
    })
  }

  createProject(
    project: ProjectRecord,
    secrets: readonly SealedSecret[],
    audit: AuditEntry,
    projectsMax?: number,
  ): Promise<void> {
    return this.#commits.run((transaction) => {
      this.#refuseUnknownWorkspace(project)
      if (this.#projects.findHolder({ id: project.id }) !== undefined) {
        throw new DomainError('conflict', { reason: 'the project exists already' })
      }
      this.#refuseTakenNames(project)
      this.#refuseMoreThan(projectsMax, project.workspaceId)
      this.#projects.insert(project, audit.caller)
      this.#finish(transaction, { project, secrets, audit })
    })
  }

  changeProject(id: ProjectId, decide: (current: StoredProject) => ProjectChange): Promise<ProjectChange | undefined> {
    return this.#commits.run((transaction) => {
      const current = this.#stored(this.#projects.find({ id }))
      if (current === undefined) return undefined
      const change = decide(current)
      checkProjectChange(current, change)
      this.#refuseUnknownWorkspace(change.project)
      this.#refuseTakenNames(change.project)
      this.#projects.update(change.project)
      if (change.project.revision !== current.project.revision) this.#projects.insertConfig(change.project, change.audit.caller)
      if (change.project.state === 'deleted') this.#closeProject(transaction, change)
      this.#finish(transaction, change)
      return change
    })
  }

  removeDeletedProject(id: ProjectId, limit: number): Promise<boolean> {
    return this.#commits.run((transaction) => {
      if (this.#projects.find({ id }) !== undefined) {
        throw new DomainError('failed_precondition', { reason: 'only a deleted project can be removed' })
      }
      if (this.#projects.findHolder({ id }) === undefined) return false
      // Whatever this transaction has written for the project so far goes too.
      transaction.dropChain(id)
      return !this.#removal.removeRows(id, limit)
    }, limit)
  }

  listRevisions(id: ProjectId, limit: number): readonly ProjectRevision[] {
    return reading(() => (this.#projects.find({ id }) === undefined ? [] : this.#projects.listRevisions(id, limit)))
  }

  countQuotaUse(id: ProjectId): number {
    return reading(() => this.#liveKeys.read(id) ?? 0)
  }

  countLiveKeys(id: ProjectId): readonly LiveKeyCount[] {
    return reading(() => (this.#projects.find({ id }) === undefined ? [] : this.#liveKeys.listGroups(id)))
  }

  #closeProject(transaction: Transaction, { project, audit }: ProjectChange): void {
    transaction.settleLiveKeys(project.id)
    transaction.forgetSubscribers(project.id)
    for (const hash of this.#removal.closeProject(project.id)) transaction.announce({ kind: 'access_key', hash }, audit.at)
  }

  #finish(transaction: Transaction, { project, secrets, audit }: ProjectChange): void {
    const isDeleted = project.state === 'deleted'
    this.#projects.replaceHosts(isDeleted ? { ...project, hosts: [] } : project)
    this.#projects.replaceSecrets(project.id, secrets)
    transaction.announce({ kind: 'project', projectId: project.id }, audit.at)
    transaction.appendAudit(isDeleted ? project.workspaceId : project.id, audit)
  }

  #stored(project: ProjectRecord | undefined): StoredProject | undefined {
    const workspace = project === undefined ? undefined : this.#workspaces.find(project.workspaceId)
    if (project === undefined || workspace === undefined) return undefined
    return { project, workspace, secrets: this.#projects.listSecrets(project.id) }
  }

  #refuseUnknownWorkspace({ workspaceId }: ProjectRecord): void {
    const workspace = this.#workspaces.find(workspaceId)
    if (workspace === undefined) throw new DomainError('not_found', { reason: 'workspace not found' })
  }

  #refuseTakenNames({ id, slug, hosts }: ProjectRecord): void {
    const isTaken = (reference: ProjectReference): boolean => (this.#projects.findHolder(reference) ?? id) !== id
    if (isTaken({ slug })) throw new DomainError('conflict', { reason: 'slug: is taken', metadata: { field: 'slug' } })
    if (hosts.some((host) => isTaken({ host }))) {
      throw new DomainError('conflict', { reason: 'hosts: a host is taken', metadata: { field: 'hosts' } })
    }
  }

  #refuseMoreThan(projectsMax: number | undefined, workspaceId: string): void {
    const used = projectsMax === undefined ? 0 : this.#projects.count(workspaceId)
    if (projectsMax === undefined || used < projectsMax) return
    throw projectQuotaExceeded(projectsMax, used)
  }
}
