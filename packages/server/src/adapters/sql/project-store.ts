import { isDeepStrictEqual } from 'node:util'
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
import type { SqlCommits } from './commits.ts'
import { listLiveKeyGroups, readLiveKeys } from './live-keys.ts'
import { joinPlace } from './memberships.ts'
import { closeProject, removeRows } from './project-removal.ts'
import { countProjects, insertConfig, insertProject, replaceSecrets, updateProject } from './project-writes.ts'
import {
  findOldestProject,
  findProjectState,
  findStoredProject,
  listDeletedProjects,
  listProjectIds,
  listProjects,
  listRevisions,
} from './projects.ts'
import type { SqlDatabase } from './sql-database.ts'
import type { SqlTransaction } from './transaction.ts'
import { findWorkspace, insertWorkspace, listWorkspaces, updateWorkspace } from './workspaces.ts'

/**
 * Changes of a project run on its chain. What its workspace counts or lets people into (a new project, a deleted one, one that
 * moves) holds the chain of the workspace, too.
 */
export class SqlProjectStore implements ProjectStore {
  readonly #database: SqlDatabase
  readonly #commits: SqlCommits

  constructor({ database, commits }: { readonly database: SqlDatabase; readonly commits: SqlCommits }) {
    this.#database = database
    this.#commits = commits
  }

  findProject(reference: ProjectReference): Promise<StoredProject | undefined> {
    return findStoredProject(this.#database.verification, reference)
  }

  findDefaultProject(): Promise<StoredProject | undefined> {
    return findOldestProject(this.#database.verification)
  }

  listProjects(workspaceId?: string): Promise<readonly ProjectRecord[]> {
    return listProjects(this.#database.administration, workspaceId)
  }

  listDeletedProjects(): Promise<readonly ProjectRecord[]> {
    return listDeletedProjects(this.#database.administration)
  }

  /** In the order of their creation. */
  listWorkspaces(): Promise<readonly WorkspaceRecord[]> {
    return listWorkspaces(this.#database.administration)
  }

  findWorkspace(id: string): Promise<WorkspaceRecord | undefined> {
    return findWorkspace(this.#database.administration, id)
  }

  createWorkspace(workspace: WorkspaceRecord, audit: AuditEntry, owner?: Membership): Promise<void> {
    return this.#commits.run(workspace.id, async (transaction) => {
      const { session } = transaction
      const isNew = await insertWorkspace(session, workspace)
      if (!isNew) throw new DomainError('conflict', { reason: 'the workspace exists already' })
      if (owner !== undefined) await joinPlace(session, owner)
      await transaction.appendAudit(workspace.id, audit)
    })
  }

  changeWorkspace(id: string, decide: (current: WorkspaceRecord) => WorkspaceChange): Promise<WorkspaceChange | undefined> {
    return this.#commits.run(id, async (transaction) => {
      const { session } = transaction
      const current = await findWorkspace(session, id)
      if (current === undefined) return undefined
      const change = decide(current)
      checkWorkspaceChange(current, change)
      await updateWorkspace(session, change.workspace)
      for (const projectId of await listProjectIds(session, id)) {
        transaction.announce({ kind: 'project', projectId }, change.audit.at)
      }
      await transaction.appendAudit(id, change.audit)
      return change
    })
  }

  createProject(
    project: ProjectRecord,
    secrets: readonly SealedSecret[],
    audit: AuditEntry,
    projectsMax?: number,
  ): Promise<void> {
    return this.#commits.run(project.workspaceId, async (transaction) => {
      const { session } = transaction
      await requireWorkspace(transaction, project.workspaceId)
      const used = projectsMax === undefined ? 0 : await countProjects(session, project.workspaceId)
      await insertProject(session, project, audit.caller)
      if (projectsMax !== undefined && used >= projectsMax) throw projectQuotaExceeded(projectsMax, used)
      await replaceSecrets(session, project.id, secrets)
      transaction.announce({ kind: 'project', projectId: project.id }, audit.at)
      await transaction.appendAudit(project.id, audit)
    })
  }

  changeProject(id: ProjectId, decide: (current: StoredProject) => ProjectChange): Promise<ProjectChange | undefined> {
    return this.#commits.run(id, async (transaction) => {
      const current = await findStoredProject(transaction.session, { id })
      if (current === undefined) return undefined
      const change = decide(current)
      checkProjectChange(current, change)
      await lockWorkspaces(transaction, current, change)
      await writeChange(transaction, current, change)
      return change
    })
  }

  removeDeletedProject(id: ProjectId, limit: number): Promise<boolean> {
    const remove = async (transaction: SqlTransaction): Promise<boolean> => {
      const state = await findProjectState(transaction.session, id)
      if (state === undefined) return false
      if (state === 'deleted') return !(await removeRows(transaction, id, limit))
      throw new DomainError('failed_precondition', { reason: 'only a deleted project can be removed' })
    }
    return this.#commits.run(id, remove, limit)
  }

  listRevisions(id: ProjectId, limit: number): Promise<readonly ProjectRevision[]> {
    return listRevisions(this.#database.administration, id, limit)
  }

  async countQuotaUse(id: ProjectId): Promise<number> {
    return (await readLiveKeys(this.#database.administration, id)) ?? 0
  }

  async countLiveKeys(id: ProjectId): Promise<readonly LiveKeyCount[]> {
    const { administration } = this.#database
    return (await readLiveKeys(administration, id)) === undefined ? [] : listLiveKeyGroups(administration, id)
  }
}

async function requireWorkspace({ session }: SqlTransaction, workspaceId: string): Promise<void> {
  const workspace = await findWorkspace(session, workspaceId)
  if (workspace === undefined) throw new DomainError('not_found', { reason: 'workspace not found' })
}

/** Who lets people into the project, counts it or announces it meanwhile, must see it either before or after. */
async function lockWorkspaces(
  transaction: SqlTransaction,
  { project: before }: StoredProject,
  { project: after }: ProjectChange,
): Promise<void> {
  const isMoved = after.workspaceId !== before.workspaceId
  if (isMoved) await requireWorkspace(transaction, after.workspaceId)
  if (!isMoved && after.state !== 'deleted') return
  for (const workspaceId of [before.workspaceId, after.workspaceId].sort()) await transaction.lock(workspaceId)
}

async function writeChange(transaction: SqlTransaction, before: StoredProject, change: ProjectChange): Promise<void> {
  const { session } = transaction
  const { project, secrets, audit } = change
  const isDeleted = project.state === 'deleted'
  await updateProject(session, before.project, isDeleted ? { ...project, hosts: [] } : project)
  if (project.revision !== before.project.revision) await insertConfig(session, project, audit.caller)
  if (isDeleted) {
    await transaction.settleLiveKeys(project.id)
    transaction.forgetSubscribers(project.id)
    for (const hash of await closeProject(session, project.id)) transaction.announce({ kind: 'access_key', hash }, audit.at)
  }
  if (!isDeepStrictEqual(secrets, before.secrets)) await replaceSecrets(session, project.id, secrets)
  transaction.announce({ kind: 'project', projectId: project.id }, audit.at)
  await transaction.appendAudit(isDeleted ? project.workspaceId : project.id, audit)
}
