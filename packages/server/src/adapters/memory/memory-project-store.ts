import type { Membership } from '@latchkey/core/access/membership'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AuditCaller, AuditEntry } from '@latchkey/core/events/audit-event'
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
import type { MemoryAccessKeyStore } from './memory-access-key-store.ts'
import type { MemoryAuditLog } from './memory-audit-log.ts'
import type { MemoryChecklistStore } from './memory-checklist-store.ts'
import type { MemoryInvalidationLog } from './memory-invalidation-log.ts'
import type { MemoryKeyStore } from './memory-key-store.ts'
import type { KeptProject, MemoryPlaces } from './memory-places.ts'
import type { MemoryUsageStore } from './memory-usage-store.ts'
import type { MemoryWebhookStore } from './memory-webhook-store.ts'

export interface MemoryProjectStoreParts {
  readonly places: MemoryPlaces
  readonly keys: MemoryKeyStore
  readonly accessKeys: MemoryAccessKeyStore
  readonly usage: MemoryUsageStore
  readonly checklists: MemoryChecklistStore
  readonly webhooks: MemoryWebhookStore
  readonly auditLog: MemoryAuditLog
  readonly invalidations: MemoryInvalidationLog
}

export class MemoryProjectStore implements ProjectStore {
  readonly #places: MemoryPlaces
  readonly #keys: MemoryKeyStore
  readonly #accessKeys: MemoryAccessKeyStore
  readonly #checklists: MemoryChecklistStore
  readonly #webhooks: MemoryWebhookStore
  readonly #usage: MemoryUsageStore
  readonly #auditLog: MemoryAuditLog
  readonly #invalidations: MemoryInvalidationLog

  constructor(parts: MemoryProjectStoreParts) {
    this.#places = parts.places
    this.#keys = parts.keys
    this.#accessKeys = parts.accessKeys
    this.#checklists = parts.checklists
    this.#webhooks = parts.webhooks
    this.#usage = parts.usage
    this.#auditLog = parts.auditLog
    this.#invalidations = parts.invalidations
  }

  findProject(reference: ProjectReference): StoredProject | undefined {
    return this.#stored(this.#visible().find(({ project }) => isMeant(project, reference)))
  }

  findDefaultProject(): StoredProject | undefined {
    return this.#stored(this.#visible()[0])
  }

  listProjects(workspaceId?: string): readonly ProjectRecord[] {
    const projects = this.#visible().map(({ project }) => project)
    return workspaceId === undefined ? projects : projects.filter((project) => project.workspaceId === workspaceId)
  }

