import { randomUUID } from 'node:crypto'
import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { errorEnvelope } from '@latchkey/contract/errors'
import { jsonHeaderList } from './security-headers.ts'

interface Refusal {
  readonly status: number
  readonly reason: string
}

const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { status: 431, reason: 'the headers are too large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, reason: 'the request did not arrive in time' },
}
const NOT_HTTP: Refusal = { status: 400, reason: 'the request is not valid HTTP/1.1' }

/** How long the other side may take to read the answer and hang up. */
const LINGER_MS = 1000

/**
 * What cannot be parsed as HTTP gets an answer in our envelope and a closed connection (RFC 9112 §2.2). `latest` is the
 * newest response of the connection: where an earlier request still waits for its answer, this one would be taken for it,
 * so the connection is only closed.
 */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket, latest: ServerResponse | undefined): void {
  if (!socket.writable || error.code === 'ECONNRESET' || !isNextInLine(socket, latest)) {
    socket.destroy()
    return
  }
  socket.end(textOf(refusals[error.code ?? ''] ?? NOT_HTTP))
  // Reading on lets the answer through before the connection is reset; whoever never hangs up is hung up on.
  socket.resume()
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}

/** Whether nothing stands between what could not be parsed and its answer. */
function isNextInLine(socket: Socket, latest: ServerResponse | undefined): boolean {
  if (latest === undefined || latest.writableFinished) return true
  // A response has its connection once those before it are done; an incomplete request is the one that broke.
  return latest.socket === socket && !latest.headersSent && !latest.req.complete
}

function textOf({ status, reason }: Refusal): string {
  const requestId = randomUUID()
  const { error } = errorEnvelope('bad_request', { requestId, reason })
  const body = JSON.stringify({ error: { ...error, code: status } })
  const head = ['Connection', 'close', 'X-Request-ID', requestId, 'Content-Length', String(Buffer.byteLength(body))]
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headerLines([...jsonHeaderList, ...head])}\r\n${body}`
}

const headerLines = (list: readonly string[]): string =>
  list.map((part, index) => (index % 2 === 0 ? `${part}: ` : `${part}\r\n`)).join('')
