import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import type { Socket } from 'node:net'
import type { Address } from './addressing.ts'
import type { ClientIpResolver } from './client-ip.ts'
import { type RequestFacts, rememberFacts } from './request-facts.ts'
import { requestIdOf } from './request-id.ts'

/** Slow clients are let go (RFC 9112 §9.5 leaves the time to us). */
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 15_000
const KEEP_ALIVE_TIMEOUT_MS = 65_000
const HEADERS_MAX_BYTES = 32 * 1024

export interface ListenerOptions {
  readonly addressOf: (host: string | undefined, url: string) => Address
  readonly clientIpOf: ClientIpResolver
  /** Requests with a road of their own, by method and path below the project. */
  readonly shortRoad: { readonly method: string; readonly path: string; readonly listener: ShortRoadListener } | undefined
}

export type ShortRoadListener = (request: IncomingMessage, response: ServerResponse, facts: RequestFacts) => void

/**
 * The Node server in front of everything: says which request this is, where it was sent and from where, and chooses
 * between the short road (single verification) and the framework.
 */
export function buildListener(framework: RequestListener, { addressOf, clientIpOf, shortRoad }: ListenerOptions): Server {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      maxHeaderSize: HEADERS_MAX_BYTES,
      // A header that is given twice is kept twice and then means nothing, instead of its first value: whoever stands in
      // front of us may have read the other one (of two credentials, for one).
      joinDuplicateHeaders: true,
    },
    (request, response) => {
      const address = addressOf(request.headers.host, request.url ?? '/')
      const facts: RequestFacts = {
        requestId: requestIdOf(request.headers['x-request-id']),
        address,
        clientIp: clientIpOf(request.socket.remoteAddress, request.headers),
      }
      if (shortRoad !== undefined && address.url === shortRoad.path && request.method === shortRoad.method) {
        shortRoad.listener(request, response, facts)
        return
      }
      rememberFacts(request, facts)
      request.url = address.url
      framework(request, response)
    },
  )
  server.on('clientError', refuseMalformed)
  return server
}

const statusOfClientError: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** What cannot be parsed as HTTP gets a short answer in our envelope and a closed connection (RFC 9112 §2.2). */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const status = statusOfClientError[error.code ?? ''] ?? 400
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
