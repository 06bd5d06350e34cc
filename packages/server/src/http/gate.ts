import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AccessPermission } from '@latchkey/core/ports/access-key-store'
import { type Awaitable, whenReady } from '@latchkey/core/ports/awaitable'
import type { ProjectReference } from '@latchkey/core/ports/project-store'
import type { Project } from '@latchkey/core/project/project'
import type { Address } from './addressing.ts'
import { type ApiRateLimiter, type ApiRateLimitHeaders, bucketOf } from './api-rate-limit.ts'
import type { AdminCaller, Authenticator, Presented } from './authenticate.ts'
import type { RequestFacts } from './request-facts.ts'

export interface ProjectResolver {
  resolve(reference: ProjectReference): Awaitable<Project | undefined>
  resolveDefault(): Awaitable<Project | undefined>
}

export interface PublicAdmission {
  readonly project: Project
  /** For the answer, where the plan limits the callers of the project. */
  readonly rateLimit: ApiRateLimitHeaders | undefined
}

export interface Admission extends PublicAdmission {
  readonly caller: AdminCaller
}

/** Decides who gets in, and to which project. Nothing behind it looks at hosts, paths or credentials of callers again. */
export interface Gate {
  /** The admin surface: rejects with `unauthorized`, `forbidden`, `feature_not_available` or `too_many_requests`. */
  admitAdmin(facts: RequestFacts, presented: Presented, permission: AccessPermission): Awaitable<Admission>
  /** The public surface: anyone; rejects with `not_found` when the request names no project. */
  admitPublic(address: Address): Awaitable<PublicAdmission>
}

/** Whether a domain name that is no project's is the server's own; any other is nobody's. */
export type OwnHostTest = (host: string) => boolean

export interface GateParts {
  readonly authenticator: Pick<Authenticator, 'authenticate'>
  readonly projects: ProjectResolver
  readonly limitApi: ApiRateLimiter
  readonly isOwnHost: OwnHostTest
}

export function makeGate({ authenticator, projects, limitApi, isOwnHost }: GateParts): Gate {
  const resolve = (reference: ProjectReference | undefined): Awaitable<Project | undefined> =>
    reference === undefined ? undefined : projects.resolve(reference)

  /** `undefined` when the request names none: a bare host, a domain that is nobody's, or a host and a path that disagree. */
  const named = ({ reference, hostBesidePath }: Address): Awaitable<Project | undefined> => {
    if (hostBesidePath === undefined) return resolve(reference)
    return whenReady(resolve(hostBesidePath), (owner) =>
      whenReady(resolve(reference), (project) => (owner === undefined || owner.id === project?.id ? project : undefined)),
    )
  }

  /** A slug or id names a project or nothing; a host may also just be the server's own name. */
  const isExplicit = (reference: ProjectReference | undefined): boolean =>
    reference !== undefined && !('host' in reference && isOwnHost(reference.host))

  const projectOf = (address: Address, caller: AdminCaller): Awaitable<Project> =>
    whenReady(named(address), (addressed) => {
      if (addressed === undefined && isExplicit(address.reference)) throw new DomainError(caller.blindness)
      if (caller.projectId === undefined) return addressed ?? required(projects.resolveDefault())
      if (addressed === undefined) return required(projects.resolve({ id: caller.projectId }))
      // Someone else's project looks like one that does not exist.
      if (addressed.id !== caller.projectId) throw new DomainError('unauthorized')
      return addressed
    })

  return {
    admitAdmin: (facts, presented, permission) =>
      whenReady(authenticator.authenticate(presented, facts), (caller) =>
        whenReady(projectOf(facts.address, caller), (project) => {
          requirePermission(caller, project, permission)
          requireServing(project)
          return whenReady(limitApi(project, bucketOf(permission)), (rateLimit) => ({ project, caller, rateLimit }))
        }),
      ),
    admitPublic: (address) =>
      whenReady(named(address), (addressed) => {
        if (addressed === undefined && isExplicit(address.reference)) throw new DomainError('not_found')
        return whenReady(addressed ?? projects.resolveDefault(), (project) => {
          if (project === undefined) throw new DomainError('not_found')
          requireServing(project)
          return whenReady(limitApi(project, 'public'), (rateLimit) => ({ project, rateLimit }))
        })
      }),
  }
}

const required = (found: Awaitable<Project | undefined>): Awaitable<Project> =>
  whenReady(found, (project) => {
    if (project === undefined) throw new DomainError('unauthorized')
    return project
  })

function requirePermission(caller: AdminCaller, project: Project, permission: AccessPermission): void {
  const permissions = caller.permissionsIn(project)
  if (permissions === undefined) throw new DomainError(caller.blindness)
  if (permissions.has(permission)) return
  throw new DomainError('forbidden', { reason: `this credential lacks the permission ${permission}` })
}

function requireServing(project: Project): void {
  if (!project.apiKeysEnabled) {
    throw new DomainError('feature_not_available', {
      reason: 'API keys are not enabled for this project',
      metadata: { feature: 'api_keys' },
    })
  }
  if (project.state === 'suspended') throw new DomainError('forbidden', { reason: 'the project is suspended' })
}
