import type { AccessPermission } from '@latchkey/core/access/access-permissions'
import { DomainError } from '@latchkey/core/errors/domain-error'
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
  /** How many changes of projects and credentials this process had heard of by then. */
  readonly heard: number
}

export interface Admission extends PublicAdmission {
  readonly caller: AdminCaller
}

/** Decides who gets in, and to which project. Nothing behind it looks at hosts, paths or credentials of callers again. */
export interface Gate {
  /** The admin surface: rejects with `unauthorized`, `forbidden`, `feature_not_available` or `too_many_requests`. */
  admitAdmin(facts: RequestFacts, presented: Presented, permission: AccessPermission): Awaitable<Admission>
  /**
   * The same again when the body is there, without counting: it may have taken seconds to come, and whoever was shut out
   * meanwhile does nothing any more. The project is as it is by now.
   */
  confirmAdmin(
    admission: Admission,
    facts: RequestFacts,
    presented: Presented,
    permission: AccessPermission,
  ): Awaitable<Admission>
  /** The public surface: anyone; rejects with `not_found` when the request names no project. */
  admitPublic(address: Address): Awaitable<PublicAdmission>
  confirmPublic(admission: PublicAdmission, address: Address): Awaitable<PublicAdmission>
}

/** Whether a domain name that is no project's is the server's own; any other is nobody's. */
export type OwnHostTest = (host: string) => boolean

export interface GateParts {
  readonly authenticator: Pick<Authenticator, 'authenticate'>
  readonly projects: ProjectResolver
  readonly limitApi: ApiRateLimiter
  readonly isOwnHost: OwnHostTest
  /** Grows with every change of a project or a credential that this process makes or hears of. */
  readonly changesHeard: () => number
}

export function makeGate({ authenticator, limitApi, changesHeard, ...parts }: GateParts): Gate {
  const { projectOf, publicProjectOf } = makeProjectFinder(parts)
  const judge = (facts: RequestFacts, presented: Presented, permission: AccessPermission) =>
    whenReady(authenticator.authenticate(presented, facts), (caller) =>
      whenReady(projectOf(facts.address, caller), (project) => {
        requirePermission(caller, project, permission)
        requireServing(project)
        return { project, caller }
      }),
    )
  const judgePublic = (address: Address): Awaitable<Project> =>
    whenReady(publicProjectOf(address), (project) => {
      requireServing(project)
      return project
    })

  return {
    admitAdmin(facts, presented, permission) {
      const heard = changesHeard()
      return whenReady(judge(facts, presented, permission), ({ project, caller }) =>
        whenReady(limitApi(project, bucketOf(permission)), (rateLimit) => ({ project, caller, rateLimit, heard })),
      )
    },
    confirmAdmin(admission, facts, presented, permission) {
      const heard = changesHeard()
      // Sessions and roles are never remembered, so nothing is heard of them.
      if (admission.heard === heard && admission.caller.audit.kind !== 'account') return admission
      return whenReady(judge(facts, presented, permission), (judged) => ({ ...admission, ...judged, heard }))
    },
    admitPublic(address) {
      const heard = changesHeard()
      return whenReady(judgePublic(address), (project) =>
        whenReady(limitApi(project, 'public'), (rateLimit) => ({ project, rateLimit, heard })),
      )
    },
    confirmPublic(admission, address) {
      const heard = changesHeard()
      if (admission.heard === heard) return admission
      return whenReady(judgePublic(address), (project) => ({ ...admission, project, heard }))
    },
  }
}

function makeProjectFinder({ projects, isOwnHost }: Pick<GateParts, 'projects' | 'isOwnHost'>) {
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

  return {
    projectOf: (address: Address, caller: AdminCaller): Awaitable<Project> =>
      whenReady(named(address), (addressed) => {
        if (addressed === undefined && isExplicit(address.reference)) throw new DomainError(caller.blindness)
        if (caller.projectId === undefined) return addressed ?? required(projects.resolveDefault())
        if (addressed === undefined) return required(projects.resolve({ id: caller.projectId }))
        // Someone else's project looks like one that does not exist.
        if (addressed.id !== caller.projectId) throw new DomainError('unauthorized')
        return addressed
      }),
    publicProjectOf: (address: Address): Awaitable<Project> =>
      whenReady(named(address), (addressed) => {
        if (addressed === undefined && isExplicit(address.reference)) throw new DomainError('not_found')
        return whenReady(addressed ?? projects.resolveDefault(), (project) => {
          if (project === undefined) throw new DomainError('not_found')
          return project
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
