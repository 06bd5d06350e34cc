import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { Logger } from 'pino'
import type { Address } from './addressing.ts'
import { type Admission, openAdmission } from './admission/admission.ts'
import { refuseOverloaded } from './admission/refuse-overloaded.ts'
import { answerError } from './answer-error.ts'
import type { ClientIpResolver } from './client-ip.ts'
import type { HostReader } from './forwarded-host.ts'
import type { TransportReader } from './forwarded-proto.ts'
import { refuseMalformed } from './refuse-malformed.ts'
import { type RequestFacts, rememberFacts } from './request-facts.ts'
import { requestIdOf } from './request-id.ts'
import { CALLER_GONE, type RequestObserver, unobserved } from './request-trail.ts'
import { STRICT_TRANSPORT_SECURITY } from './security-headers.ts'

/** Slow clients are let go (RFC 9112 §9.5 leaves the time to us). */
export interface Patience {
  readonly headersTimeoutMs: number
  /** For the whole request with its body. */
  readonly requestTimeoutMs: number
  /** How often connections are looked at. */
  readonly checkEveryMs: number
}

const PATIENCE: Patience = { headersTimeoutMs: 10_000, requestTimeoutMs: 15_000, checkEveryMs: 2000 }
const KEEP_ALIVE_TIMEOUT_MS = 65_000
const HEADERS_MAX_BYTES = 32 * 1024

export interface ListenerOptions {
  /** `undefined` when the host is none. */
  readonly addressOf: (host: string | undefined, url: string) => Address | undefined
  readonly clientIpOf: ClientIpResolver
  readonly hostOf: HostReader
  /** Whether the caller speaks TLS to a proxy that we trust. */
  readonly isSecure: TransportReader
  /** Once it is given, every answer closes its connection. */
  readonly stopping: AbortSignal
  /** Requests with a road of their own, by method and path below the project. */
  readonly shortRoad: { readonly method: string; readonly path: string; readonly listener: ShortRoadListener } | undefined
  readonly logger: Logger
  readonly observer?: RequestObserver
  /** Whose tickets `observer` hands back. */
  readonly admission?: Admission
  readonly patience?: Patience
}

export type ShortRoadListener = (request: IncomingMessage, response: ServerResponse, facts: RequestFacts) => void

/**
 * The Node server in front of everything: says which request this is, where it was sent and from where, and chooses
 * between the short road (single verification) and the framework.
 */
export function buildListener(framework: RequestListener, options: ListenerOptions): Server {
  const { addressOf, clientIpOf, hostOf, isSecure, stopping, logger } = options
  const { observer = unobserved, admission = openAdmission, patience = PATIENCE } = options
  const takesShortRoad = makeShortRoadTest(options.shortRoad)
  const latest = new Map<Socket, ServerResponse | undefined>()

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { headers, socket } = request
    latest.set(socket, response)
    const requestId = requestIdOf(headers['x-request-id'])
    if (stopping.aborted) response.setHeader('Connection', 'close')
    const secure = isSecure(socket.remoteAddress, headers)
    if (secure) response.setHeader('Strict-Transport-Security', STRICT_TRANSPORT_SECURITY)
    const host = hostOf(socket.remoteAddress, headers)
    const address = hasHost(request) ? addressOf(host, request.url ?? '/') : undefined
    const ticket = admission.enter(request.method, address?.url ?? '', subjectOf(request, address))
    if (ticket === 0) {
      refuseOverloaded(request, response, requestId)
      return
    }
    const trail = observer.begin(request, requestId)
    trail.ticket = ticket
    if (address === undefined) {
      request.resume()
      endWithAnswer(response, (status) => observer.end(trail, status))
      answerError(response, new DomainError('bad_request', { reason: 'one valid Host is required' }), { requestId, logger })
      return
    }
    const clientIp = clientIpOf(socket.remoteAddress, headers)
    const facts: RequestFacts = { requestId, address, clientIp, isSecure: secure, host: host ?? '', trail }
    if (takesShortRoad(request.method, address.url)) {
      options.shortRoad?.listener(request, response, facts)
      return
    }
    endWithAnswer(response, (status) => observer.end(trail, status))
    rememberFacts(request, facts)
    request.url = address.url
    framework(request, response)
  }
  const server = createServer(serverOptions(patience), answer)
  // RFC 9110 §10.1.1: an expectation that we do not know may be ignored; without this Node answers it, outside of our envelope.
  server.on('checkExpectation', answer)
  closeAfterAnswers(server, stopping, latest)
  server.on('clientError', (error, socket) => refuseMalformed(error, socket as Socket, latest.get(socket as Socket)))
  return server
}

