import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AuditEntry } from '@latchkey/core/events/audit-event'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type {
  ProjectChange,
  ProjectRecord,
  ProjectReference,
  ProjectStore,
  SealedSecret,
  StoredProject,
  WorkspaceRecord,
} from '@latchkey/core/ports/project-store'
import { checkProjectChange } from '../check-project-change.ts'
import type { MemoryAuditLog } from './memory-audit-log.ts'
import type { MemoryInvalidationLog } from './memory-invalidation-log.ts'

interface Kept {
  readonly project: ProjectRecord
  readonly secrets: readonly SealedSecret[]
}

export class MemoryProjectStore implements ProjectStore {
  readonly #workspaces = new Map<string, WorkspaceRecord>()
  readonly #projects = new Map<string, Kept>()
  readonly #auditLog: MemoryAuditLog
  readonly #invalidations: MemoryInvalidationLog

  constructor(auditLog: MemoryAuditLog, invalidations: MemoryInvalidationLog) {
    this.#auditLog = auditLog
    this.#invalidations = invalidations
  }

  findProject(reference: ProjectReference): StoredProject | undefined {
    return this.#stored([...this.#projects.values()].find(({ project }) => isMeant(project, reference)))
  }

  findDefaultProject(): StoredProject | undefined {
    return this.#stored(this.#projects.values().next().value)
  }

  listProjects(): readonly ProjectRecord[] {
    return [...this.#projects.values()].map(({ project }) => project)
  }

  listWorkspaces(): readonly WorkspaceRecord[] {
    return [...this.#workspaces.values()]
  }

  async createWorkspace(workspace: WorkspaceRecord): Promise<void> {
    if (this.#workspaces.has(workspace.id)) throw new DomainError('conflict', { reason: 'the workspace exists already' })
    this.#workspaces.set(workspace.id, workspace)
  }

  async createProject(project: ProjectRecord, secrets: readonly SealedSecret[], audit: AuditEntry): Promise<void> {
    if (!this.#workspaces.has(project.workspaceId)) throw new DomainError('not_found', { reason: 'workspace not found' })
    if (this.#projects.has(project.id)) throw new DomainError('conflict', { reason: 'the project exists already' })
    this.#refuseTakenNames(project)
    this.#auditLog.append(project.id, [audit])
    this.#write(project, secrets)
  }

  async changeProject(id: ProjectId, decide: (current: StoredProject) => ProjectChange): Promise<ProjectChange | undefined> {
    const current = this.#stored(this.#projects.get(id))
    if (current === undefined) return undefined
    const change = decide(current)
    checkProjectChange(current, change)
    if (!this.#workspaces.has(change.project.workspaceId)) throw new DomainError('not_found', { reason: 'workspace not found' })
    this.#refuseTakenNames(change.project)
    this.#auditLog.append(id, [change.audit])
    this.#write(change.project, change.secrets)
    return change
  }

  #write(project: ProjectRecord, secrets: readonly SealedSecret[]): void {
    this.#projects.set(project.id, { project, secrets })
    this.#invalidations.append({ kind: 'project', projectId: project.id })
  }

  #stored(kept: Kept | undefined): StoredProject | undefined {
    const workspace = kept === undefined ? undefined : this.#workspaces.get(kept.project.workspaceId)
    return kept === undefined || workspace === undefined ? undefined : { ...kept, workspace }
  }

  #refuseTakenNames(wanted: ProjectRecord): void {
    for (const { project } of this.#projects.values()) {
      if (project.id === wanted.id) continue
      if (project.slug === wanted.slug)
        throw new DomainError('conflict', { reason: 'slug: is taken', metadata: { field: 'slug' } })
      if (project.hosts.some((host) => wanted.hosts.includes(host))) {
        throw new DomainError('conflict', { reason: 'hosts: a host is taken', metadata: { field: 'hosts' } })
      }
    }
  }
}

function isMeant(project: ProjectRecord, reference: ProjectReference): boolean {
  if ('id' in reference) return project.id === reference.id
  if ('slug' in reference) return project.slug === reference.slug
  return project.hosts.includes(reference.host)
}
