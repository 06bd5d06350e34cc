import type { Membership } from '@latchkey/core/access/membership'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Account, Invitation } from '@latchkey/core/ports/account-store'
import type { ProjectRecord, ProjectRevision, SealedSecret, WorkspaceRecord } from '@latchkey/core/ports/project-store'

export interface KeptProject {
  readonly project: ProjectRecord
  readonly secrets: readonly SealedSecret[]
  readonly revisions: readonly ProjectRevision[]
}

/** A person and a place. */
export type MembershipReference = Pick<Membership, 'accountId' | 'workspaceId' | 'projectId'>

/** Workspaces, projects and people, which refer to each other. */
export class MemoryPlaces {
  readonly workspaces = new Map<string, WorkspaceRecord>()
  readonly projects = new Map<ProjectId, KeptProject>()
  readonly accounts = new Map<string, Account>()
  readonly invitations = new Map<string, Invitation>()
  #memberships: readonly Membership[] = []

  /** In the order of joining. */
  get memberships(): readonly Membership[] {
    return this.#memberships
  }

  findMembership(reference: MembershipReference): Membership | undefined {
    return this.#memberships.find((one) => isSamePlace(one, reference))
  }

  join(membership: Membership): void {
    this.#memberships = [...this.#memberships, membership]
  }

  /** Puts another membership into the place of one, or takes it away. */
  replaceMembership(reference: MembershipReference, after: Membership | undefined): void {
    this.#memberships = this.#memberships.flatMap((one) => {
      if (!isSamePlace(one, reference)) return one
      return after ?? []
    })
  }

  /** Ends every membership of a project and every invitation to it. */
  closeProject(projectId: ProjectId): void {
    this.#memberships = this.#memberships.filter((one) => one.projectId !== projectId)
    for (const { id, projectId: place } of this.invitations.values()) if (place === projectId) this.invitations.delete(id)
  }

  /** Throws `not_found` unless the workspace exists and the project, where there is one, is in it. */
  requirePlace({ workspaceId, projectId }: Pick<Membership, 'workspaceId' | 'projectId'>): void {
    if (!this.workspaces.has(workspaceId)) throw new DomainError('not_found', { reason: 'workspace not found' })
    if (projectId === undefined) return
    const project = this.projects.get(projectId)?.project
    if (project === undefined || project.workspaceId !== workspaceId || project.state === 'deleted') {
      throw new DomainError('not_found', { reason: 'project not found' })
    }
  }
}

const isSamePlace = (one: MembershipReference, other: MembershipReference): boolean =>
  one.accountId === other.accountId && one.workspaceId === other.workspaceId && one.projectId === other.projectId
