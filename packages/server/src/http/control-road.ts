import type { RouteDescriptor } from '@latchkey/contract/routes'
import { type ControlCaller, type Place, requireControl, standingOf } from '@latchkey/core/access/control-caller'
import { requireProof } from '@latchkey/core/access/require-proof'
import { DomainError, invalidField } from '@latchkey/core/errors/domain-error'
import type { Clock } from '@latchkey/core/ports/clock'
import type { ProjectStore, StoredProject } from '@latchkey/core/ports/project-store'
import type { FastifyRequest } from 'fastify'
import type { Authenticator } from './authenticate.ts'
import type { Road } from './mount-route.ts'
import type { ControlHandler, ControlTarget } from './operation.ts'
import { getFacts, originOf } from './request-facts.ts'
import type { ServerHostGuard } from './server-host.ts'

export interface ControlRoadParts {
  readonly authenticator: Pick<Authenticator, 'authenticateControl'>
  readonly requireServerHost: ServerHostGuard
  readonly projects: Pick<ProjectStore, 'findProject' | 'findWorkspace'>
  readonly clock: Pick<Clock, 'now'>
  /** By operation id; a route without a handler is a start-up error. */
  readonly handlers: Readonly<Record<string, ControlHandler>>
}

interface Admitted {
  readonly caller: ControlCaller
  readonly target: ControlTarget
}

const NOWHERE: ControlTarget = { workspace: undefined, stored: undefined }

/**
 * Operations on workspaces and projects. What a caller cannot see is answered like what does not exist: a project with
 * `not_found`, a workspace with `forbidden`.
 */
export function makeControlRoad(route: RouteDescriptor, parts: ControlRoadParts): Road<Admitted> {
  const handler = parts.handlers[route.operationId]
  if (handler === undefined) throw new Error(`no handler for operation ${route.operationId}`)
  const judge = async (request: FastifyRequest): Promise<Admitted> => {
    const caller = await parts.authenticator.authenticateControl(request, getFacts(request.raw))
    requireReach(caller, route)
    const target = await findTarget(request.params as Record<string, string>, caller, parts.projects)
    requirePermission(caller, target, route)
    if (route.stepUp === true) requireProof(caller, parts.clock.now())
    return { caller, target }
  }
  return {
    async admit(request) {
      await parts.requireServerHost(getFacts(request.raw).address)
      requireAccepted(request.headers.accept, route)
      return judge(request)
    },
    confirm: (_admitted, request) => judge(request),
    answer: (input, admitted, { headers, raw }) => handler({ ...input, ...admitted, headers, origin: originOf(getFacts(raw)) }),
    describe: ({ caller, target }) => ({ projectId: target.stored?.project.id, callerKind: caller.kind }),
  }
}

/** RFC 9110 §12.5.1, as far as it concerns a server that leaves no choice. */
function requireAccepted(accept: string | undefined, { streams = [] }: RouteDescriptor): void {
  if (accept === undefined || accept.trim() === '') return
  const offered = ['application/json', 'application/*', '*/*', ...streams, ...streams.map((media) => media.replace(/\/.*/, '/*'))]
  const accepted = accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const isRefused = parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter))
    return !isRefused && offered.includes(type)
  })
  if (!accepted) throw new DomainError('not_acceptable')
}

/** A project key sees its own project in the list of projects, and nothing else of the control plane. */
function requireReach({ kind }: ControlCaller, { operationId }: RouteDescriptor): void {
  if (kind !== 'project_key' || operationId === 'listProjects') return
  throw new DomainError('forbidden', { reason: 'a project API key opens the data plane of its project only' })
}

async function findTarget(
  params: Readonly<Record<string, string>>,
  caller: ControlCaller,
  projects: ControlRoadParts['projects'],
): Promise<ControlTarget> {
  const { workspace: workspaceId, project = params['project_id'] } = params
  if (project !== undefined) {
    const stored = await projects.findProject(UUID.test(project) ? { id: project.toLowerCase() } : { slug: project })
    if (stored === undefined || standingOf(caller, placeOf(stored)) === undefined) throw new DomainError('not_found')
    return { workspace: stored.workspace, stored }
  }
  if (workspaceId === undefined) return NOWHERE
  if (!UUID.test(workspaceId)) throw invalidField('workspace', 'must be a UUID')
  const workspace = await projects.findWorkspace(workspaceId.toLowerCase())
  if (workspace === undefined || standingOf(caller, { workspaceId: workspace.id }) === undefined)
    throw new DomainError('forbidden')
  return { workspace, stored: undefined }
}

const placeOf = ({ project }: StoredProject): Place => ({ workspaceId: project.workspaceId, projectId: project.id })

function requirePermission(caller: ControlCaller, target: ControlTarget, { controlPermission }: RouteDescriptor): void {
  if (controlPermission === undefined || target.workspace === undefined) return
  requireControl(
    caller,
    target.stored === undefined ? { workspaceId: target.workspace.id } : placeOf(target.stored),
    controlPermission,
  )
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
