import type { RouteDescriptor } from '@latchkey/contract/routes'
import type { AuditCaller } from '@latchkey/core/events/audit-event'
import type { Project } from '@latchkey/core/project/project'
import type { Address } from './addressing.ts'
import type { Gate } from './gate.ts'
import type { Road } from './mount-route.ts'
import type { OperationHandler, OperationReply } from './operation.ts'
import { getFacts } from './request-facts.ts'

export interface ProjectRoadParts {
  readonly gate: Gate
  /** Slows an anonymous caller down; rejects with `too_many_requests`. */
  readonly throttle: (clientIp: string | undefined) => Promise<void>
  /** By operation id; a route without a handler is a start-up error. */
  readonly handlers: Readonly<Record<string, OperationHandler>>
}

interface Admitted {
  readonly project: Project
  readonly caller: AuditCaller
}

const KEY_HOLDER: AuditCaller = { kind: 'key_holder', id: '', name: '' }

/** Operations below a project: admin ones need a caller with the route's permission; public ones are throttled instead. */
export function makeProjectRoad(route: RouteDescriptor, parts: ProjectRoadParts): Road<Admitted> {
  const handler = parts.handlers[route.operationId]
  if (handler === undefined) throw new Error(`no handler for operation ${route.operationId}`)
  return {
    admit: route.surface === 'admin' ? admitAdmin(route, parts) : admitPublic(route, parts),
    answer: async (input, admitted, request) => {
      const answer = await handler({ ...admitted, ...input, headers: request.headers })
      return belowBase(answer, getFacts(request.raw).address)
    },
  }
}

function admitAdmin({ operationId, permission }: RouteDescriptor, { gate }: ProjectRoadParts): Road<Admitted>['admit'] {
  if (permission === undefined) throw new Error(`${operationId} is for callers with a permission, and names none`)
  return async (request, reply) => {
    const { project, caller, rateLimit } = await gate.admitAdmin(getFacts(request.raw), request, permission)
    if (rateLimit !== undefined) reply.headers(rateLimit)
    return { project, caller: caller.audit }
  }
}

const admitPublic =
  ({ plane }: RouteDescriptor, { gate, throttle }: ProjectRoadParts): Road<Admitted>['admit'] =>
  async (request, reply) => {
    const { address, clientIp } = getFacts(request.raw)
    if (plane === 'control') await throttle(clientIp)
    const { project, rateLimit } = await gate.admitPublic(address)
    if (rateLimit !== undefined) reply.headers(rateLimit)
    return { project, caller: KEY_HOLDER }
  }

/** Handlers know nothing of where their project is mounted. */
function belowBase(answer: OperationReply, { base }: Address): OperationReply {
  const location = answer.headers?.['Location']
  return location === undefined ? answer : { ...answer, headers: { ...answer.headers, Location: `${base}${location}` } }
}
