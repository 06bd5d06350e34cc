import type { RouteDescriptor } from '@latchkey/contract/routes'
import type { AuditCaller } from '@latchkey/core/events/audit-event'
import type { FastifyRequest } from 'fastify'
import type { Address } from './addressing.ts'
import type { Admission, Gate, PublicAdmission } from './gate.ts'
import type { Road } from './mount-route.ts'
import type { OperationCall, OperationHandler, OperationReply } from './operation.ts'
import { getFacts } from './request-facts.ts'

export interface ProjectRoadParts {
  readonly gate: Gate
  /** Slows an anonymous caller down; rejects with `too_many_requests`. */
  readonly throttle: (clientIp: string | undefined) => Promise<void>
  /** By operation id; a route without a handler is a start-up error. */
  readonly handlers: Readonly<Record<string, OperationHandler>>
}

const KEY_HOLDER: AuditCaller = { kind: 'key_holder', id: '', name: '' }

/** Operations below a project: admin ones need a caller with the route's permission; public ones are throttled instead. */
export function makeProjectRoad(route: RouteDescriptor, parts: ProjectRoadParts): Road<Admission> | Road<PublicAdmission> {
  return route.surface === 'admin' ? makeAdminRoad(route, parts) : makePublicRoad(route, parts)
}

function makeAdminRoad(route: RouteDescriptor, parts: ProjectRoadParts): Road<Admission> {
  const { operationId, permission } = route
  const { gate } = parts
  if (permission === undefined) throw new Error(`${operationId} is for callers with a permission, and names none`)
  const answer = makeAnswer(route, parts)
  return {
    async admit(request, reply) {
      const admission = await gate.admitAdmin(getFacts(request.raw), request, permission)
      if (admission.rateLimit !== undefined) reply.headers(admission.rateLimit)
      return admission
    },
    confirm: async (admission, request) => gate.confirmAdmin(admission, getFacts(request.raw), request, permission),
    answer: (input, { project, caller }, request) => answer({ ...input, project, caller: caller.audit }, request),
    describe: ({ project, caller }) => ({ projectId: project.id, callerKind: caller.audit.kind }),
  }
}

function makePublicRoad(route: RouteDescriptor, parts: ProjectRoadParts): Road<PublicAdmission> {
  const { gate, throttle } = parts
  const answer = makeAnswer(route, parts)
  return {
    async admit(request, reply) {
      const { address, clientIp } = getFacts(request.raw)
      if (route.plane === 'control') await throttle(clientIp)
      const admission = await gate.admitPublic(address)
      if (admission.rateLimit !== undefined) reply.headers(admission.rateLimit)
      return admission
    },
    confirm: async (admission, request) => gate.confirmPublic(admission, getFacts(request.raw).address),
    answer: (input, { project }, request) => answer({ ...input, project, caller: KEY_HOLDER }, request),
    describe: ({ project }) => ({ projectId: project.id, callerKind: undefined }),
  }
}

function makeAnswer({ operationId }: RouteDescriptor, { handlers }: ProjectRoadParts) {
  const handler = handlers[operationId]
  if (handler === undefined) throw new Error(`no handler for operation ${operationId}`)
  return async (call: Omit<OperationCall, 'headers'>, { headers, raw }: FastifyRequest): Promise<OperationReply> =>
    belowBase(await handler({ ...call, headers }), getFacts(raw).address)
}

/** Handlers know nothing of where their project is mounted. */
function belowBase(answer: OperationReply, { base }: Address): OperationReply {
  const location = answer.headers?.['Location']
  return location === undefined ? answer : { ...answer, headers: { ...answer.headers, Location: `${base}${location}` } }
}