const serverOptions = (patience: Patience): ServerOptions => ({
  headersTimeout: patience.headersTimeoutMs,
  requestTimeout: patience.requestTimeoutMs,
  connectionsCheckingInterval: patience.checkEveryMs,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  maxHeaderSize: HEADERS_MAX_BYTES,
  // We refuse it ourselves, in our envelope.
  requireHostHeader: false,
  // A header that is given twice is kept twice and then means nothing, instead of its first value: whoever stands in
  // front of us may have read the other one (of two credentials, for one).
  joinDuplicateHeaders: true,
})

/** Whose work a request is, before anyone has looked at credentials: the project's that it names, or else its caller's. */
function subjectOf({ headers }: IncomingMessage, address: Address | undefined): string {
  const reference = address?.reference
  if (reference === undefined || 'host' in reference) return headers.authorization ?? reference?.host ?? ''
  return 'slug' in reference ? reference.slug : reference.id
}

/** Once the answer is out, or its caller is gone. */
const endWithAnswer = (response: ServerResponse, end: (status: number) => void): void =>
  void response.once('close', () => end(response.writableFinished ? response.statusCode : CALLER_GONE))

/**
 * Follows the connections and their newest responses in `latest`. Requests that are under way when the server is told to
 * stop end their connections too (RFC 9112 §9.6).
 */
function closeAfterAnswers(server: Server, stopping: AbortSignal, latest: Map<Socket, ServerResponse | undefined>): void {
  server.on('connection', (socket) => {
    latest.set(socket, undefined)
    socket.once('close', () => latest.delete(socket))
  })
  const announce = (): void => {
    for (const response of latest.values()) {
      if (response?.headersSent === false) response.setHeader('Connection', 'close')
    }
  }
  stopping.addEventListener('abort', announce, { once: true })
  stopping.addEventListener('abort', () => closeIdle(server, latest), { once: true })
}

/** How often connections are looked at once nothing is listened for any more. */
const CLOSE_IDLE_EVERY_MS = 20
/** How long a connection may then take to bring its first request. */
const FIRST_REQUEST_MS = 1000

/** Closes connections that have had their answers, from when the server no longer listens; until then they are told. */
function closeIdle(server: Server, latest: ReadonlyMap<Socket, ServerResponse | undefined>): void {
  let waitedMs = 0
  const look = (): void => {
    if (server.listening) return
    waitedMs += CLOSE_IDLE_EVERY_MS
    for (const [socket, response] of latest) {
      if (response === undefined ? waitedMs > FIRST_REQUEST_MS : response.writableFinished) socket.destroySoon()
    }
  }
  // In the turn after the sockets were read: where a request has come meanwhile, the connection is not idle.
  const timer = setInterval(() => setImmediate(look), CLOSE_IDLE_EVERY_MS).unref()
  server.once('close', () => clearInterval(timer))
}

/** RFC 9112 §3.2: since HTTP/1.1 a request without Host is refused. */
const hasHost = ({ headers, httpVersionMinor }: IncomingMessage): boolean => headers.host !== undefined || httpVersionMinor === 0

function makeShortRoadTest(road: ListenerOptions['shortRoad']): (method: string | undefined, url: string) => boolean {
  if (road === undefined) return () => false
  const { method, path } = road
  const withQuery = `${path}?`
  return (askedMethod, url) => (url === path || url.startsWith(withQuery)) && askedMethod === method
}
