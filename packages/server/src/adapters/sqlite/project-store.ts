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
import type { GroupCommit } from './group-commit.ts'
import type { ProjectStatements } from './project-statements.ts'
import { reading } from './storage-failure.ts'
import type { Transaction } from './transaction.ts'

export class SqliteProjectStore implements ProjectStore {
  readonly #statements: ProjectStatements
  readonly #commits: GroupCommit

  constructor(statements: ProjectStatements, commits: GroupCommit) {
    this.#statements = statements
    this.#commits = commits
  }

  findProject(reference: ProjectReference): StoredProject | undefined {
    return reading(() => this.#stored(this.#statements.find(reference)))
  }

  findDefaultProject(): StoredProject | undefined {
    return reading(() => this.#stored(this.#statements.findOldest()))
  }

  /** In the order of their creation. */
  listProjects(): readonly ProjectRecord[] {
    return reading(() => this.#statements.list())
  }

  /** In the order of their creation. */
  listWorkspaces(): readonly WorkspaceRecord[] {
    return reading(() => this.#statements.listWorkspaces())
  }

  /** Rejects with `conflict` when the id is taken. */
  createWorkspace(workspace: WorkspaceRecord): Promise<void> {
    return this.#commits.run(() => {
      const isNew = this.#statements.insertWorkspace(workspace)
      if (!isNew) throw new DomainError('conflict', { reason: 'the workspace exists already' })
    })
  }

  createProject(project: ProjectRecord, secrets: readonly SealedSecret[], audit: AuditEntry): Promise<void> {
    return this.#commits.run((transaction) => {
      this.#refuseUnknownWorkspace(project)
      if (this.#statements.find({ id: project.id }) !== undefined) {
        throw new DomainError('conflict', { reason: 'the project exists already' })
      }
      this.#refuseTakenNames(project)
      this.#statements.insert(project)
      this.#finish(transaction, { project, secrets, audit })
    })
  }

  changeProject(id: ProjectId, decide: (current: StoredProject) => ProjectChange): Promise<ProjectChange | undefined> {
    return this.#commits.run((transaction) => {
      const current = this.#stored(this.#statements.find({ id }))
      if (current === undefined) return undefined
      const change = decide(current)
      checkProjectChange(current, change)
      this.#refuseUnknownWorkspace(change.project)
      this.#refuseTakenNames(change.project)
      this.#statements.update(change.project)
      if (change.project.revision !== current.project.revision) this.#statements.insertConfig(change.project)
      this.#finish(transaction, change)
      return change
    })
  }

  #finish(transaction: Transaction, { project, secrets, audit }: ProjectChange): void {
    this.#statements.replaceHosts(project)
    this.#statements.replaceSecrets(project.id, secrets)
    transaction.announce({ kind: 'project', projectId: project.id }, audit.at)
    transaction.appendAudit(project.id, audit)
  }

  #stored(project: ProjectRecord | undefined): StoredProject | undefined {
    const workspace = project === undefined ? undefined : this.#statements.findWorkspace(project.workspaceId)
    if (project === undefined || workspace === undefined) return undefined
    return { project, workspace, secrets: this.#statements.listSecrets(project.id) }
  }

  #refuseUnknownWorkspace({ workspaceId }: ProjectRecord): void {
    const workspace = this.#statements.findWorkspace(workspaceId)
    if (workspace === undefined) throw new DomainError('not_found', { reason: 'workspace not found' })
  }

  #refuseTakenNames({ id, slug, hosts }: ProjectRecord): void {
    const isTaken = (reference: ProjectReference): boolean => (this.#statements.find(reference)?.id ?? id) !== id
    if (isTaken({ slug })) throw new DomainError('conflict', { reason: 'slug: is taken', metadata: { field: 'slug' } })
    if (hosts.some((host) => isTaken({ host }))) {
      throw new DomainError('conflict', { reason: 'hosts: a host is taken', metadata: { field: 'hosts' } })
    }
  }
}
