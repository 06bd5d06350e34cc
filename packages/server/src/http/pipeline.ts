import type { RequestListener, Server } from 'node:http'
import type { RouteDescriptor } from '@latchkey/contract/routes'
import { DomainError } from '@latchkey/core/errors/domain-error'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { LARGE_BODY_BYTES, takeBodyTurn } from './body-turns.ts'
import { type ConsoleRoadParts, makeConsoleRoad } from './console-road.ts'
import { type ControlRoadParts, makeControlRoad } from './control-road.ts'
import { errorResponse } from './error-response.ts'
import { JSON_MEDIA } from './media-type.ts'
import { mountRoute } from './mount-route.ts'
import { makeProjectRoad, type ProjectRoadParts } from './project-road.ts'
import { getFacts, type RequestFacts } from './request-facts.ts'
import { UNMATCHED, withinTrace } from './request-trail.ts'
import { methodsAt } from './route-pattern.ts'
import { browserHeadersFor, NO_STORE, securityHeaders } from './security-headers.ts'
import { parseStrictJsonBytes } from './strict-json.ts'

export interface PipelineOptions {
  readonly routes: readonly RouteDescriptor[]
  /** Operation ids that never come here because the listener answers them itself. */
  readonly answeredElsewhere: ReadonlySet<string>
  readonly project: ProjectRoadParts
  /** Absent where only projects are served. */
  readonly control?: ControlRoadParts | undefined
  readonly console?: ConsoleRoadParts | undefined
  readonly logger: Logger
  /** How long an operation may take before its caller is told that the outcome is not known. */
  readonly deadlineMs: number
  /** Wraps the framework's listener; see `listener.ts`. */
  readonly serverFactory: (listener: RequestListener) => Server
}

/** Programs ask the data plane; there every refusal has the same headers, whichever road it came by. */
const headersFor = (url: string, facts: RequestFacts): Readonly<Record<string, string>> =>
  url.startsWith(DATA_PLANE) ? securityHeaders : browserHeadersFor(facts)
const DATA_PLANE = '/v2alpha1/'

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
      const facts = getFacts(request.raw)
      reply.headers(headersFor(request.url, facts)).header('X-Request-ID', facts.requestId)
      sendError(reply, error, { requestId: facts.requestId, logger: options.logger })
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
    const facts = getFacts(request.raw)
    reply.headers(headersFor(request.url, facts)).header('X-Request-ID', facts.requestId)
    if (!request.is404) facts.trail.route = request.routeOptions.url ?? UNMATCHED
    // Before anything of the body is read.
    if (request.is404) throw notServed(request.url, options.routes, pages)
    if (request.headers['content-encoding'] !== undefined)
      throw new DomainError('unsupported_media_type', { reason: 'compressed bodies are not accepted' })
  })
  app.setErrorHandler((error, request, reply) => {
    const { requestId, trail } = getFacts(request.raw)
    return withinTrace(trail, () => sendError(reply, error, { requestId, logger: options.logger }))
  })
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

function mount(app: FastifyInstance, route: RouteDescriptor, { project, control, console, deadlineMs }: PipelineOptions): void {
  if (route.scope === 'project') mountRoute(app, route, makeProjectRoad(route, project), deadlineMs)
  else if (route.scope === 'control' && control !== undefined) mountRoute(app, route, makeControlRoad(route, control), deadlineMs)
  else if (route.scope === 'console' && console !== undefined) mountRoute(app, route, makeConsoleRoad(route, console), deadlineMs)
  else throw new Error(`${route.operationId} is not served here`)
}