  listDeletedProjects(): readonly ProjectRecord[] {
    return [...this.#places.projects.values()].map(({ project }) => project).filter(({ state }) => state === 'deleted')
  }

  listWorkspaces(): readonly WorkspaceRecord[] {
    return [...this.#places.workspaces.values()]
  }

  findWorkspace(id: string): WorkspaceRecord | undefined {
    return this.#places.workspaces.get(id)
  }

  async createWorkspace(workspace: WorkspaceRecord, audit: AuditEntry, owner?: Membership): Promise<void> {
    const { workspaces, accounts } = this.#places
    if (workspaces.has(workspace.id)) throw new DomainError('conflict', { reason: 'the workspace exists already' })
    if (owner !== undefined && !accounts.has(owner.accountId)) {
      throw new DomainError('not_found', { reason: 'account not found' })
    }
    this.#auditLog.append(workspace.id, [audit])
    workspaces.set(workspace.id, workspace)
    if (owner !== undefined) this.#places.join(owner)
  }

  async changeWorkspace(id: string, decide: (current: WorkspaceRecord) => WorkspaceChange): Promise<WorkspaceChange | undefined> {
    const current = this.#places.workspaces.get(id)
    if (current === undefined) return undefined
    const change = decide(current)
    checkWorkspaceChange(current, change)
    this.#auditLog.append(id, [change.audit])
    this.#places.workspaces.set(id, change.workspace)
    for (const project of this.listProjects(id)) this.#invalidations.append({ kind: 'project', projectId: project.id })
    return change
  }

  async createProject(
    project: ProjectRecord,
    secrets: readonly SealedSecret[],
    audit: AuditEntry,
    projectsMax?: number,
  ): Promise<void> {
    this.#places.requirePlace({ workspaceId: project.workspaceId, projectId: undefined })
    if (this.#places.projects.has(project.id)) throw new DomainError('conflict', { reason: 'the project exists already' })
    this.#refuseTakenNames(project)
    const used = this.listProjects(project.workspaceId).length
    if (projectsMax !== undefined && used >= projectsMax) throw projectQuotaExceeded(projectsMax, used)
    this.#auditLog.append(project.id, [audit])
    this.#write({ project, secrets, revisions: [revisionOf(project, audit.caller)] })
  }

  async changeProject(id: ProjectId, decide: (current: StoredProject) => ProjectChange): Promise<ProjectChange | undefined> {
    const kept = this.#places.projects.get(id)
    const current = this.#stored(kept)
    if (kept === undefined || current === undefined || current.project.state === 'deleted') return undefined
    const change = decide(current)
    checkProjectChange(current, change)
    const { project, secrets, audit } = change
    this.#places.requirePlace({ workspaceId: project.workspaceId, projectId: undefined })
    this.#refuseTakenNames(project)
    const isNew = project.revision !== current.project.revision
    const revisions = isNew ? [revisionOf(project, audit.caller), ...kept.revisions] : kept.revisions
    const isDeleted = project.state === 'deleted'
    this.#auditLog.append(isDeleted ? project.workspaceId : id, [audit])
    if (isDeleted) this.#closeProject(id)
    this.#write({ project: isDeleted ? { ...project, hosts: [] } : project, secrets, revisions })
    return change
  }

  async removeDeletedProject(id: ProjectId, limit: number): Promise<boolean> {
    const kept = this.#places.projects.get(id)
    if (kept === undefined) return false
    if (kept.project.state !== 'deleted') {
      throw new DomainError('failed_precondition', { reason: 'only a deleted project can be removed' })
    }
    const keys = this.#keys.removeRows(id, limit)
    if (keys + this.#auditLog.removeEvents(id, limit - keys) >= limit) return true
    this.#keys.reopenProject(id)
    this.#checklists.removeProject(id)
    this.#webhooks.removeProject(id)
    this.#accessKeys.reopenOwner(id)
    this.#usage.removeProject(id)
    this.#places.projects.delete(id)
    return false
  }

  listRevisions(id: ProjectId, limit: number): readonly ProjectRevision[] {
    return this.#visible()
      .filter(({ project }) => project.id === id)
      .flatMap(({ revisions }) => revisions.slice(0, limit))
  }

  countLiveKeys(id: ProjectId): readonly LiveKeyCount[] {
    return this.#keys.countLive(id)
  }

  countQuotaUse(id: ProjectId): number {
    return this.#keys.countQuotaUse(id)
  }

  #closeProject(id: ProjectId): void {
    this.#keys.closeProject(id)
    this.#webhooks.closeProject(id)
    this.#places.closeProject(id)
    for (const hash of this.#accessKeys.closeOwner(id)) this.#invalidations.append({ kind: 'access_key', hash })
  }

  #write(kept: KeptProject): void {
    this.#places.projects.set(kept.project.id, kept)
    this.#invalidations.append({ kind: 'project', projectId: kept.project.id })
  }

  #visible(): readonly KeptProject[] {
    return [...this.#places.projects.values()].filter(({ project }) => project.state !== 'deleted')
  }

  #stored(kept: KeptProject | undefined): StoredProject | undefined {
    const workspace = kept === undefined ? undefined : this.findWorkspace(kept.project.workspaceId)
    if (kept === undefined || workspace === undefined) return undefined
    return { project: kept.project, workspace, secrets: kept.secrets }
  }

  #refuseTakenNames(wanted: ProjectRecord): void {
    for (const { project } of this.#places.projects.values()) {
      if (project.id === wanted.id) continue
      if (project.slug === wanted.slug)
        throw new DomainError('conflict', { reason: 'slug: is taken', metadata: { field: 'slug' } })
      if (project.hosts.some((host) => wanted.hosts.includes(host))) {
        throw new DomainError('conflict', { reason: 'hosts: a host is taken', metadata: { field: 'hosts' } })
      }
    }
  }
}

const revisionOf = ({ revision, config, updatedAt }: ProjectRecord, author: AuditCaller): ProjectRevision => ({
  revision,
  config,
  author,
  createdAt: updatedAt,
})

function isMeant(project: ProjectRecord, reference: ProjectReference): boolean {
  if ('id' in reference) return project.id === reference.id
  if ('slug' in reference) return project.slug === reference.slug
  return project.hosts.includes(reference.host)
}
