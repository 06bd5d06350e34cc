import type { RequestListener, Server } from 'node:http'
import type { RouteDescriptor } from '@latchkey/contract/routes'
import { serialiseMessage } from '@latchkey/contract/serialise'
import { compileMessage, compileQuery, type MessageReader } from '@latchkey/contract/validate'
import { DomainError, invalidField } from '@latchkey/core/errors/domain-error'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Address } from './addressing.ts'
import { LARGE_BODY_BYTES, takeBodyTurn } from './body-turns.ts'
import { withinDeadline } from './deadline.ts'
import { errorResponse } from './error-response.ts'
import type { Gate } from './gate.ts'
import { JSON_MEDIA } from './media-type.ts'
import type { OperationCall, OperationHandler, OperationReply } from './operation.ts'
import { getFacts } from './request-facts.ts'
import { methodsAt, routePattern } from './route-pattern.ts'
import { NO_STORE, securityHeaders } from './security-headers.ts'
import { parseStrictJsonBytes } from './strict-json.ts'

export interface PipelineOptions {
  readonly routes: readonly RouteDescriptor[]
  /** By operation id; a route without a handler is a start-up error. */
  readonly handlers: Readonly<Record<string, OperationHandler>>
  /** Operation ids that never come here because the listener answers them itself. */
  readonly answeredElsewhere: ReadonlySet<string>
  readonly gate: Gate
  /** Slows an anonymous caller down; rejects with `too_many_requests`. */
  readonly throttle: (clientIp: string | undefined) => Promise<void>
  readonly logger: Logger
  /** How long an operation may take before its caller is told that the outcome is not known. */
  readonly deadlineMs: number
  /** Wraps the framework's listener; see `listener.ts`. */
  readonly serverFactory: (listener: RequestListener) => Server
}

/**
 * The road of every request that is not a single verification (which has its own, see `data-plane/verify-credential.ts`).
 * Order is security: who and where, then body cap, parse, validate, and only then the handler.
 */
export function buildPipeline(options: PipelineOptions): FastifyInstance {
  const app = Fastify({
    serverFactory: (listener) => options.serverFactory(listener as RequestListener),
    logger: false,
    exposeHeadRoutes: false,
    frameworkErrors: (error, request, reply) => {
      reply.headers(securityHeaders).header('X-Request-ID', getFacts(request.raw).requestId)
      sendError(reply, error, { requestId: getFacts(request.raw).requestId, logger: options.logger })
    },
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: false, ignoreDuplicateSlashes: false, maxParamLength: 256 },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(JSON_MEDIA, { parseAs: 'buffer' }, async ({ headers }: FastifyRequest, body: Buffer) => {
    // The framework is more lenient than the pattern it is given.
    if (!JSON_MEDIA.test(headers['content-type'] ?? '')) throw new DomainError('unsupported_media_type')
    if (body.length >= LARGE_BODY_BYTES) await takeBodyTurn()
    return body.length === 0 ? undefined : parseStrictJsonBytes(body)
  })
  const pages = watchPages(app)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders).header('X-Request-ID', getFacts(request.raw).requestId)
    // Before anything of the body is read.
    if (request.is404) throw notServed(request.url, options.routes, pages)
    if (request.headers['content-encoding'] !== undefined)
      throw new DomainError('unsupported_media_type', { reason: 'compressed bodies are not accepted' })
  })
  app.setErrorHandler((error, request, reply) =>
    sendError(reply, error, { requestId: getFacts(request.raw).requestId, logger: options.logger }),
  )
  app.setNotFoundHandler(async (request) => {
    throw notServed(request.url, options.routes, pages)
  })
  for (const route of options.routes) if (!options.answeredElsewhere.has(route.operationId)) mount(app, route, options)
  return app
}

/** A path that exists, asked with another method (RFC 9110 §15.5.6). */
class MethodNotAllowed extends DomainError {
  readonly allowed: readonly string[]
  constructor(allowed: readonly string[]) {
    super('method_not_allowed')
    this.allowed = allowed
  }
}

interface Pages {
  methodsAt(url: string): readonly string[]
}

function notServed(url: string, routes: readonly RouteDescriptor[], pages: Pages): DomainError {
  const operations = methodsAt(routes, url)
  const allowed = operations.length > 0 ? operations : pages.methodsAt(url)
  return allowed.length === 0 ? new DomainError('not_found') : new MethodNotAllowed(allowed)
}

/** The paths without parameters that are mounted beside the operations: health, version, documentation. */
function watchPages(app: FastifyInstance): Pages {
  const methods = new Map<string, readonly string[]>()
  app.addHook('onRoute', ({ method, url }) => {
    if (!url.includes(':')) methods.set(url, [...(methods.get(url) ?? []), ...[method].flat()].sort())
  })
  return { methodsAt: (url) => methods.get(url.split('?', 1)[0] ?? '') ?? [] }
}

