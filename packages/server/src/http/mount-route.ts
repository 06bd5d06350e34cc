import type { RouteDescriptor } from '@latchkey/contract/routes'
import { serialiseMessage } from '@latchkey/contract/serialise'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { withinDeadline } from './deadline.ts'
import type { ConsoleReply } from './operation.ts'
import { getFacts } from './request-facts.ts'
import { type RequestTrail, withinTrace } from './request-trail.ts'
import { makeInputReader, type RouteInput, requireAdmitted } from './route-input.ts'
import { routePattern } from './route-pattern.ts'
import { NO_STORE } from './security-headers.ts'
import { sendStream } from './send-stream.ts'

/** How the requests of one route are let in and answered. */
export interface Road<Admitted> {
  /** Before anything of the body is read. Rejects with a refusal. */
  admit(request: FastifyRequest, reply: FastifyReply): Promise<Admitted>
  /**
   * Once more when the body is there, which may have taken seconds to come: whoever was shut out meanwhile does nothing any
   * more. Rejects with a refusal.
   */
  confirm(admitted: Admitted, request: FastifyRequest): Promise<Admitted>
  answer(input: RouteInput, admitted: Admitted, request: FastifyRequest): Promise<ConsoleReply>
  /** Who was let in, and where. */
  describe(admitted: Admitted): Pick<RequestTrail, 'projectId' | 'callerKind'>
}

/** Mounts an operation under its path and aliases. Order is security: admit, cap, parse, validate, confirm, and only then answer. */
export function mountRoute<Admitted>(
  app: FastifyInstance,
  route: RouteDescriptor,
  road: Road<Admitted>,
  deadlineMs: number,
): void {
  const admissions = new WeakMap<FastifyRequest, Admitted>()
  const inputOf = makeInputReader(route)
  const serialisers = compileSerialisers(route)
  const answerTo = async (request: FastifyRequest, admitted: Admitted): Promise<ConsoleReply> => {
    const input = inputOf(request)
    return road.answer(input, route.method === 'GET' ? admitted : await road.confirm(admitted, request), request)
  }
  for (const path of [route.path, ...(route.aliases ?? [])]) {
    app.route({
      method: route.method,
      url: routePattern(path),
      bodyLimit: route.bodyMaxBytes,
      onRequest: async (request, reply) => {
        const { trail } = getFacts(request.raw)
        trail.route = route.path
        const admitted = await withinDeadline(
          withinTrace(trail, () => road.admit(request, reply)),
          deadlineMs,
        )
        Object.assign(trail, road.describe(admitted))
        admissions.set(request, admitted)
      },
      handler: async (request, reply) => {
        const admitted = requireAdmitted(admissions.get(request))
        const answer = withinTrace(getFacts(request.raw).trail, () => answerTo(request, admitted))
        return send(reply, await withinDeadline(answer, deadlineMs), serialisers)
      },
    })
  }
}

type Serialisers = ReadonlyMap<number, (body: never) => string>

/** A good answer goes out through its schema, so that an undeclared field cannot leak. */
const compileSerialisers = (route: RouteDescriptor): Serialisers =>
  new Map(
    Object.entries(route.responses).flatMap(([status, schema]) =>
      schema === null ? [] : [[Number(status), serialiseMessage(schema)] as const],
    ),
  )

function send(reply: FastifyReply, answer: ConsoleReply, serialisers: Serialisers): FastifyReply {
  const { status, headers } = answer
  reply.code(status).header('Cache-Control', NO_STORE)
  if (headers !== undefined) reply.headers(headers as Record<string, string | string[]>)
  if (answer.stream !== undefined) return sendStream(reply, answer.stream)
  const json = answer.json ?? jsonOf(answer, serialisers)
  return json === undefined ? reply.send() : reply.type('application/json; charset=utf-8').send(json)
}

function jsonOf({ status, body }: ConsoleReply, serialisers: Serialisers): string | undefined {
  const serialise = serialisers.get(status) ?? JSON.stringify
  return body === undefined ? undefined : serialise(body as never)
}
