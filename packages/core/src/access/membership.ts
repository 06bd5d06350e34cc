import type { ProjectId } from '../key/api-key.ts'
import type { Instant } from '../ports/clock.ts'
import type { Role } from './roles.ts'

/** A role in a workspace with all of its projects, or in one project only. */
export interface Membership {
  readonly accountId: string
  readonly workspaceId: string
  /** `undefined`: the whole workspace. */
  readonly projectId: ProjectId | undefined
  readonly role: Role
  readonly createdAt: Instant
}