function sendError(
  reply: FastifyReply,
  error: unknown,
  { requestId, logger }: { requestId: string; logger: Logger },
): FastifyReply {
  const response = errorResponse(error, requestId, logger)
  if (error instanceof MethodNotAllowed) reply.header('Allow', error.allowed.join(', '))
  return reply.code(response.status).headers(response.headers).header('Cache-Control', NO_STORE).send(response.body)
}

function mount(app: FastifyInstance, route: RouteDescriptor, options: PipelineOptions): void {
  const handler = options.handlers[route.operationId]
  if (handler === undefined) throw new Error(`no handler for operation ${route.operationId}`)
  const admit = makeAdmission(route, options)
  const checks = compileChecks(route)
  const serialisers = compileSerialisers(route)
  for (const path of [route.path, ...(route.aliases ?? [])]) {
    app.route({
      method: route.method,
      url: routePattern(path),
      bodyLimit: route.bodyMaxBytes,
      onRequest: async (request) => {
        admissions.set(request, await withinDeadline(admit(request), options.deadlineMs))
      },
      handler: async (request, reply) =>
        send(
          reply,
          belowBase(await withinDeadline(handler(callOf(request, checks)), options.deadlineMs), getFacts(request.raw).address),
          serialisers,
        ),
    })
  }
}

type Admitted = Pick<OperationCall, 'project' | 'caller'>

const admissions = new WeakMap<FastifyRequest, Admitted>()

/** Admin routes need a caller with the route's permission; public ones are throttled instead. */
function makeAdmission(
  route: RouteDescriptor,
  { gate, throttle }: PipelineOptions,
): (request: FastifyRequest) => Promise<Admitted> {
  if (route.surface === 'admin') {
    const { permission } = route
    if (permission === undefined) throw new Error(`${route.operationId} is for callers with a permission, and names none`)
    return async (request) => {
      const { address } = getFacts(request.raw)
      const { project, caller } = await gate.admitAdmin(address, request.headers.authorization, permission)
      return { project, caller: caller.audit }
    }
  }
  return async (request) => {
    const { address, clientIp } = getFacts(request.raw)
    if (route.plane === 'control') await throttle(clientIp)
    return { project: await gate.admitPublic(address), caller: { kind: 'key_holder', id: '', name: '' } }
  }
}

interface Checks {
  readonly body: ((value: unknown) => unknown) | undefined
  readonly query: (value: unknown) => unknown
}

function compileChecks(route: RouteDescriptor): Checks {
  const body = route.body && compileMessage(route.body)
  const query = route.query && compileQuery(route.query)
  const optional = route.bodyOptional === true
  return {
    body: body && ((value) => read(body, value === undefined && optional ? {} : value)),
    query: (value) => (query === undefined ? {} : read(query, value)),
  }
}

function read<Message>(reader: MessageReader<Message>, value: unknown): Message {
  const result = reader.parse(value)
  if (!result.ok) throw invalidField(result.field === '' ? 'body' : result.field, result.rule)
  return result.value
}

function callOf(request: FastifyRequest, checks: Checks): OperationCall {
  const admitted = admissions.get(request)
  if (admitted === undefined) throw new DomainError('unauthorized') // unreachable unless a route skips admission
  const { requestId, clientIp } = getFacts(request.raw)
  return {
    ...admitted,
    requestId,
    clientIp,
    body: checks.body?.(request.body),
    params: request.params as Record<string, string>,
    query: checks.query(request.query) as Record<string, unknown>,
    ifMatch: request.headers['if-match'],
    headers: request.headers,
  }
}

/** Handlers know nothing of where their project is mounted. */
function belowBase(answer: OperationReply, { base }: Address): OperationReply {
  const location = answer.headers?.['Location']
  return location === undefined ? answer : { ...answer, headers: { ...answer.headers, Location: `${base}${location}` } }
}

type Serialisers = ReadonlyMap<number, (body: never) => string>

/** A good answer goes out through its schema, so that an undeclared field cannot leak. */
const compileSerialisers = (route: RouteDescriptor): Serialisers =>
  new Map(
    Object.entries(route.responses).flatMap(([status, schema]) =>
      schema === null ? [] : [[Number(status), serialiseMessage(schema)] as const],
    ),
  )

function send(reply: FastifyReply, answer: OperationReply, serialisers: Serialisers): FastifyReply {
  const { status, headers } = answer
  reply.code(status).header('Cache-Control', NO_STORE)
  if (headers !== undefined) reply.headers(headers)
  const json = answer.json ?? jsonOf(answer, serialisers)
  return json === undefined ? reply.send() : reply.type('application/json; charset=utf-8').send(json)
}

function jsonOf({ status, body }: OperationReply, serialisers: Serialisers): string | undefined {
  const serialise = serialisers.get(status) ?? JSON.stringify
  return body === undefined ? undefined : serialise(body as never)
}
